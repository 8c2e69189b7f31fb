import { findFaults } from './program';
import { findDifferences } from './subjects';

const ended = { code: 0, signal: null, output: 'best: 0 1', hung: false, milliseconds: 10 };

test('an end as documented has no faults', () => {
  expect(findFaults(ended)).toEqual([]);
  expect(findFaults({ ...ended, code: 75, output: 'nao: stopped by SIGTERM at noon: resume it' })).toEqual(
    [],
  );
  expect(findFaults({ ...ended, code: null, signal: 'SIGKILL' }, 'SIGKILL')).toEqual([]);
});

test('a trace, an unknown exit code, a signal that was not sent and a hang are faults', () => {
  const trace = 'TypeError: x is undefined\n    at run (/nao/dist/src/search/run.js:10:7)';
  const faulty = [
    findFaults({ ...ended, output: trace }),
    findFaults({ ...ended, code: 139 }),
    findFaults({ ...ended, code: null, signal: 'SIGSEGV' }, 'SIGKILL'),
    findFaults({ ...ended, code: null, signal: 'SIGKILL', hung: true }),
  ];
  expect(faulty.map(([fault]) => fault.split(':')[0])).toEqual(['trace', 'exit code 139', 'crash', 'hang']);
});

test('files that are missing, left over or different are named, with the place', () => {
  const found = findDifferences({ a: '1', b: 'same, then x', c: '3' }, { b: 'same, then y', c: '3', d: '4' });
  expect(found).toEqual([
    'difference: a is missing',
    'difference: b: "same, then x" in the twin, "same, then y" here',
    'difference: d is left over',
  ]);
});
