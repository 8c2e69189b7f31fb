import fs from 'node:fs';
import os from 'node:os';
import { getCacheFolder } from '../data/cache-folder';
import { computeCpuFingerprint, getCpuModel } from './cpu';
import { type Device, openDevice } from './device';
import { getIntraOpThreads } from './environment';
import { findInstallation } from './installation';
import { checkKernels, describeKernelCheck } from './kernel-check';
import { loadTensorFlow } from './load';

/** What a run depends on besides its settings and its seed; recorded in its config.yaml, shown by `nao doctor`. */
export interface SystemInfo {
  /** Version of the native library itself. */
  readonly tensorflow: string;
  /** Which package it came from, such as `tensorflow-cpu-2.21.0-x64-cpu`. */
  readonly build: string;
  readonly tfjs: string;
  readonly node: string;
  readonly device: Device;
  /** Threads within one op. */
  readonly threads: number;
  readonly cpu: string;
  /** Tells kinds of CPU apart where `cpu` does not. */
  readonly cpuFingerprint: string;
  /** Newest instruction set that oneDNN may use; empty: any. */
  readonly instructionCap: string;
  /** What the check of the convolution kernels came to, in words. */
  readonly kernels: string;
}

/**
 * @param wanted as in `openDevice`
 * @throws EnvironmentError as `openDevice`
 */
export function getSystemInfo(wanted: 'auto' | 'cpu' | 'gpu' = 'auto'): SystemInfo {
  const device = openDevice(wanted);
  const tf = loadTensorFlow();
  const backend = tf.backend() as unknown as { readonly binding: { readonly TF_Version: string } };
  return {
    tensorflow: backend.binding.TF_Version,
    build: findInstallation().build,
    tfjs: tf.version['tfjs-core'],
    node: process.versions.node,
    device,
    threads: getIntraOpThreads(),
    cpu: getCpuModel(),
    cpuFingerprint: computeCpuFingerprint(),
    instructionCap: process.env.ONEDNN_MAX_CPU_ISA ?? '',
    kernels: describeKernelCheck(checkKernels()),
  };
}

/** Room in memory and on disks, in bytes. */
export interface Resources {
  readonly memory: { readonly total: number; readonly available: number };
  /** Disks of the folder that runs are written to and of the cache. */
  readonly disks: readonly { readonly folder: string; readonly free: number }[];
}

/** @param folder where runs are written; it exists */
export function measureResources(folder: string): Resources {
  return {
    memory: { total: getTotalMemory(), available: getAvailableMemory() },
    disks: [folder, findExistingParent(getCacheFolder())].map((each) => {
      const disk = fs.statfsSync(each);
      return { folder: each, free: disk.bavail * disk.bsize };
    }),
  };
}

/** Bytes: the machine's, or less where a container is held to less. */
function getTotalMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, os.totalmem()) : os.totalmem();
}

/** Bytes that can be used without swapping; `os.freemem` leaves out what Linux keeps as cache. */
function getAvailableMemory(): number {
  const kilobytes = /^MemAvailable:\s+(\d+) kB$/m.exec(fs.readFileSync('/proc/meminfo', 'utf8'))?.[1];
  const available = kilobytes === undefined ? os.freemem() : Number(kilobytes) * 1024;
  return Math.min(available, getTotalMemory());
}

function findExistingParent(folder: string): string {
  return fs.existsSync(folder) ? folder : findExistingParent(`${folder}/..`);
}
