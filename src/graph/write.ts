import { assertValidGraph } from './check';
import type { Graph, SavedVariable, Saver } from './graph';
import { SavedModelProto, VariableDefProto } from './protos';
import {
  type Attribute,
  DTYPES,
  type GraphNode,
  type Literal,
  type Shape,
  type Tensor,
  toProtoDims,
} from './tensor';

/**
 * The version of TensorFlow's graph format that the emitted ops follow, in particular their default
 * attributes.
 */
const GRAPH_PRODUCER = 1400;

/**
 * Encodes the graph as a SavedModel with the tag `serve`: the bytes of `saved_model.pb`. Equal graphs give
 * equal bytes.
 *
 * @param signatures the names of the signatures to write; all by default
 */
export function encodeSavedModel(graph: Graph, signatures = [...graph.signatures.keys()]): Uint8Array {
  assertValidGraph(graph);
  const message = SavedModelProto.fromObject({
    saved_model_schema_version: 1,
    meta_graphs: [
      {
        meta_info_def: { tags: ['serve'] },
        graph_def: { node: graph.nodes.map(toNodeDef), versions: { producer: GRAPH_PRODUCER } },
        ...(graph.saver === undefined
          ? {}
          : { saver_def: toSaverDef(graph.saver), collection_def: toCollections(graph.saver.variables) }),
        signature_def: Object.fromEntries(
          [...graph.signatures]
            .filter(([name]) => signatures.includes(name))
            .map(([name, { inputs, outputs }]) => [
              name,
              {
                inputs: toTensorInfos(inputs),
                outputs: toTensorInfos(outputs),
                method_name: 'tensorflow/serving/predict',
              },
            ]),
        ),
      },
    ],
  });
  return SavedModelProto.encode(message).finish();
}

/** Names the nodes by which TensorFlow's loader restores the files in `variables/`. */
function toSaverDef({ prefix, saved, restored }: Saver): object {
  const version = 2; // the checkpoint format of SaveV2
  return {
    filename_tensor_name: `${prefix.node.name}:0`,
    save_tensor_name: `${saved.node.name}:0`,
    restore_op_name: restored.name,
    version,
  };
}

/** Lists the variables for TensorFlow's loader in Python, which finds them by these collections alone. */
function toCollections(variables: readonly SavedVariable[]): Record<string, object> {
  const collect = (members: readonly SavedVariable[]) => ({
    bytes_list: { value: members.map(toVariableDef) },
  });
  return {
    variables: collect(variables),
    trainable_variables: collect(variables.filter(({ trainable }) => trainable)),
  };
}

function toVariableDef({ handle, restored, value, trainable }: SavedVariable): Uint8Array {
  const initialValue = restored.inputs[1];
  const message = VariableDefProto.fromObject({
    variable_name: `${handle.node.name}:0`,
    initializer_name: restored.name,
    initial_value_name: `${initialValue.node.name}:${initialValue.output}`,
    snapshot_name: `${value.node.name}:0`,
    is_resource: true,
    trainable,
  });
  return VariableDefProto.encode(message).finish();
}

/** Returns the name of a tensor in a GraphDef. */
export function tensorName(tensor: Tensor): string {
  return tensor.output === 0 ? tensor.node.name : `${tensor.node.name}:${tensor.output}`;
}

function toTensorInfos(tensors: Readonly<Record<string, Tensor>>): Record<string, object> {
  return Object.fromEntries(
    Object.entries(tensors).map(([key, tensor]) => [
      key,
      {
        name: `${tensor.node.name}:${tensor.output}`,
        dtype: DTYPES[tensor.dtype],
        tensor_shape: toShapeProto(tensor.shape),
      },
    ]),
  );
}

function toNodeDef(node: GraphNode): object {
  return {
    name: node.name,
    op: node.op,
    input: [...node.inputs.map(tensorName), ...node.control.map((each) => `^${each.name}`)],
    device: node.device === 'cpu' ? '/device:CPU:0' : '',
    attr: Object.fromEntries(
      Object.entries(node.attributes).map(([name, value]) => [name, toAttrValue(value)]),
    ),
  };
}

function toAttrValue(value: Attribute): object {
  if ('type' in value) return { type: DTYPES[value.type] };
  if ('types' in value) return { list: { type: value.types.map((each) => DTYPES[each]) } };
  if ('shape' in value) return { shape: toShapeProto(value.shape) };
  if ('int' in value) return { i: value.int };
  if ('ints' in value) return { list: { i: value.ints } };
  if ('float' in value) return { f: value.float };
  if ('bool' in value) return { b: value.bool };
  if ('string' in value) return { s: Buffer.from(value.string) };
  return { tensor: toTensorProto(value.tensor) };
}

/**
 * Encodes a constant. TensorFlow repeats the last value of a short list, so a single value fills the shape.
 */
function toTensorProto({ dtype, shape, values }: Literal): object {
  const base = { dtype: DTYPES[dtype], tensor_shape: toShapeProto(shape) };
  switch (dtype) {
    case 'float32':
      return { ...base, float_val: values };
    case 'int32':
    case 'uint8':
      return { ...base, int_val: values };
    case 'int64':
      return { ...base, int64_val: values };
    case 'bool':
      return { ...base, bool_val: values.map(Boolean) };
    case 'string':
      return { ...base, string_val: values.map((each) => Buffer.from(String(each))) };
    case 'bfloat16':
    case 'resource':
      throw new Error(`${dtype} values have no constants`);
  }
}

function toShapeProto(shape: Shape): object {
  return { dim: toProtoDims(shape).map((size) => ({ size })) };
}
