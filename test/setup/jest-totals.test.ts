import { call } from '../support/setup/call';

const none = {
  numPassedTests: 0,
  numFailedTests: 0,
  numRuntimeErrorTestSuites: 0,
  numPendingTests: 0,
  numTodoTests: 0,
};

test.each([
  [{ numPassedTests: 120 }, '120 passed, 0 failed', 0],
  [{ numPassedTests: 7, numFailedTests: 2 }, '7 passed, 2 failed', 2],
  [{ numPassedTests: 7, numPendingTests: 3, numTodoTests: 1 }, '7 passed, 0 failed, 4 skipped', 0],
  // A file that does not compile runs no tests and counts as a failure.
  [{ numPassedTests: 7, numRuntimeErrorTestSuites: 1 }, '7 passed, 1 failed', 1],
])('summarizeResults counts %j', (results, text, failed) => {
  expect(call('jest-totals', 'summarizeResults', JSON.stringify({ ...none, ...results })).returned).toEqual({
    text,
    failed,
  });
});
