import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { EnvironmentError } from '../errors';
import { hasAvx512 } from './cpu';
import { prepareEnvironment } from './environment';
import { findInstallation, getSetupCommand } from './installation';
import { loadTensorFlow } from './load';
import { isOneDnnOff } from './onednn';

/** The device that TensorFlow computes on, and why it is not a GPU. */
export interface Device {
  readonly kind: 'cpu' | 'gpu';
  /** Absent if the CPU was requested. */
  readonly gpuProblem?: GpuProblem;
}

/** Why no GPU is used. */
export interface GpuProblem {
  /** A few words, such as `no GPU driver`. */
  readonly summary: string;
  /** A clause with the cause, such as `libcuda.so.1 does not load`. */
  readonly reason: string;
}

/**
 * Loads the native library and returns the device it computes on.
 *
 * @param requested `auto` selects a GPU if one is usable
 * @throws EnvironmentError if `gpu` is requested but no GPU is usable; there is no silent fallback to the CPU
 */
export function openDevice(requested: 'auto' | 'cpu' | 'gpu'): Device {
  if (requested === 'gpu') assertGpuUsable(findGpuProblem()); // loading the library takes a second
  prepareEnvironment({ device: requested });
  const onGpu = usesGpu();
  if (requested === 'cpu') {
    if (onGpu) throw new Error('TensorFlow was loaded for the GPU before the CPU was requested');
    return { kind: 'cpu' };
  }
  if (onGpu) return { kind: 'gpu' };
  const gpuProblem = findGpuProblem() ?? {
    summary: 'no usable GPU',
    reason: 'TensorFlow finds no usable GPU (see nvidia-smi)',
  };
  if (requested === 'gpu') assertGpuUsable(gpuProblem);
  return { kind: 'cpu', gpuProblem };
}

/** Returns whether TensorFlow computes on a GPU. @throws EnvironmentError as `loadTensorFlow` */
export function usesGpu(): boolean {
  return (loadTensorFlow().backend() as unknown as { readonly isUsingGpuDevice: boolean }).isUsingGpuDevice;
}

/** Returns the kernels that a graph is built for. @throws EnvironmentError as `loadTensorFlow` */
export function getKernelTarget(): Device['kind'] | 'cpu-avx2' {
  if (usesGpu()) return 'gpu';
  return process.arch === 'x64' && !isOneDnnOff() && !hasAvx512() ? 'cpu-avx2' : 'cpu';
}

/**
 * Checks driver, GPU build and CUDA libraries without loading TensorFlow; returns the missing part or
 * undefined.
 */
export function findGpuProblem(): GpuProblem | undefined {
  const driver = findLoadError('libcuda.so.1');
  if (driver) {
    return {
      summary: 'no GPU driver',
      reason: `libcuda.so.1 of the NVIDIA driver does not load (${driver})`,
    };
  }
  const { gpu, cuda } = findInstallation();
  if (!gpu) {
    return {
      summary: 'set up without GPU',
      reason: `TensorFlow is set up for the CPU (run ${getSetupCommand('--gpu')})`,
    };
  }
  for (const library of listCudaLibraries(cuda)) {
    const error = findLoadError(library);
    const file = path.basename(library);
    if (error)
      return {
        summary: `GPU library ${file} does not load`,
        reason: `the CUDA library ${file} does not load (${error})`,
      };
  }
  return undefined;
}

function assertGpuUsable(problem: GpuProblem | undefined): void {
  if (problem === undefined) return;
  throw new EnvironmentError(
    `the GPU is not usable because ${problem.reason}: fix this or use the device cpu`,
  );
}

/** Lists the CUDA libraries that TensorFlow loads for a GPU, in `<folder>/<package>/lib`. */
function listCudaLibraries(folder: string): string[] {
  return ['cuda_runtime', 'cublas', 'cufft', 'cusolver', 'cusparse', 'cudnn'].map((name) => {
    const lib = path.join(folder, name, 'lib');
    const files = fs.existsSync(lib) ? fs.readdirSync(lib) : [];
    const stem = `lib${name === 'cuda_runtime' ? 'cudart' : name}.so.`;
    return path.join(lib, files.toSorted().find((file) => file.startsWith(stem)) ?? `${stem}*`);
  });
}

/**
 * Returns why a shared library cannot be loaded; undefined if it can. Runs in a subprocess: `process.dlopen`
 * loads any library, and then fails because it is not a Node addon.
 */
function findLoadError(library: string): string | undefined {
  const script =
    'try { process.dlopen({ exports: {} }, process.argv[1]) } catch (error) { process.stdout.write(error.message) }';
  const { stdout, error } = spawnSync(process.execPath, ['-e', script, library], { encoding: 'utf8' });
  if (error !== undefined) throw error;
  return stdout.includes('did not self-register') ? undefined : stdout.split('\n')[0];
}
