import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { InputError, MachineError } from '../../src/errors';
import { isMachineFault, toUserError } from '../../src/files/system-errors';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();
const at = (...parts: string[]): string => path.join(folder(), ...parts);

function catchError(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

test.each<[string, () => unknown, string, string]>([
  [
    'ENOENT',
    () => fs.readFileSync(at('none')),
    'open',
    'none: it does not exist or was removed; put it back',
  ],
  [
    'ENOTDIR',
    () => fs.mkdirSync(at('file', 'below')),
    'create',
    'file/below: it or a folder of its path is a file; move that file away',
  ],
  ['EISDIR', () => fs.writeFileSync(at('folder'), ''), 'open', 'folder: it is a folder; move it away'],
  ['ELOOP', () => fs.readdirSync(at('loop')), 'list', 'loop: its links lead in a circle; replace the links'],
  ['ENOTEMPTY', () => fs.rmdirSync(at('folder')), 'delete', 'folder: it is not empty; move it away'],
])('%s becomes a MachineError that names the file', (_, work, verb, rest) => {
  fs.writeFileSync(at('file'), '');
  fs.mkdirSync(at('folder', 'child'), { recursive: true });
  fs.symlinkSync('loop', at('loop'));
  const error = catchError(work);
  expect(isMachineFault(error)).toBe(true);
  const converted = toUserError(error);
  expect(converted).toBeInstanceOf(MachineError);
  expect((converted as Error).message).toBe(`cannot ${verb} ${folder()}/${rest}`);
});

test('a name that is too long becomes a MachineError', () => {
  const error = toUserError(catchError(() => fs.mkdirSync(at('x'.repeat(300)))));
  expect((error as Error).message).toMatch(/^cannot create .*x: its name is too long; use a shorter path$/);
});

test('a thread that cannot be started, and memory that is used up, are faults of the machine', () => {
  const thread = Object.assign(new Error('Worker initialization failure: EAGAIN'), {
    code: 'ERR_WORKER_INIT_FAILED',
  });
  expect(String(toUserError(thread))).toContain('the machine starts no more threads or processes');
  expect(String(toUserError(new RangeError('Array buffer allocation failed')))).toContain('no memory left');
});

test('wrong arguments of a script become an InputError, and other errors stay', () => {
  const wrong = catchError(() => parseArgs({ args: ['--x'], options: {} }));
  expect((toUserError(wrong) as InputError).message).toBe("unknown option '--x': correct the command line");
  const more = catchError(() => parseArgs({ args: ['y'], options: {} }));
  expect(toUserError(more)).toBeInstanceOf(InputError);
  expect((toUserError(more) as InputError).message).toBe("unexpected argument 'y': correct the command line");
  const bug = new TypeError('x is not a function');
  expect(toUserError(bug)).toBe(bug);
  expect(isMachineFault(bug)).toBe(false);
});
