import { assertMemory } from '../data/images/memory';
import { measureMemory } from '../memory';
import { usesGpu } from '../native/device';
import { queryGpuMemory } from '../native/gpu-memory';

/**
 * Throws if the images do not fit into memory, before any of them is sent to the device.
 *
 * @param bytes size of the images, as from `countImageBytes`
 * @param log called if the GPU's free memory is unknown
 * @throws EnvironmentError with the memory needed and available; as `loadTensorFlow`
 */
export function assertImageMemory(name: string, bytes: number, log: (text: string) => void): void {
  const remedy = 'lower data.trainImages, or use a machine with more memory';
  // Host memory holds the pixels as words, as the fed tensor and, on a CPU, as the variable.
  assertMemory(name, 3 * bytes, measureMemory().available, 'memory', remedy);
  if (!usesGpu()) return;
  const memory = queryGpuMemory();
  if (memory === undefined) {
    log(
      "the GPU's free memory is unknown, since nvidia-smi did not report it: the size of the data is not checked",
    );
    return;
  }
  // GPU memory holds them as the fed tensor and as the variable.
  assertMemory(name, 2 * bytes, memory.free, "the GPU's memory", remedy);
}
