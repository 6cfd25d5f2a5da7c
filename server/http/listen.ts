import { once } from 'node:events';
import type { Server } from 'node:http';
import { StartError } from '#shared/node/run-service.ts';

/** Listens and returns the address to print. Throws StartError when the port can't be opened. */
export async function listen(
  server: Server,
  { host, port }: { host: string; port: number },
): Promise<string> {
  const listening = once(server, 'listening');
  server.listen(port, host);
  try {
    await listening;
  } catch (error) {
    throw startError(error, host, port);
  }
  const address = server.address();
  const actualPort = address !== null && typeof address === 'object' ? address.port : port;
  return `http://${host.includes(':') ? `[${host}]` : host}:${actualPort}`;
}

function startError(error: unknown, host: string, port: number): StartError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  if (code === 'EADDRINUSE')
    return new StartError(`Port ${port} is in use: stop what listens there, or choose another with PORT.`);
  if (code === 'EACCES')
    return new StartError(`Port ${port} may not be opened by this user: choose one above 1023.`);
  return new StartError(`${host}:${port} can't be opened (${code}).`);
}

/** Ends open connections too: sockets and keep-alive would hold the process for minutes. */
export async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
