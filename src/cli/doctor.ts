import { prepareEnvironment } from '../native/environment';
import { queryGpuMemory } from '../native/gpu-memory';
import { getSystemInfo, measureResources } from '../native/system-info';
import { readNaoVersion } from '../run/version';
import { formatBytes } from './format';

/**
 * `nao doctor`: what a search would run on, a line for each thing.
 *
 * @throws EnvironmentError where the native library, or the device asked for, cannot be used
 */
export function runDoctorCommand({ device }: { readonly device: 'auto' | 'cpu' | 'gpu' }): void {
  const { memory, disks } = measureResources(process.cwd());
  printFact('nao', `${readNaoVersion()}, Node ${process.versions.node}`);
  printFact('memory', `${formatBytes(memory.available)} available of ${formatBytes(memory.total)}`);
  for (const disk of disks) printFact('disk', `${formatBytes(disk.free)} free in ${disk.folder}`);
  // Last, since it may fail: what is above is then said nevertheless.
  prepareEnvironment({ device });
  const facts = getSystemInfo(device);
  printFact('TensorFlow', `${facts.tensorflow} (${facts.build}) through tfjs ${facts.tfjs}`);
  const gpuReason =
    facts.device.gpuUnavailableReason === undefined ? '' : ` (no GPU: ${facts.device.gpuUnavailableReason})`;
  printFact('device', `${facts.device.kind}${gpuReason}`);
  const gpu = queryGpuMemory();
  if (gpu !== undefined)
    printFact('GPU memory', `${formatBytes(gpu.free)} free of ${formatBytes(gpu.total)}`);
  else if (facts.device.kind === 'gpu') printFact('GPU memory', 'not known, since nvidia-smi does not tell');
  printFact('CPU', `${facts.cpu}, ${facts.threads} threads`);
  printFact(
    'oneDNN',
    facts.instructionCap === '' ? 'any instruction set' : `held to ${facts.instructionCap}`,
  );
  printFact('convolution gradients', facts.kernels);
}

function printFact(what: string, fact: string): void {
  process.stdout.write(`${`${what}:`.padEnd(24)}${fact}\n`);
}
