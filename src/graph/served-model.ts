import { loadTensorFlow, type TensorFlow } from '../native/load';
import type { Backend, Value } from './session';
import type { Shape } from './tensor';

/** 8-bit values for an input. */
export interface Bytes {
  readonly shape: Shape;
  readonly values: Uint8Array;
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

  /**
   * Runs the model on one input.
   *
   * @param input name of the placeholder
   * @param outputs names of the nodes that are fetched
   */
  run(input: string, { shape, values }: Bytes, outputs: readonly string[]): Value[] {
    const fed = this.tf.tensor(values, [...shape], 'int32');
    try {
      const infos = [{ name: `${input}:0`, tfDtype: 'DT_UINT8' }];
      return this.backend.runSavedModel(this.id, [fed], infos, [...outputs]).map((fetched) => {
        const value = fetched.dataSync();
        fetched.dispose();
        return value;
      });
    } finally {
      fed.dispose();
    }
  }

  dispose(): void {
    this.backend.deleteSavedModel(this.id);
  }
}
