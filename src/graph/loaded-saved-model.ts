import fs from 'node:fs';
import path from 'node:path';
import { InputError } from '../errors';
import { loadTensorFlow, type TensorFlow } from '../native/load';
import { firstLine, getTensorFlowMessage, translateError } from './error-messages';
import { withLiteralFolder } from './literal-folder';
import type { Backend, Value } from './session';
import type { Shape } from './tensor';

/** An input of a SavedModel; the array type determines the dtype (uint8, int32 or float32). */
export interface SavedModelInput {
  /** The name of the placeholder. */
  readonly name: string;
  readonly shape: Shape;
  readonly values: Uint8Array | Int32Array | Float32Array;
}

/** A SavedModel with its variables, loaded from disk. */
export class LoadedSavedModel {
  private constructor(
    private readonly tf: TensorFlow,
    private readonly backend: Backend,
    private readonly id: number,
    private readonly folder: string,
  ) {}

  /**
   * Loads a SavedModel.
   *
   * @throws EnvironmentError if the native library is missing
   * @throws InputError if the folder does not contain a complete SavedModel
   */
  static open(folder: string): LoadedSavedModel {
    for (const file of REQUIRED_FILES) {
      // TensorFlow loads a model without variables and fails only when they are read.
      if (!fs.existsSync(path.join(folder, file))) throw createModelError(folder, `${file} is missing`);
    }
    const tf = loadTensorFlow();
    const backend = tf.backend() as unknown as Backend;
    try {
      const id = withLiteralFolder(folder, (literal) => backend.loadSavedModelMetaGraph(literal, 'serve'));
      return new LoadedSavedModel(tf, backend, id, folder);
    } catch (error) {
      throw toModelError(error, folder, () => true);
    }
  }

  /**
   * Runs the model.
   *
   * @param outputs the names of the nodes to fetch
   * @throws InputError if the model lacks a node or has other shapes
   */
  run(inputs: readonly SavedModelInput[], outputs: readonly string[]): Value[] {
    const tensors = inputs.map(({ shape, values }) =>
      this.tf.tensor(values, [...shape], values instanceof Float32Array ? 'float32' : 'int32'),
    );
    try {
      const infos = inputs.map(({ name, values }) => ({ name: `${name}:0`, tfDtype: toTfDtype(values) }));
      return this.backend.runSavedModel(this.id, tensors, infos, [...outputs]).map((fetched) => {
        const value = fetched.dataSync();
        fetched.dispose();
        return value;
      });
    } catch (error) {
      throw toModelError(error, this.folder, (message) => MISMATCH_MESSAGE.test(message));
    } finally {
      for (const each of tensors) each.dispose();
    }
  }

  /** Frees the variables. The model cannot be used afterwards. */
  dispose(): void {
    this.backend.deleteSavedModel(this.id);
  }
}

/** The files of a SavedModel with variables. */
const REQUIRED_FILES = [
  'saved_model.pb',
  path.join('variables', 'variables.index'),
  path.join('variables', 'variables.data-00000-of-00001'),
];

/** Matches TensorFlow's messages about a missing node or a wrong shape. */
const MISMATCH_MESSAGE = /can not be found in the graph|not found|shape/i;

/**
 * Translates TensorFlow's error.
 *
 * @param isModelFault whether a message of TensorFlow means that the model's files are wrong
 */
function toModelError(error: unknown, folder: string, isModelFault: (message: string) => boolean): unknown {
  const translated = translateError(error, folder);
  const message = getTensorFlowMessage(error);
  return translated === error && isModelFault(message)
    ? createModelError(folder, firstLine(message))
    : translated;
}

function createModelError(folder: string, problem: string): InputError {
  return new InputError(
    `the exported model ${folder} is damaged or does not match its architecture.json (${problem}): restore it from a copy, or run 'nao resume' on its training folder to export it again`,
  );
}

function toTfDtype(values: SavedModelInput['values']): string {
  if (values instanceof Float32Array) return 'DT_FLOAT';
  return values instanceof Int32Array ? 'DT_INT32' : 'DT_UINT8';
}
