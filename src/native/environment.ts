import os from 'node:os';
import { EnvironmentError } from '../errors';
import { checkKernels } from './kernel-check';

/** What TensorFlow is told through the process's environment. */
export interface NativeSettings {
  /** `cpu` hides the GPUs from a build that has them. */
  readonly device?: 'auto' | 'cpu' | 'gpu';
  /**
   * Threads within one op. Results depend on it, so a resumed run gives the number it was started with. `open`: left to who
   * asks for a number first.
   */
  readonly threads?: number | 'open';
  /** On a GPU take only kernels that give the same bits each time; slower, and some ops have none. */
  readonly deterministic?: boolean;
}

let prepared = false;

/**
 * Sets the environment that TensorFlow reads while it loads; later calls do nothing. Variables that the user has set
 * stay, but for what `settings` says explicitly.
 *
 * To be called on the main thread. There `process.env` reaches the C library's environment; a worker thread has a copy
 * of it that does not, unless it was started with `env: SHARE_ENV`. (Checked: TF_CPP_MIN_LOG_LEVEL set in a worker
 * reaches TensorFlow only with SHARE_ENV.) A worker inherits what was set here before.
 * Jest's tests have a copy as well: `npm test` calls this before it starts Jest.
 *
 * @throws EnvironmentError where the native library is not set up
 */
export function prepareEnvironment(settings: NativeSettings = {}): void {
  if (prepared) return;
  const env = process.env;
  silenceTensorFlow();
  env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';
  if (settings.device === 'cpu') env.CUDA_VISIBLE_DEVICES = '-1';
  if (settings.threads !== 'open') {
    if (settings.threads !== undefined) env.TF_NUM_INTRAOP_THREADS = String(settings.threads);
    // TensorFlow's own choice, written down: a run records it.
    env.TF_NUM_INTRAOP_THREADS ??= String(os.availableParallelism());
  }
  if (settings.deterministic !== undefined) env.TF_DETERMINISTIC_OPS = settings.deterministic ? '1' : '0';
  if (env.ONEDNN_MAX_CPU_ISA === undefined) {
    const cap = checkKernels()?.cap;
    if (cap) env.ONEDNN_MAX_CPU_ISA = cap;
  }
  prepared = true;
}

/** TensorFlow's notices at start-up; errors still show. */
export function silenceTensorFlow(): void {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
}

/**
 * Makes sure that ops are computed with that number of threads; to be called before TensorFlow loads. There is one number for
 * a process: its user's, or that of whoever asks first.
 *
 * @throws EnvironmentError where it is another
 */
export function assertThreadCount(threads: number): void {
  const env = process.env;
  env.TF_NUM_INTRAOP_THREADS ??= String(threads);
  if (Number(env.TF_NUM_INTRAOP_THREADS) === threads) return;
  throw new EnvironmentError(
    `the results wanted are those of ${threads} threads, but this process computes with ${env.TF_NUM_INTRAOP_THREADS}: start it anew, with TF_NUM_INTRAOP_THREADS=${threads} or without that variable`,
  );
}

/** Threads within one op, as TensorFlow has been told. */
export function getIntraOpThreads(): number {
  return Number(process.env.TF_NUM_INTRAOP_THREADS ?? os.availableParallelism());
}
