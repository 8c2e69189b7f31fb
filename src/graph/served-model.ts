import { loadTensorFlow, type TensorFlow } from '../native/load';
import type { Backend, Value } from './session';
import type { Shape } from './tensor';

/** What is fed: 8-bit values, whole numbers of 32 bits or floats, by their array. */
export interface ServedInput {
  /** The placeholder's. */
  readonly name: string;
  readonly shape: Shape;
  readonly values: Uint8Array | Int32Array | Float32Array;
}

/** A SavedModel on disk, its variables with it, loaded into TensorFlow as any program would. */
export class ServedModel {
  private constructor(
    private readonly tf: TensorFlow,
    private readonly backend: Backend,
    private readonly id: number,
  ) {}

  /** @throws EnvironmentError where the native library is missing; Error where the folder holds no SavedModel */
  static open(folder: string): ServedModel {
    const tf = loadTensorFlow();
    const backend = tf.backend() as unknown as Backend;
    return new ServedModel(tf, backend, backend.loadSavedModelMetaGraph(folder, 'serve'));
  }

  /** Runs the model. @param outputs names of the nodes that are fetched */
  run(inputs: readonly ServedInput[], outputs: readonly string[]): Value[] {
    const fed = inputs.map(({ shape, values }) =>
      this.tf.tensor(values, [...shape], values instanceof Float32Array ? 'float32' : 'int32'),
    );
    try {
      const infos = inputs.map(({ name, values }) => ({ name: `${name}:0`, tfDtype: typeOf(values) }));
      return this.backend.runSavedModel(this.id, fed, infos, [...outputs]).map((fetched) => {
        const value = fetched.dataSync();
        fetched.dispose();
        return value;
      });
    } finally {
      for (const each of fed) each.dispose();
    }
  }

  dispose(): void {
    this.backend.deleteSavedModel(this.id);
  }
}

function typeOf(values: ServedInput['values']): string {
  if (values instanceof Float32Array) return 'DT_FLOAT';
  return values instanceof Int32Array ? 'DT_INT32' : 'DT_UINT8';
}
