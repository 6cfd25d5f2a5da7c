import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { StartError } from '#shared/node/run-service.ts';

/** A server that accepts connections; disposing it ends them all, also those that were upgraded to WebSockets. */
export interface Listening extends AsyncDisposable {
  /** http://host:port with the real port. */
  readonly url: string;
}

/** Throws StartError when the port can't be opened. */
export async function listen(
  server: Server,
  { host, port }: { host: string; port: number },
): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const listening = once(server, 'listening');
  server.listen(port, host);
  try {
    await listening;
  } catch (error) {
    throw startError(error, host, port);
  }
  const address = server.address();
  const actualPort = address !== null && typeof address === 'object' ? address.port : port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actualPort}`,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function startError(error: unknown, host: string, port: number): StartError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  if (code === 'EADDRINUSE')
    return new StartError(`Port ${port} is in use: stop what listens there, or choose another with PORT.`);
  if (code === 'EACCES')
    return new StartError(`Port ${port} may not be opened by this user: choose one above 1023.`);
  return new StartError(`${host}:${port} can't be opened (${code}).`);
}
