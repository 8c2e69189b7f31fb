import fs from 'node:fs';
import path from 'node:path';
import { LoadedSavedModel } from './loaded-saved-model';
import { SavedModelProto, VariableDefProto } from './protos';
import type { Shape } from './tensor';

/** A variable of a SavedModel on disk, with its value in row-major order. */
export interface StoredVariable {
  readonly name: string;
  readonly shape: Shape;
  readonly values: Float32Array;
}

/**
 * Reads the variables that a SavedModel lists in its collection `variables`; none if it has no collection.
 *
 * @throws EnvironmentError if the native library is missing
 * @throws InputError if the folder does not contain a complete SavedModel
 */
export function readStoredVariables(folder: string): StoredVariable[] {
  const model = LoadedSavedModel.open(folder);
  try {
    const listed = listVariables(fs.readFileSync(path.join(folder, 'saved_model.pb')));
    if (listed.length === 0) return [];
    const values = model.run(
      [],
      listed.map(({ read }) => read),
    );
    return listed.map(({ name, shape }, i) => ({
      name,
      shape,
      values: Float32Array.from(values[i], Number),
    }));
  } finally {
    model.dispose();
  }
}

/** Lists name, shape and reading node of each variable. */
function listVariables(bytes: Uint8Array): { name: string; shape: Shape; read: string }[] {
  const [{ graphDef, collections }] = toMetaGraphs(bytes);
  const shapes = new Map(graphDef.map(({ name, shape }) => [name, shape]));
  return collections.map((entry) => {
    const { variable_name: variable, snapshot_name: snapshot } = VariableDefProto.toObject(
      VariableDefProto.decode(entry),
      { defaults: true },
    ) as { variable_name: string; snapshot_name: string };
    const name = removeOutput(variable);
    return { name, shape: shapes.get(name) ?? [], read: removeOutput(snapshot) };
  });
}

interface DecodedMetaGraph {
  readonly graphDef: readonly { readonly name: string; readonly shape: Shape }[];
  /** The entries of the collection `variables`. */
  readonly collections: readonly Uint8Array[];
}

interface SavedModelObject {
  readonly meta_graphs: readonly {
    readonly graph_def: {
      readonly node: readonly {
        readonly name: string;
        readonly op: string;
        readonly attr: Readonly<Record<string, { shape?: { dim?: { size: number }[] } }>>;
      }[];
    };
    readonly collection_def?: Readonly<Record<string, { bytes_list: { value: Uint8Array[] } }>>;
  }[];
}

function toMetaGraphs(bytes: Uint8Array): DecodedMetaGraph[] {
  const decoded = SavedModelProto.toObject(SavedModelProto.decode(bytes), {
    longs: Number,
  }) as SavedModelObject;
  return decoded.meta_graphs.map(({ graph_def: { node }, collection_def: collections }) => ({
    graphDef: node
      .filter(({ op }) => op === 'VarHandleOp')
      .map(({ name, attr }) => ({ name, shape: (attr.shape.shape?.dim ?? []).map(({ size }) => size) })),
    collections: collections?.variables.bytes_list.value ?? [],
  }));
}

/** Returns the name of a tensor's node: `stem/filter:0` -> `stem/filter`. */
function removeOutput(tensor: string): string {
  return tensor.replace(/:\d+$/, '');
}
