import fs from 'node:fs';
import path from 'node:path';
import { InputError } from '../errors';
import { loadTensorFlow, type TensorFlow } from '../native/load';
import { firstLine, getTensorFlowMessage, translateError } from './error-messages';
import type { Backend, Value } from './session';
import type { Shape } from './tensor';

/** What is fed: 8-bit values, whole numbers of 32 bits or floats, by their array. */
export interface SavedModelInput {
  /** The placeholder's. */
  readonly name: string;
  readonly shape: Shape;
  readonly values: Uint8Array | Int32Array | Float32Array;
}

/** A SavedModel on disk, its variables with it, loaded into TensorFlow as any program would. */
export class LoadedSavedModel {
  private constructor(
    private readonly tf: TensorFlow,
    private readonly backend: Backend,
    private readonly id: number,
    private readonly folder: string,
  ) {}

  /** @throws EnvironmentError where the native library is missing; InputError where the folder holds no whole SavedModel */
  static open(folder: string): LoadedSavedModel {
    for (const file of REQUIRED_FILES) {
      // TensorFlow loads a model that lacks its variables, and complains once they are read.
      if (!fs.existsSync(path.join(folder, file))) throw createModelError(folder, `it has no ${file}`);
    }
    const tf = loadTensorFlow();
    const backend = tf.backend() as unknown as Backend;
    try {
      return new LoadedSavedModel(tf, backend, backend.loadSavedModelMetaGraph(folder, 'serve'), folder);
    } catch (error) {
      throw toModelError(error, folder, () => true);
    }
  }

  /**
   * Runs the model.
   *
   * @param outputs names of the nodes that are fetched
   * @throws InputError where the model is one of something else
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

  dispose(): void {
    this.backend.deleteSavedModel(this.id);
  }
}

/** What a SavedModel with variables has. */
const REQUIRED_FILES = [
  'saved_model.pb',
  path.join('variables', 'variables.index'),
  path.join('variables', 'variables.data-00000-of-00001'),
];

/** What TensorFlow says where a node is not there, or takes another shape. */
const MISMATCH_MESSAGE = /can not be found in the graph|not found|shape/i;

/** What is told of a failure. @param isModelFault tells by TensorFlow's message whether the model's files are at fault */
function toModelError(error: unknown, folder: string, isModelFault: (message: string) => boolean): unknown {
  const translated = translateError(error, folder);
  const message = getTensorFlowMessage(error);
  return translated === error && isModelFault(message)
    ? createModelError(folder, firstLine(message))
    : translated;
}

function createModelError(folder: string, problem: string): InputError {
  return new InputError(
    `the exported model ${folder} is damaged, or not what its architecture.json says (${problem}): put a copy of it back, or let 'nao resume' of its training's folder export it again`,
  );
}

function toTfDtype(values: SavedModelInput['values']): string {
  if (values instanceof Float32Array) return 'DT_FLOAT';
  return values instanceof Int32Array ? 'DT_INT32' : 'DT_UINT8';
}
