/**
 * The totals of a run of Jest in one line.
 *
 * @param {string} json what Jest writes with --json
 * @returns {{text: string, failed: number}} such as `120 passed, 0 failed, 3 skipped`. A test file that could not be
 *   run counts as one failed test.
 */
export function totals(json) {
  const results = JSON.parse(json);
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  const skipped = results.numPendingTests + results.numTodoTests;
  const text = `${results.numPassedTests} passed, ${failed} failed`;
  return { text: skipped > 0 ? `${text}, ${skipped} skipped` : text, failed };
}
