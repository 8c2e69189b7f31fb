import { prepareEnvironment } from '../native/environment';
import { nativeFacts, room } from '../native/system-info';
import { gpuMemory } from '../native/gpu-memory';
import { naoVersion } from '../run/version';
import { size } from './format';

/**
 * `nao doctor`: what a search would run on, a line for each thing.
 *
 * @throws EnvironmentError where the native library, or the device asked for, cannot be used
 */
export function doctor({ device }: { readonly device: 'auto' | 'cpu' | 'gpu' }): void {
  const { memory, disks } = room(process.cwd());
  tell('nao', `${naoVersion()}, Node ${process.versions.node}`);
  tell('memory', `${size(memory.available)} available of ${size(memory.total)}`);
  for (const disk of disks) tell('disk', `${size(disk.free)} free in ${disk.folder}`);
  // Last, since it may fail: what is above is then said nevertheless.
  prepareEnvironment({ device });
  const facts = nativeFacts(device);
  tell('TensorFlow', `${facts.tensorflow} (${facts.build}) through tfjs ${facts.tfjs}`);
  const why = facts.device.whyNoGpu === undefined ? '' : ` (no GPU: ${facts.device.whyNoGpu})`;
  tell('device', `${facts.device.kind}${why}`);
  const gpu = gpuMemory();
  if (gpu !== undefined) tell('GPU memory', `${size(gpu.free)} free of ${size(gpu.total)}`);
  else if (facts.device.kind === 'gpu') tell('GPU memory', 'not known, since nvidia-smi does not tell');
  tell('CPU', `${facts.cpu}, ${facts.threads} threads`);
  tell('oneDNN', facts.instructionCap === '' ? 'any instruction set' : `held to ${facts.instructionCap}`);
  tell('convolution gradients', facts.kernels);
}

function tell(what: string, fact: string): void {
  process.stdout.write(`${`${what}:`.padEnd(24)}${fact}\n`);
}
