import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';

/** Lines of /proc/cpuinfo that tell one kind of CPU from another, on x64 and on arm64. */
const IDENTITY_LINE =
  /^(vendor_id|cpu family|model|model name|stepping|flags|CPU implementer|CPU architecture|CPU variant|CPU part|Features)\s*:/;

/** The CPU's name for people. Virtual machines give different CPUs the same one. */
export function getCpuModel(): string {
  return os.cpus()[0]?.model.trim() || `unknown ${process.arch}`;
}

/** Tells kinds of CPU apart by all that decides which kernels run: family, model, stepping and instruction sets. */
export function computeCpuFingerprint(cpuinfo = readCpuinfo()): string {
  const [first = ''] = cpuinfo.split('\n\n');
  const lines = first.split('\n').filter((line) => IDENTITY_LINE.test(line));
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16);
}

function readCpuinfo(): string {
  return fs.readFileSync('/proc/cpuinfo', 'utf8');
}
