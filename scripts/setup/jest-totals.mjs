/**
 * Summarizes a run of Jest in one line.
 *
 * @param {string} json output of Jest's --json
 * @returns {{text: string, failed: number}} text such as `120 passed, 0 failed, 3 skipped`. A test file that cannot run counts as one
 *   failed test.
 */
export function summarizeResults(json) {
  const results = JSON.parse(json);
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  const skipped = results.numPendingTests + results.numTodoTests;
  const text = `${results.numPassedTests} passed, ${failed} failed`;
  return { text: skipped > 0 ? `${text}, ${skipped} skipped` : text, failed };
}
