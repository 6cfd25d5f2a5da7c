import { io } from 'socket.io-client';
import type { LiveSocket } from './live-client.ts';

/** A socket to the server that the page came from, not connected yet. It reconnects by itself for ever. */
export function openSocket(): LiveSocket {
  return io({
    autoConnect: false,
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnectionDelay: 400,
    reconnectionDelayMax: 3_000,
    timeout: 5_000,
  });
}
