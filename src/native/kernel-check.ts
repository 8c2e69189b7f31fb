import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { getCacheFolder } from '../data/cache-folder';
import { replaceFile } from '../files/durable';
import { computeCpuFingerprint, getCpuModel } from './cpu';
import { findInstallation, findPackageFolder } from './installation';

/** What the check of the convolution kernels came to, for one kind of CPU and one build of TensorFlow. */
const kernelCheckSchema = z.strictObject({
  cpu: z.string(),
  build: z.string(),
  /** Shapes checked, and how many gave a wrong gradient. */
  checked: z.number(),
  wrong: z.number(),
  /** Newest instruction set that oneDNN may use; empty: any. */
  cap: z.enum(['', 'AVX2']),
  /** How many shapes are wrong under the cap. */
  wrongUnderCap: z.number(),
});

export type KernelCheckResult = z.infer<typeof kernelCheckSchema>;

/** What the program `check-kernels` prints. */
export const kernelCountsSchema = z.strictObject({ checked: z.number(), wrong: z.number() });

type KernelCounts = z.infer<typeof kernelCountsSchema>;

/**
 * Some CPUs get wrong input-gradients of convolutions from oneDNN's AVX-512 kernels. The verdict is found once per kind
 * of CPU and build of TensorFlow, in a process of its own, since a cap holds only if it is set before the library
 * loads, and is kept in the cache folder.
 *
 * @param count runs the check under a cap; undefined where it cannot be run
 * @returns undefined where there is no verdict and none can be found
 * @throws EnvironmentError where the native library is not set up
 */
export function checkKernels(
  count: (cap: KernelCheckResult['cap']) => KernelCounts | undefined = countInSubprocess,
): KernelCheckResult | undefined {
  const { build } = findInstallation();
  const file = path.join(getCacheFolder(), 'kernel-check', `${build}-${computeCpuFingerprint()}.json`);
  const cached = readCached(file);
  if (cached) return cached;
  const uncapped = count('');
  if (!uncapped) return undefined;
  const capped = uncapped.wrong > 0 && process.arch === 'x64' ? count('AVX2') : undefined;
  const capHelps = capped !== undefined && capped.wrong < uncapped.wrong;
  const result: KernelCheckResult = {
    cpu: getCpuModel(),
    build,
    ...uncapped,
    cap: capHelps ? 'AVX2' : '',
    wrongUnderCap: capHelps ? capped.wrong : uncapped.wrong,
  };
  writeCached(file, result);
  return result;
}

/** One line for people. */
export function describeKernelCheck(result: KernelCheckResult | undefined): string {
  if (!result) return 'not checked';
  const { checked, wrong, cap, wrongUnderCap } = result;
  if (wrong === 0) return `right in ${checked} of ${checked} shapes`;
  const found = `wrong in ${wrong} of ${checked} shapes with this CPU's newest instructions`;
  if (wrongUnderCap === 0) return `${found}; oneDNN is held to ${cap}, where all are right`;
  return `${found} and in ${wrongUnderCap} with ${cap || 'any'}: do not trust results of this CPU`;
}

function countInSubprocess(cap: KernelCheckResult['cap']): KernelCounts | undefined {
  // From the checkout's sources (tests) the compiled program is used, where it has been compiled.
  const program = __filename.endsWith('.ts')
    ? path.join(findPackageFolder(), 'dist', 'src', 'native', 'main-check-kernels.js')
    : path.join(__dirname, 'main-check-kernels.js');
  if (!fs.existsSync(program)) return undefined;
  const env: NodeJS.ProcessEnv = { ...process.env, CUDA_VISIBLE_DEVICES: '-1' };
  delete env.ONEDNN_MAX_CPU_ISA;
  if (cap) env.ONEDNN_MAX_CPU_ISA = cap;
  const { status, stdout } = spawnSync(process.execPath, [program], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  if (status !== 0) return undefined;
  return kernelCountsSchema.parse(JSON.parse(stdout));
}

function readCached(file: string): KernelCheckResult | undefined {
  try {
    return kernelCheckSchema.safeParse(JSON.parse(fs.readFileSync(file, 'utf8'))).data;
  } catch {
    return undefined; // absent or torn: found again
  }
}

function writeCached(file: string, result: KernelCheckResult): void {
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    replaceFile(file, `${JSON.stringify(result)}\n`);
  } catch {
    // A cache folder that cannot be written costs a check per process, not the run.
  }
}
