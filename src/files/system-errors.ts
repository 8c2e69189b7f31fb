import { getSystemErrorMap } from 'node:util';
import { EnvironmentError, InputError, MachineError } from '../errors';

/** What is wrong, and its remedy, by the code of a system error. */
const FAULTS: Readonly<Partial<Record<string, readonly [reason: string, remedy: string]>>> = {
  ENOSPC: ['the disk is full', 'free space'],
  EDQUOT: ['the disk quota is used up', 'free space'],
  EFBIG: ['the file is larger than the limit here', "raise it with 'ulimit -f'"],
  EROFS: ['the disk is read-only', 'make it writable'],
  EACCES: ['permission denied', 'change its permissions'],
  EPERM: ['permission denied', 'change its permissions'],
  EIO: ['the disk reports an error', 'check the disk'],
  EMFILE: ['too many files are open in this process', "raise the limit with 'ulimit -n'"],
  ENFILE: ['too many files are open on this machine', 'end other programs'],
  ENOMEM: ['the machine has no memory left', "end other programs, or raise the limit of 'ulimit -v'"],
  EAGAIN: [
    'the machine starts no more threads or processes',
    "end other programs, or raise the limit of 'ulimit -u'",
  ],
  ENOENT: ['it does not exist or was removed', 'put it back'],
  ENOTDIR: ['it or a folder of its path is a file', 'move that file away'],
  EISDIR: ['it is a folder', 'move it away'],
  EEXIST: ['it exists already', 'move it away'],
  ENOTEMPTY: ['it is not empty', 'move it away'],
  ELOOP: ['its links lead in a circle', 'replace the links'],
  ENAMETOOLONG: ['its name is too long', 'use a shorter path'],
  ESTALE: ['its folder was moved or removed', 'put it back'],
};

/** What a system call does with its file, by its name. */
const VERBS: Readonly<Record<string, string>> = {
  open: 'open',
  read: 'read',
  write: 'write',
  fsync: 'write',
  ftruncate: 'write',
  copyfile: 'copy',
  mkdir: 'create',
  mkdtemp: 'create',
  link: 'create',
  symlink: 'create',
  rename: 'rename',
  rm: 'delete',
  rmdir: 'delete',
  unlink: 'delete',
  scandir: 'list',
  opendir: 'list',
  spawn: 'start',
  connect: 'connect to',
  getaddrinfo: 'find',
};

const SYSTEM_MESSAGES: ReadonlyMap<string, string> = new Map(getSystemErrorMap().values());

/** Returns the code of a system error, such as `ENOENT`; undefined for other errors. */
export function getErrorCode(error: unknown): string | undefined {
  const code = getText(error, 'code');
  // Node starts a worker thread without a system error of its own.
  if (code === 'ERR_WORKER_INIT_FAILED') return /\bE[A-Z]+$/.exec(getText(error, 'message') ?? '')?.[0];
  if (code === 'ERR_WORKER_OUT_OF_MEMORY' || isAllocationFailure(error)) return 'ENOMEM';
  return code;
}

/**
 * Converts an error of the operating system that no other code has handled into a MachineError, and one of `parseArgs` into an
 * InputError. Returns other errors unchanged.
 *
 * @param doing what failed, as in `write runs/a/best.json`; by default what the system error says
 */
export function toUserError(error: unknown, doing = describeCall(error)): unknown {
  const code = getErrorCode(error) ?? '';
  if (code.startsWith('ERR_PARSE_ARGS')) {
    const [sentence] = (getText(error, 'message') ?? code).split(/\.?(?:\s|$)(?=[A-Z]|$)|\n/);
    const problem = `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;
    return new InputError(`${problem}: correct the command line`, { cause: error });
  }
  if (!SYSTEM_MESSAGES.has(code)) return error;
  const remedy = FAULTS[code]?.[1] ?? 'check it';
  return new MachineError(`cannot ${doing}: ${describeReason(error)}; ${remedy}`, { cause: error });
}

/** Returns true for errors of the operating system. */
export function isSystemError(error: unknown): boolean {
  return SYSTEM_MESSAGES.has(getErrorCode(error) ?? '');
}

/** Describes why an operation failed in a few words, such as `the disk is full`. */
export function describeReason(error: unknown): string {
  const code = getErrorCode(error) ?? '';
  return FAULTS[code]?.[0] ?? SYSTEM_MESSAGES.get(code) ?? getText(error, 'message') ?? String(error);
}

/** Returns true if an error is a fault of the machine and not of the work: the machine lacks something, or disk or memory fail. */
export function isMachineFault(error: unknown): boolean {
  return error instanceof EnvironmentError || error instanceof MachineError || isSystemError(error);
}

function describeCall(error: unknown): string {
  const syscall = getText(error, 'syscall');
  if (syscall === undefined) return 'continue';
  const verb = VERBS[syscall.split(' ')[0]] ?? 'use';
  const file = getText(error, 'path') ?? getText(error, 'hostname') ?? getText(error, 'address');
  return `${verb} ${file ?? 'a file'}`;
}

/** Returns true if V8 or the loader of shared libraries found no memory. */
function isAllocationFailure(error: unknown): boolean {
  return /^Array buffer allocation failed|failed to map segment|cannot allocate memory/i.test(
    getText(error, 'message') ?? '',
  );
}

/** Returns a property that is a text. Not by class: under Jest, system errors belong to another realm. */
function getText(error: unknown, property: string): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const value: unknown = Reflect.get(error, property);
  return typeof value === 'string' ? value : undefined;
}
