/** Waits for all openings; when one has failed, closes what the others opened and throws its error. */
export async function openAll<T extends AsyncDisposable>(openings: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(openings);
  const opened = settled.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const failure = settled.find(({ status }) => status === 'rejected');
  if (failure?.status !== 'rejected') return opened;
  await Promise.all(opened.map((part) => part[Symbol.asyncDispose]()));
  throw failure.reason;
}
