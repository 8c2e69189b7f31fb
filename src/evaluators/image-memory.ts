import { assertMemory } from '../data/images/memory';
import { usesGpu } from '../native/device';
import { queryGpuMemory } from '../native/gpu-memory';

/**
 * Refuses images for which there is no room, before any of them is on its way to the device.
 *
 * @param bytes that the images take, as in `imageBytes`
 * @param log told where nobody knows how much room the GPU has
 * @throws EnvironmentError with their size and the room there is; as `loadTensorFlow`
 */
export function assertImageMemory(name: string, bytes: number, log: (text: string) => void): void {
  const remedy = 'lower data.trainImages, or take a machine with more memory';
  // In the machine's memory pixels stand as words, as what is fed and, on a CPU, as the variable.
  assertMemory(name, 3 * bytes, process.availableMemory(), 'memory', remedy);
  if (!usesGpu()) return;
  const memory = queryGpuMemory();
  if (memory === undefined) {
    log("how much memory the GPU has free is not known, since nvidia-smi does not tell: the data's size is not checked"); // prettier-ignore
    return;
  }
  // On the GPU they stand as what arrives and as the variable.
  assertMemory(name, 2 * bytes, memory.free, "the GPU's memory", remedy);
}
