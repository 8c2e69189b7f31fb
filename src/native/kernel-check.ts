import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { getCacheFolder } from '../data/cache-folder';
import { replaceFile } from '../files/durable';
import { makeFolder } from '../files/make-folder';
import { computeCpuFingerprint, getCpuModel } from './cpu';
import { findInstallation, findPackageFolder } from './installation';
import { isOneDnnOff } from './onednn';

/** The result of the check of the convolution kernels for one CPU model and one build of TensorFlow. */
const kernelCheckSchema = z.strictObject({
  cpu: z.string(),
  build: z.string(),
  /** The number of shapes checked, and of those with a wrong gradient. */
  checked: z.number(),
  wrong: z.number(),
  /** The newest instruction set that oneDNN may use; empty: any. */
  cap: z.enum(['', 'AVX2']),
  /** The number of shapes with a wrong gradient under the cap. */
  wrongUnderCap: z.number(),
});

/** The result of `checkKernels`. */
export type KernelCheckResult = z.infer<typeof kernelCheckSchema>;

/** The output of the program `main-check-kernels`. */
const kernelCountsSchema = z.strictObject({ checked: z.number(), wrong: z.number() });

type KernelCounts = z.infer<typeof kernelCountsSchema>;

/**
 * Checks whether oneDNN computes correct input gradients of convolutions: on some CPUs its AVX-512 kernels do
 * not. The check runs in a subprocess, since a cap must be set before the library loads. The result is cached
 * per CPU model and build of TensorFlow.
 *
 * @param count runs the check under a cap; returns undefined if it cannot run
 * @returns undefined if there is no cached result and the check cannot run
 * @throws EnvironmentError if the native library is not set up
 */
export function checkKernels(
  count: (cap: KernelCheckResult['cap']) => KernelCounts | undefined = countInSubprocess,
): KernelCheckResult | undefined {
  const { build } = findInstallation();
  const kernels = isOneDnnOff() ? 'without-onednn' : 'onednn';
  const file = path.join(
    getCacheFolder(),
    'kernel-check',
    `${build}-${computeCpuFingerprint()}-${kernels}.json`,
  );
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

/** Formats the result as one line. */
export function describeKernelCheck(result: KernelCheckResult | undefined): string {
  if (!result) return 'not checked';
  const { checked, wrong, cap, wrongUnderCap } = result;
  if (wrong === 0) return `correct in ${checked} of ${checked} shapes`;
  const found = `wrong in ${wrong} of ${checked} shapes with the newest instructions of this CPU`;
  if (wrongUnderCap === 0) return `${found}; oneDNN is limited to ${cap}, where all are correct`;
  return `${found} and in ${wrongUnderCap} with ${cap || 'any'}: results of this CPU are not reliable`;
}

function countInSubprocess(cap: KernelCheckResult['cap']): KernelCounts | undefined {
  // Tests run from the sources: they use the compiled program, if there is one.
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
    return undefined; // missing or incomplete: checked again
  }
}

function writeCached(file: string, result: KernelCheckResult): void {
  try {
    makeFolder(path.dirname(file));
    replaceFile(file, `${JSON.stringify(result)}\n`);
  } catch {
    // If the cache is not writable, each process repeats the check.
  }
}
