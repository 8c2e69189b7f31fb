import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';

/** Matches the lines of /proc/cpuinfo that identify a CPU model, on x64 and arm64. */
const IDENTITY_LINE =
  /^(vendor_id|cpu family|model|model name|stepping|flags|CPU implementer|CPU architecture|CPU variant|CPU part|Features)\s*:/;

/** Returns the display name of the CPU. Virtual machines may report the same name for different CPUs. */
export function getCpuModel(): string {
  return os.cpus()[0]?.model.trim() || `unknown ${process.arch}`;
}

/**
 * Returns a hash of the CPU properties that select the kernels: CPU family, model, stepping and instruction sets.
 */
export function computeCpuFingerprint(cpuinfo = readCpuinfo()): string {
  const lines = getFirstProcessor(cpuinfo)
    .split('\n')
    .filter((line) => IDENTITY_LINE.test(line));
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16);
}

/** Returns whether the CPU has instructions for products of bfloat16 numbers. */
export function multipliesBfloat16(cpuinfo = readCpuinfo()): boolean {
  return /^(flags|Features)\s*:.*\b(avx512_bf16|amx_bf16|bf16)\b/m.test(getFirstProcessor(cpuinfo));
}

/** Returns whether the CPU has vectors of 512 bits. */
export function hasAvx512(cpuinfo = readCpuinfo()): boolean {
  return /^flags\s*:.*\bavx512f\b/m.test(getFirstProcessor(cpuinfo));
}

/** Returns the lines of the first processor. */
function getFirstProcessor(cpuinfo: string): string {
  return cpuinfo.split('\n\n', 1)[0];
}

function readCpuinfo(): string {
  return fs.readFileSync('/proc/cpuinfo', 'utf8');
}
