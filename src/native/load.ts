import type * as tfjs from '@tensorflow/tfjs-node-gpu';
import fs from 'node:fs';
import os from 'node:os';
import util from 'node:util';
import { EnvironmentError } from '../errors';
import { isMachineFault } from '../files/system-errors';
import { prepareEnvironment, silenceTensorFlow } from './environment';
import { findInstallation, getSetupCommand } from './installation';

/** The module of tfjs-node. */
export type TensorFlow = typeof tfjs;

let loaded: TensorFlow | undefined;

/**
 * Loads the native library on the first call. Programs with settings of their own call `prepareEnvironment`
 * before, on the main thread.
 *
 * @throws EnvironmentError if the native library is not set up or does not load
 */
export function loadTensorFlow(): TensorFlow {
  if (!loaded) {
    prepareEnvironment();
    loaded = importTensorFlow();
  }
  return loaded;
}

/**
 * Loads the native library without `prepareEnvironment`, for the kernel check, on which the environment
 * depends.
 */
export function importTensorFlow(): TensorFlow {
  const { capture } = findInstallation();
  silenceTensorFlow();
  restoreRemovedFunctions();
  const restoreWarnings = muteRegistrations();
  const restoreStderr = muteNotices(capture);
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded lazily
    const tf = require('@tensorflow/tfjs-node-gpu') as TensorFlow;
    keepLoaded('libtensorflow_cc.so.2');
    return tf;
  } catch (error) {
    if (isMachineFault(error)) throw error;
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new EnvironmentError(
      `the native TensorFlow library does not load (${reason}): run ${getSetupCommand()}`,
    );
  } finally {
    restoreStderr();
    restoreWarnings();
  }
}

/** Linux flags of dlopen(3) that Node does not name. */
const RTLD_NOLOAD = 0x4;
const RTLD_NODELETE = 0x1000;

/**
 * Keeps a loaded library until the process ends. Node unloads addons with their thread, but TensorFlow's exit
 * handlers remain: without their code, the process ends with a segmentation fault.
 */
function keepLoaded(library: string): void {
  try {
    const { RTLD_NOW } = os.constants.dlopen;
    process.dlopen({ exports: {} }, library, RTLD_NOW | RTLD_NOLOAD | RTLD_NODELETE);
  } catch {
    // Always thrown: the library is kept now, but it is not an addon.
  }
}

/**
 * Defines two functions that tfjs-node 4.22 calls. Node 23 removed them; Node 22 warns about them on stderr.
 */
function restoreRemovedFunctions(): void {
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: (value: unknown) => Array.isArray(value),
  });
}

/**
 * Mutes tfjs's warnings about kernels and backends that are registered twice, as when threads or tests load
 * it again.
 *
 * @returns a function that restores console.warn
 */
function muteRegistrations(): () => void {
  const warn = console.warn;
  console.warn = (...message: unknown[]) => {
    if (!/already (registered|been set)/.test(String(message[0]))) warn(...message);
  };
  return () => {
    console.warn = warn;
  };
}

/** Matches notices that TensorFlow writes while it loads, regardless of the log level. */
const NOTICE =
  /^(WARNING: All log messages before absl::InitializeLog|I\d+ .* oneDNN custom operations are on)/;

/**
 * Captures stderr of native code.
 *
 * @returns a function that ends the capture and writes everything except the notices
 */
function muteNotices(addon: string): () => void {
  if (!fs.existsSync(addon)) return () => {};
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- addons can only be loaded by require
  const { start, stop } = require(addon) as { start(): void; stop(): string };
  start();
  return () => {
    const rest = stop()
      .split(/(?<=\n)/)
      .filter((line) => !NOTICE.test(line));
    if (rest.length > 0) process.stderr.write(rest.join(''));
  };
}
