/** Everything the set-up says goes to stderr, so that stdout belongs to the command that follows it. */
export function say(line) {
  process.stderr.write(`set-up: ${line}\n`);
}

/** Says what is being done and, once it is, how many seconds it took. */
export async function step(title, work) {
  const start = performance.now();
  say(`${title} ...`);
  const result = await work();
  say(`${title}: done in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
}
