import type * as tfjs from '@tensorflow/tfjs-node-gpu';

/** The tfjs-node module. */
export type TensorFlow = typeof tfjs;

let loaded: TensorFlow | undefined;

/** Loads the native library, once. */
export function loadTensorFlow(): TensorFlow {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded when it is first needed, not at start-up
  loaded ??= require('@tensorflow/tfjs-node-gpu') as TensorFlow;
  return loaded;
}
