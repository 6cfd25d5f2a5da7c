import { KustoError } from '../types/kusto-error.ts';

interface Texts {
  sent: string;
  /** What ran in its place: the same to the end, from `from` in the text that was sent. */
  ran: string;
  from: number;
}

const shownLength = 500;

/** The failure of a query that took the place of another text, told as one of the text that was sent. */
export function retoldFailure(error: unknown, texts: Texts): unknown {
  if (!(error instanceof KustoError) || error.inner === undefined) return error;
  const { sent } = texts;
  const shown = sent.length > shownLength ? `${sent.slice(0, shownLength)}…` : sent;
  const message = movedPlace(error.message, texts).replace(/ Query: '[\s\S]*'$/, () => ` Query: '${shown}'`);
  const inner = { ...error.inner, message: movedPlace(error.inner.message, texts) };
  return new KustoError(error.code, message, { inner, cause: error });
}

function movedPlace(message: string, { sent, ran, from }: Texts): string {
  return message.replace(/\[line:position=(\d+):(\d+)\]/, (_, line: string, column: string) => {
    const lines = ran.split('\n').slice(0, Number(line) - 1);
    const offset = lines.reduce((sum, text) => sum + text.length + 1, Number(column) - 1);
    const place = Math.max(from, offset - (ran.length - sent.length));
    const before = sent.slice(0, place).split('\n');
    return `[line:position=${before.length}:${(before.at(-1)?.length ?? 0) + 1}]`;
  });
}
