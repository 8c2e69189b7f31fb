/**
 * Runs `task(0) .. task(count - 1)`, at most `limit` at a time, started in order.
 *
 * @throws the error of the lowest failing index, so that the error does not depend on timing
 */
export async function runConcurrently(
  count: number,
  limit: number,
  task: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const failures: { index: number; error: unknown }[] = [];
  const work = async (): Promise<void> => {
    while (next < count && failures.length === 0) {
      const index = next++;
      try {
        await task(index);
      } catch (error) {
        failures.push({ index, error });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, count) }, work));
  failures.sort((a, b) => a.index - b.index);
  if (failures.length > 0) throw failures[0].error;
}
