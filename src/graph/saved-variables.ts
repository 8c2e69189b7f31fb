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
 * Reads the variables that a SavedModel lists.
 *
 * @throws EnvironmentError if the native library is missing
 * @throws InputError if the folder does not contain a complete SavedModel
 */
export function readStoredVariables(folder: string): StoredVariable[] {
  const model = LoadedSavedModel.open(folder);
  try {
    const listed = listVariables(folder);
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

/** Returns true if a SavedModel lists its variables, for loaders that find them by the list alone. */
export function listsVariables(folder: string): boolean {
  return listVariables(folder).length > 0;
}

/** Lists name, shape and reading node of each variable in the collection `variables`. */
function listVariables(folder: string): { name: string; shape: Shape; read: string }[] {
  const [{ graph_def: graph, collection_def: collections }] = readSavedModel(folder).meta_graphs;
  const handles = graph.node.filter(({ op }) => op === 'VarHandleOp');
  const shapes = new Map(handles.map(({ name, attr }) => [name, toShape(attr.shape.shape)]));
  return (collections?.variables.bytes_list.value ?? []).map((entry) => {
    const { variable_name: variable, snapshot_name: snapshot } = VariableDefProto.toObject(
      VariableDefProto.decode(entry),
    ) as { variable_name: string; snapshot_name: string };
    const name = removeOutput(variable);
    return { name, shape: shapes.get(name) ?? [], read: removeOutput(snapshot) };
  });
}

interface ShapeObject {
  readonly dim?: readonly { readonly size: number }[];
}

/** The parts of a SavedModel that list its variables. */
interface SavedModelObject {
  readonly meta_graphs: readonly {
    readonly graph_def: {
      readonly node: readonly {
        readonly name: string;
        readonly op: string;
        readonly attr: Readonly<Record<string, { readonly shape?: ShapeObject }>>;
      }[];
    };
    readonly collection_def?: {
      readonly variables: { readonly bytes_list: { readonly value: readonly Uint8Array[] } };
    };
  }[];
}

function readSavedModel(folder: string): SavedModelObject {
  const bytes = fs.readFileSync(path.join(folder, 'saved_model.pb'));
  return SavedModelProto.toObject(SavedModelProto.decode(bytes), { longs: Number }) as SavedModelObject;
}

function toShape(shape: ShapeObject | undefined): Shape {
  return (shape?.dim ?? []).map(({ size }) => size);
}

/** Returns the name of a tensor's node: `stem/filter:0` -> `stem/filter`. */
function removeOutput(tensor: string): string {
  return tensor.replace(/:\d+$/, '');
}
