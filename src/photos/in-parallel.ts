/**
 * Does `work` for every item, so many at a time, taking an item only when somebody is free for it.
 * After a failure nobody takes another one; what is under way is waited for, then the failure is thrown.
 *
 * @param atATime a whole number from 1
 */
export async function inParallel<T>(
  items: AsyncIterable<T> | Iterable<T>,
  atATime: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const shared = each(items);
  const workers = Array.from({ length: atATime }, async () => {
    // Whoever fails ends the generator for all.
    for await (const item of shared) await work(item);
  });
  const failed = (await Promise.allSettled(workers)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

async function* each<T>(items: AsyncIterable<T> | Iterable<T>): AsyncGenerator<T> {
  yield* items;
}
