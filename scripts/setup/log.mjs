/** Logs a line to stderr, so that stdout has only the output of the command that follows. */
export function log(line) {
  process.stderr.write(`setup: ${line}\n`);
}

/** Logs the start of a step and, after it, the seconds it took. */
export async function step(title, work) {
  const start = performance.now();
  log(`${title} ...`);
  const result = await work();
  log(`${title}: done in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
}
