import type * as tfjs from '@tensorflow/tfjs-node-gpu';
import fs from 'node:fs';
import os from 'node:os';
import util from 'node:util';
import { EnvironmentError } from '../errors';
import { prepareEnvironment, silenceTensorFlow } from './environment';
import { findInstallation, getSetupCommand } from './installation';

/** The tfjs-node module. */
export type TensorFlow = typeof tfjs;

let loaded: TensorFlow | undefined;

/**
 * Loads the native library, once. A program with settings of its own calls `prepareEnvironment` before; in a worker
 * thread the main thread must have done so.
 *
 * @throws EnvironmentError where the native library is not set up or does not load
 */
export function loadTensorFlow(): TensorFlow {
  if (!loaded) {
    prepareEnvironment();
    loaded = importTensorFlow();
  }
  return loaded;
}

/** Loads the native library in the environment as it is: for the kernel check, which the environment depends on. */
export function importTensorFlow(): TensorFlow {
  const { capture } = findInstallation();
  silenceTensorFlow();
  restoreRemovedFunctions();
  const restoreWarnings = muteRegistrations();
  const restoreStderr = muteNotices(capture);
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded when it is first needed, not at start-up
    const tf = require('@tensorflow/tfjs-node-gpu') as TensorFlow;
    keepLoaded('libtensorflow_cc.so.2');
    return tf;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new EnvironmentError(
      `The native TensorFlow library does not load (${reason}); run ${getSetupCommand()}.`,
    );
  } finally {
    restoreStderr();
    restoreWarnings();
  }
}

/** Flags of dlopen(3) that Node has no names for, as they are on Linux. */
const RTLD_NOLOAD = 0x4;
const RTLD_NODELETE = 0x1000;

/**
 * Keeps a library that is loaded until the process ends. Node unloads addons with their worker thread, and TensorFlow
 * leaves handlers behind that run at the end of the process: without their code, it ends in a segmentation fault.
 */
function keepLoaded(library: string): void {
  try {
    const { RTLD_NOW } = os.constants.dlopen;
    process.dlopen({ exports: {} }, library, RTLD_NOW | RTLD_NOLOAD | RTLD_NODELETE);
  } catch {
    // Always: it is kept now but is no addon, which Node finds out afterwards.
  }
}

/** Two functions that tfjs-node 4.22 calls: Node 23 removed them, and Node 22 warns of them on stderr. */
function restoreRemovedFunctions(): void {
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: (value: unknown) => Array.isArray(value),
  });
}

/** tfjs warns of kernels and back ends registered twice when a process loads it twice (worker threads, tests). */
function muteRegistrations(): () => void {
  const warn = console.warn;
  console.warn = (...message: unknown[]) => {
    if (!/already (registered|been set)/.test(String(message[0]))) warn(...message);
  };
  return () => {
    console.warn = warn;
  };
}

/** What TensorFlow writes while it is loaded, whatever its log level is. */
const NOTICE =
  /^(WARNING: All log messages before absl::InitializeLog|I\d+ .* oneDNN custom operations are on)/;

/** Holds back stderr of native code; what is no notice is written when it is let go. */
function muteNotices(addon: string): () => void {
  if (!fs.existsSync(addon)) return () => {};
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an addon can be loaded in no other way
  const { start, stop } = require(addon) as { start(): void; stop(): string };
  start();
  return () => {
    const rest = stop()
      .split(/(?<=\n)/)
      .filter((line) => !NOTICE.test(line));
    if (rest.length > 0) process.stderr.write(rest.join(''));
  };
}
