import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { EnvironmentError } from '../errors';
import { prepareEnvironment } from './environment';
import { findInstallation, getSetupCommand } from './installation';
import { loadTensorFlow } from './load';

/** The device that computes, and for the CPU why no GPU does. */
export interface Device {
  readonly kind: 'cpu' | 'gpu';
  /** A clause such as `libcuda.so.1 does not load`; absent where the CPU was asked for. */
  readonly gpuUnavailableReason?: string;
}

/**
 * Loads the native library and finds the device it computes on.
 *
 * @param wanted `auto` takes a GPU where one is usable
 * @throws EnvironmentError where a GPU is wanted and not usable, naming what is missing: never silently the CPU
 */
export function openDevice(wanted: 'auto' | 'cpu' | 'gpu'): Device {
  if (wanted === 'gpu') assertGpuUsable(findGpuUnavailableReason()); // before the library takes a second to load
  prepareEnvironment({ device: wanted });
  const onGpu = usesGpu();
  if (wanted === 'cpu') {
    if (onGpu) throw new Error('TensorFlow was loaded for the GPU before the CPU was asked for');
    return { kind: 'cpu' };
  }
  if (onGpu) return { kind: 'gpu' };
  const gpuUnavailableReason =
    findGpuUnavailableReason() ?? 'TensorFlow finds no GPU that it can use (see nvidia-smi)';
  if (wanted === 'gpu') assertGpuUsable(gpuUnavailableReason);
  return { kind: 'cpu', gpuUnavailableReason };
}

/** Whether TensorFlow, which is loaded, computes on a GPU. @throws EnvironmentError as `loadTensorFlow` */
export function usesGpu(): boolean {
  return (loadTensorFlow().backend() as unknown as { readonly isUsingGpuDevice: boolean }).isUsingGpuDevice;
}

/** What a GPU lacks as far as it can be seen without loading TensorFlow: the driver, the GPU build, CUDA's libraries. */
export function findGpuUnavailableReason(): string | undefined {
  const driver = findLoadError('libcuda.so.1');
  if (driver) return `the NVIDIA driver's library libcuda.so.1 does not load (${driver})`;
  const { gpu, cuda } = findInstallation();
  if (!gpu)
    return `TensorFlow is set up for the CPU (${getSetupCommand().replaceAll('`', '')} --gpu sets up the other)`;
  for (const library of listCudaLibraries(cuda)) {
    const reason = findLoadError(library);
    if (reason) return `CUDA's library ${path.basename(library)} does not load (${reason})`;
  }
  return undefined;
}

function assertGpuUsable(missing: string | undefined): void {
  if (missing === undefined) return;
  throw new EnvironmentError(`The GPU cannot be used: ${missing}. Mend that, or use the device cpu.`);
}

/** CUDA's own libraries that TensorFlow opens when it looks for a GPU, in `<folder>/<package>/lib`. */
function listCudaLibraries(folder: string): string[] {
  return ['cuda_runtime', 'cublas', 'cufft', 'cusolver', 'cusparse', 'cudnn'].map((name) => {
    const lib = path.join(folder, name, 'lib');
    const files = fs.existsSync(lib) ? fs.readdirSync(lib) : [];
    const stem = `lib${name === 'cuda_runtime' ? 'cudart' : name}.so.`;
    return path.join(lib, files.toSorted().find((file) => file.startsWith(stem)) ?? `${stem}*`);
  });
}

/**
 * Why a shared library cannot be loaded, or undefined where it can. Asked in a process of its own: `process.dlopen`
 * takes any library, and complains afterwards that it is no addon of Node's.
 */
function findLoadError(library: string): string | undefined {
  const script =
    'try { process.dlopen({ exports: {} }, process.argv[1]) } catch (error) { process.stdout.write(error.message) }';
  const { stdout } = spawnSync(process.execPath, ['-e', script, library], { encoding: 'utf8' });
  return stdout.includes('did not self-register') ? undefined : stdout.split('\n')[0];
}
