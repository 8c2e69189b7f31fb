import { prepareEnvironment } from '../../native/environment';
import { queryGpuMemory } from '../../native/gpu-memory';
import { getSystemInfo, measureResources } from '../../native/system-info';
import { readNaoVersion } from '../../run/version';
import { formatBytes } from '../format';
import { printLine } from '../output';
import type { DeviceOption } from './options';

/** Options of `nao doctor`. */
export interface DoctorOptions {
  readonly device: DeviceOption;
}

/**
 * Runs `nao doctor`: prints the environment that a search would run in, one fact per line.
 *
 * @throws EnvironmentError if the native library or the requested device is unusable
 */
export function runDoctorCommand({ device }: DoctorOptions): void {
  const { memory, disks } = measureResources(process.cwd());
  printFact('nao', `${readNaoVersion()}, Node ${process.versions.node}`);
  printFact('memory', `${formatBytes(memory.available)} available of ${formatBytes(memory.total)}`);
  for (const disk of disks) printFact('disk', `${formatBytes(disk.free)} free in ${disk.folder}`);
  // After the other facts, because it may throw.
  prepareEnvironment({ device });
  const facts = getSystemInfo(device);
  printFact('TensorFlow', `${facts.tensorflow} (${facts.build}) through tfjs ${facts.tfjs}`);
  const gpuReason =
    facts.device.gpuUnavailableReason === undefined ? '' : ` (no GPU: ${facts.device.gpuUnavailableReason})`;
  printFact('device', `${facts.device.kind}${gpuReason}`);
  const gpu = queryGpuMemory();
  if (gpu !== undefined) {
    printFact('GPU memory', `${formatBytes(gpu.free)} free of ${formatBytes(gpu.total)}`);
  } else if (facts.device.kind === 'gpu') {
    printFact('GPU memory', 'unknown (nvidia-smi does not report it)');
  }
  printFact('CPU', `${facts.cpu}, ${facts.threads} threads`);
  printFact(
    'oneDNN',
    facts.instructionCap === '' ? 'any instruction set' : `limited to ${facts.instructionCap}`,
  );
  printFact('convolution gradients', facts.kernels);
}

function printFact(name: string, fact: string): void {
  printLine(`${`${name}:`.padEnd(24)}${fact}`);
}
