import { formatBytes } from '../../format';
import { prepareEnvironment } from '../../native/environment';
import { queryGpuMemory } from '../../native/gpu-memory';
import { getSystemInfo, measureResources } from '../../native/system-info';
import type { Facts } from '../../run/hooks';
import { readNaoVersion } from '../../run/version';
import type { Output } from '../output/output';
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
export function runDoctorCommand({ device }: DoctorOptions, output: Output): void {
  const print = (name: string, text: string, facts: Facts): void =>
    output.result([`${`${name}:`.padEnd(24)}${text}`], facts);
  const { memory, disks } = measureResources(process.cwd());
  const [nao, node] = [readNaoVersion(), process.versions.node];
  print('nao', `${nao}, Node ${node}`, { nao, node });
  print('memory', `${formatBytes(memory.available)} available of ${formatBytes(memory.total)}`, { memory });
  for (const disk of disks) print('disk', `${formatBytes(disk.free)} free in ${disk.folder}`, { disks });
  // After the other facts, because it may throw.
  prepareEnvironment({ device });
  const facts = getSystemInfo(device);
  const { tensorflow, build, tfjs, cpu, threads, instructionCap, kernels } = facts;
  print('TensorFlow', `${tensorflow} (${build}) through tfjs ${tfjs}`, { tensorflow, build, tfjs });
  const { kind, gpuProblem } = facts.device;
  const reason = gpuProblem?.reason;
  print('device', `${kind}${reason === undefined ? '' : ` (no GPU: ${reason})`}`, {
    device: kind,
    gpu_unavailable_reason: reason,
  });
  const gpu = queryGpuMemory();
  if (gpu !== undefined) {
    print('GPU memory', `${formatBytes(gpu.free)} free of ${formatBytes(gpu.total)}`, { gpu_memory: gpu });
  } else if (kind === 'gpu') {
    print('GPU memory', 'unknown (nvidia-smi does not report it)', { gpu_memory: undefined });
  }
  print('CPU', `${cpu}, ${threads} threads`, { cpu, threads });
  print('oneDNN', describeInstructionCap(instructionCap), { instruction_cap: instructionCap });
  print('convolution gradients', kernels, { kernels });
}

function describeInstructionCap(cap: string): string {
  if (cap === '') return 'any instruction set';
  return cap === 'none' ? 'off (TF_ENABLE_ONEDNN_OPTS)' : `limited to ${cap}`;
}
