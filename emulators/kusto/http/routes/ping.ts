import { answer, type Exchange } from '../exchange.ts';

export function servePing(exchange: Exchange): void {
  const address = exchange.request.socket.remoteAddress ?? '';
  answer(exchange, [JSON.stringify({ ApplicationHealthState: 'Healthy', ClientAddress: address })]);
}
