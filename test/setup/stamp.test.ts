import fs from 'node:fs';
import path from 'node:path';
import { call } from '../support/setup/call';
import { temporaryFolder } from '../support/temp-folder';

const root = temporaryFolder();

function file(name: string, content: string): string {
  const full = path.join(root(), name);
  fs.writeFileSync(full, content);
  return full;
}

function digest(...args: unknown[]): string {
  return call('stamp', 'digest', root(), ...args).returned as string;
}

test('digest depends only on names, contents and values', () => {
  const a = file('a.ts', '1');
  const b = file('b.ts', '2');
  const first = digest([a, b], 'x');
  fs.utimesSync(a, 0, 0);
  expect(digest([b, a], 'x')).toBe(first);
  expect(digest([a, b], 'y')).not.toBe(first);
  file('a.ts', '2');
  file('b.ts', '1');
  expect(digest([a, b], 'x')).not.toBe(first);
  // Moving the boundary between two files is a change too.
  file('a.ts', '1b.ts');
  expect(digest([a], 'x')).not.toBe(first);
});

test('a stamp round-trips, and is undefined before it is written', () => {
  const stamp = path.join(root(), 'deep', 'stamp');
  expect(call('stamp', 'readStamp', stamp)).toEqual({});
  call('stamp', 'writeStamp', stamp, 'abc');
  expect(call('stamp', 'readStamp', stamp).returned).toBe('abc');
  expect(fs.readdirSync(path.dirname(stamp))).toEqual(['stamp']);
});
