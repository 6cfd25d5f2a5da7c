import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ChangeNotice, changeNoticeSchema } from '#shared/ingestion/change-notice.ts';
import { readBody } from './read-body.ts';
import { sendJson } from './send-json.ts';

const largestBytes = 1_024 * 1_024;

/** POST /api/ingestion/notices: takes a change notice from a worker that knows the token. */
export async function acceptNotice(
  request: IncomingMessage,
  response: ServerResponse,
  { token, accept }: { token: string | null; accept: (notice: ChangeNotice) => void },
): Promise<void> {
  if (request.method !== 'POST') {
    response.setHeader('allow', 'POST');
    return sendJson(response, 405, { error: 'Change notices are sent with POST.' });
  }
  if (token === null || !isBearer(request.headers.authorization, token))
    return sendJson(response, 401, { error: 'CHANGE_NOTICE_TOKEN of the worker is not that of the server.' });
  const body = await readBody(request, largestBytes);
  if (body === null) return sendJson(response, 413, { error: `A notice has at most ${largestBytes} bytes.` });
  const parsed = changeNoticeSchema.safeParse(parseJson(body));
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => ({
      path: path.map(String).join('.'),
      message,
    }));
    return sendJson(response, 400, { error: 'This is no change notice.', issues });
  }
  accept(parsed.data);
  response.writeHead(204).end();
}

/** Digests are compared, so that neither content nor length of the token shows in the time it takes. */
function isBearer(header: string | undefined, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(header ?? ''), digest(`Bearer ${token}`));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
