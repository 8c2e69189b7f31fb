import os from 'node:os';
import { EnvironmentError } from '../errors';
import { checkKernels } from './kernel-check';
import { enableOneDnn } from './onednn';

/** Settings that TensorFlow reads from environment variables. */
export interface NativeSettings {
  /** `cpu` hides the GPUs from a GPU build. */
  readonly device?: 'auto' | 'cpu' | 'gpu';
  /**
   * Threads within one op. Results depend on it, so a resumed run uses the number that it was started with. By default, and if 0:
   * TF_NUM_INTRAOP_THREADS, else one per core. `open`: set by the first call of `assertThreadCount`.
   */
  readonly threads?: number | 'open';
  /** Use only deterministic kernels on a GPU. They are slower, and some ops have none. */
  readonly deterministicOps?: boolean;
}

let prepared = false;

/**
 * Sets the environment variables that TensorFlow reads while it loads, from settings such as a run's `run`. Later calls have no effect. Variables
 * set by the user are kept, except those that `settings` overrides.
 *
 * Must be called on the main thread, where `process.env` is the environment of the C library. Other threads
 * inherit it when they start. Their own `process.env` is a copy that does not reach TensorFlow, unless they
 * were started with `env: SHARE_ENV`. Jest's tests have a copy as well: `npm test` calls this before it
 * starts Jest.
 *
 * @throws EnvironmentError if the native library is not set up
 */
export function prepareEnvironment(settings: NativeSettings = {}): void {
  if (prepared) return;
  const env = process.env;
  silenceTensorFlow();
  env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';
  if (settings.device === 'cpu') env.CUDA_VISIBLE_DEVICES = '-1';
  if (settings.threads !== 'open') {
    if (settings.threads) env.TF_NUM_INTRAOP_THREADS = String(settings.threads);
    // TensorFlow's default, made explicit because a run records it.
    env.TF_NUM_INTRAOP_THREADS ??= String(os.availableParallelism());
  }
  if (settings.deterministicOps !== undefined)
    env.TF_DETERMINISTIC_OPS = settings.deterministicOps ? '1' : '0';
  enableOneDnn();
  if (env.ONEDNN_MAX_CPU_ISA === undefined) {
    const cap = checkKernels()?.cap;
    if (cap) env.ONEDNN_MAX_CPU_ISA = cap;
  }
  prepared = true;
}

/** Suppresses TensorFlow's notices at start-up; errors are still shown. */
export function silenceTensorFlow(): void {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
}

/**
 * Throws if the number of threads within one op is not `threads`. It is fixed per process: by
 * TF_NUM_INTRAOP_THREADS, else by the first caller. Must be called before TensorFlow loads.
 *
 * @throws EnvironmentError if the number is another
 */
export function assertThreadCount(threads: number): void {
  const env = process.env;
  env.TF_NUM_INTRAOP_THREADS ??= String(threads);
  if (Number(env.TF_NUM_INTRAOP_THREADS) === threads) return;
  throw new EnvironmentError(
    `this job needs ${threads} threads but the process uses ${env.TF_NUM_INTRAOP_THREADS}: restart it with TF_NUM_INTRAOP_THREADS=${threads} or without that variable`,
  );
}

/** Returns the number of threads within one op. */
export function getIntraOpThreads(): number {
  return Number(process.env.TF_NUM_INTRAOP_THREADS ?? os.availableParallelism());
}
