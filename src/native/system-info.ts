import fs from 'node:fs';
import path from 'node:path';
import { getCacheFolder } from '../data/cache-folder';
import { measureMemory, type Memory } from '../memory';
import { computeCpuFingerprint, getCpuModel } from './cpu';
import { type Device, openDevice } from './device';
import { getIntraOpThreads } from './environment';
import { findInstallation } from './installation';
import { checkKernels, describeKernelCheck } from './kernel-check';
import { loadTensorFlow } from './load';
import { getInstructionCap } from './onednn';

/** The environment that results depend on, recorded in a run's config.yaml and shown by `nao doctor`. */
export interface SystemInfo {
  /** The version of the native library. */
  readonly tensorflow: string;
  /** The build of the native library, such as `tensorflow-cpu-2.21.0-x64-cpu`. */
  readonly build: string;
  readonly tfjs: string;
  readonly node: string;
  readonly device: Device;
  /** Threads within one op. */
  readonly threads: number;
  readonly cpu: string;
  /** Distinguishes CPU models that have the same name. */
  readonly cpuFingerprint: string;
  /** The newest instruction set that oneDNN may use; empty: any; `none`: oneDNN is off. */
  readonly instructionCap: string;
  /** The result of the kernel check, as text. */
  readonly kernels: string;
}

/**
 * Loads the native library and returns the environment.
 *
 * @param requested as for `openDevice`
 * @throws EnvironmentError as `openDevice`
 */
export function getSystemInfo(requested: 'auto' | 'cpu' | 'gpu' = 'auto'): SystemInfo {
  const device = openDevice(requested);
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
    instructionCap: getInstructionCap(),
    kernels: describeKernelCheck(checkKernels()),
  };
}

/** Memory and disk space, in bytes. */
export interface Resources {
  readonly memory: Memory;
  /** The disks of the run folder and of the cache. */
  readonly disks: readonly { readonly folder: string; readonly free: number }[];
}

/** Measures memory and disk space. @param folder the folder that runs are written to; it exists */
export function measureResources(folder: string): Resources {
  return {
    memory: measureMemory(),
    disks: [folder, findExistingParent(getCacheFolder())].map((each) => {
      const disk = fs.statfsSync(each);
      return { folder: each, free: disk.bavail * disk.bsize };
    }),
  };
}

/** Returns the folder itself if it exists, otherwise its nearest parent that does. */
function findExistingParent(folder: string): string {
  return fs.existsSync(folder) ? folder : findExistingParent(path.dirname(folder));
}
