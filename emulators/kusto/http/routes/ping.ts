import { answer, type Exchange } from '../kusto-server.ts';

export function servePing(exchange: Exchange): void {
  const address = exchange.request.socket.remoteAddress ?? '';
  answer(exchange, [JSON.stringify({ ApplicationHealthState: 'Healthy', ClientAddress: address })]);
}
