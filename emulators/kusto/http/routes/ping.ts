import { answer, type Exchange } from '../exchange.ts';

export async function servePing(exchange: Exchange): Promise<void> {
  const address = exchange.request.socket.remoteAddress ?? '';
  await answer(exchange, [JSON.stringify({ ApplicationHealthState: 'Healthy', ClientAddress: address })]);
}
