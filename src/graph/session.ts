import fs from 'node:fs';
import path from 'node:path';
import { EnvironmentError } from '../errors';
import { loadTensorFlow, type TensorFlow } from '../native/load';
import { getTensorFlowMessage, translateError, translateRestoreError } from './error-messages';
import type { Graph, Signature } from './graph';
import { withLiteralFolder } from './literal-folder';
import { encodeSessionConfig, SESSION_CONFIG_FILE } from './session-config';
import { makeTemporaryFolder } from './temporary-folder';
import { countElements, describeTensor, type Tensor } from './tensor';
import { encodeSavedModel } from './write';

/** A value that is fed or fetched: numbers in row-major order, a string for a string scalar. */
export type Value = Float32Array | Int32Array | Uint8Array | string;

/** The part of tfjs-node's backend that loads a SavedModel and runs it by tensor names. */
export interface Backend {
  loadSavedModelMetaGraph(folder: string, tags: string): number;
  runSavedModel(
    id: number,
    inputs: object[],
    infos: { name: string; tfDtype?: string }[],
    outputs: string[],
  ): { dataSync(): Value; dispose(): void }[];
  deleteSavedModel(id: number): void;
}

/**
 * A graph loaded into TensorFlow. All signatures share its variables, which stay on the device until the
 * session is disposed of. Calls block until the device is done.
 */
export class Session {
  /** Callback after each successful run of any session in this thread, for benchmarks. */
  static onRun: ((signature: string, seconds: number) => void) | undefined;

  private constructor(
    private readonly tf: TensorFlow,
    private readonly backend: Backend,
    private readonly id: number,
    private readonly signatures: ReadonlyMap<string, Signature>,
  ) {}

  /**
   * Loads a graph.
   *
   * @throws EnvironmentError if the native library is missing or the graph cannot be written to disk
   */
  static open(graph: Graph): Session {
    const tf = loadTensorFlow();
    const backend = tf.backend() as unknown as Backend;
    const folder = makeTemporaryFolder('nao-graph-');
    try {
      writeGraph(path.join(folder, 'saved_model.pb'), encodeSavedModel(graph));
      writeGraph(path.join(folder, SESSION_CONFIG_FILE), encodeSessionConfig());
      return new Session(tf, backend, backend.loadSavedModelMetaGraph(folder, 'serve'), graph.signatures);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }

  /**
   * Runs a signature.
   *
   * @param feeds a value for each input of the signature
   * @returns a copy of each result
   */
  run(signature: string, feeds: Readonly<Record<string, Value>> = {}): Record<string, Value> {
    const start = performance.now();
    let results: Record<string, Value>;
    try {
      results = this.feedAndFetch(signature, feeds);
    } catch (error) {
      throw translateError(error, signature);
    }
    Session.onRun?.(signature, (performance.now() - start) / 1000);
    return results;
  }

  /**
   * Runs the signature `restore`, which reads a checkpoint.
   *
   * @param prefix of the checkpoint's files
   * @throws InputError if they belong to another network; FailedError if they are damaged or missing
   */
  restore(prefix: string): void {
    try {
      withLiteralFolder(path.dirname(prefix), (folder) =>
        this.feedAndFetch('restore', { prefix: path.join(folder, path.basename(prefix)) }),
      );
    } catch (error) {
      throw translateRestoreError(error, prefix);
    }
  }

  /** Runs a signature and returns the number that is its result `key`. */
  runScalar(signature: string, key: string, feeds: Readonly<Record<string, Value>> = {}): number {
    return Number(this.run(signature, feeds)[key][0]);
  }

  /** Frees the variables. The session cannot be used afterwards. */
  dispose(): void {
    this.backend.deleteSavedModel(this.id);
  }

  private feedAndFetch(signature: string, feeds: Readonly<Record<string, Value>>): Record<string, Value> {
    const declared = this.signatures.get(signature);
    if (!declared) throw new Error(`the graph has no signature ${signature}`);
    const keys = Object.keys(declared.inputs);
    for (const key of Object.keys(feeds)) {
      if (!keys.includes(key)) throw new Error(`signature ${signature} has no input ${key}`);
    }
    const inputs = keys.map((key) => this.toNative(signature, key, declared.inputs[key], feeds[key]));
    const results = Object.values(declared.outputs);
    try {
      const fetched = this.backend.runSavedModel(
        this.id,
        inputs,
        keys.map((key) => ({ name: `${declared.inputs[key].node.name}:0` })),
        results.map((result) => result.node.name),
      );
      return Object.fromEntries(
        Object.keys(declared.outputs).map((key, i) => {
          const value = copyValue(fetched[i].dataSync(), results[i]);
          fetched[i].dispose();
          return [key, value];
        }),
      );
    } finally {
      for (const input of inputs) input.dispose();
    }
  }

  private toNative(
    signature: string,
    key: string,
    tensor: Tensor,
    value: Value | undefined,
  ): { dispose(): void } {
    if (value === undefined) throw new Error(`signature ${signature} needs a value for ${key}`);
    if (typeof value === 'string') return this.tf.scalar(value, 'string');
    if (value.length !== countElements(tensor.shape)) {
      throw new Error(
        `${key} of signature ${signature} is ${describeTensor(tensor)}, got ${value.length} values`,
      );
    }
    switch (tensor.dtype) {
      case 'float32':
      case 'int32':
      case 'bool':
        return this.tf.tensor(value, [...tensor.shape], tensor.dtype);
      default:
        throw new Error(`${key} of signature ${signature} is ${describeTensor(tensor)}, which cannot be fed`);
    }
  }
}

/** Writes a file that TensorFlow loads the graph from. @throws EnvironmentError if the write fails */
function writeGraph(file: string, bytes: Uint8Array): void {
  try {
    fs.writeFileSync(file, bytes);
  } catch (error) {
    throw new EnvironmentError(
      `cannot write the graph to ${file} (${getTensorFlowMessage(error)}): free some space, or set TMPDIR to another folder`,
    );
  }
}

/**
 * Copies a fetched value: typed arrays of the addon belong to its own realm, which under Jest is another one.
 */
function copyValue(value: Value, tensor: Tensor): Value {
  if (typeof value === 'string') return value;
  switch (tensor.dtype) {
    case 'float32':
      return Float32Array.from(value);
    case 'bool':
      return Uint8Array.from(value);
    default:
      return Int32Array.from(value);
  }
}
