import { access } from 'node:fs/promises';
import type { Server } from 'node:http';
import path from 'node:path';
import next from 'next';
import { StartError } from '#shared/node/run-service.ts';
import type { PageHandler } from './handle-request.ts';

export interface NextPages extends AsyncDisposable {
  handle: PageHandler;
}

/** The pages: built ones in production, with hot reload in development. Next listens for its own upgrades on the server. */
export async function startNextPages(options: {
  mode: 'development' | 'production';
  hostname: string;
  port: number;
  httpServer: Server;
}): Promise<NextPages> {
  const dir = process.cwd();
  if (options.mode === 'production') await checkBuild(path.join(dir, '.next', 'BUILD_ID'));
  const app = next({
    dev: options.mode === 'development',
    dir,
    hostname: options.hostname,
    port: options.port,
    httpServer: options.httpServer,
  });
  await app.prepare();
  return { handle: app.getRequestHandler(), [Symbol.asyncDispose]: () => app.close() };
}

async function checkBuild(file: string): Promise<void> {
  try {
    await access(file);
  } catch {
    throw new StartError('The web app is not built yet: run `npm run build`, or start all with `npm start`.');
  }
}
