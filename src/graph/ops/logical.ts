import { describeTensor, type Tensor } from '../tensor';

/*
 * Logic on boolean scalars, without gradients. The ops run on the CPU, where the Switch nodes read their
 * results. On a GPU each result would need a synchronous copy to the host.
 */

export function logicalAnd(a: Tensor, b: Tensor): Tensor {
  return logical('LogicalAnd', [a, b]);
}

export function logicalOr(a: Tensor, b: Tensor): Tensor {
  return logical('LogicalOr', [a, b]);
}

export function logicalNot(a: Tensor): Tensor {
  return logical('LogicalNot', [a]);
}

function logical(op: string, inputs: readonly Tensor[]): Tensor {
  for (const input of inputs) {
    if (input.dtype !== 'bool' || input.shape.length > 0) {
      throw new Error(`${op} takes boolean scalars, got ${describeTensor(input)}`);
    }
  }
  return inputs[0].node.graph.add({
    op,
    inputs,
    outputs: [{ shape: [], dtype: 'bool' }],
    gradient: null,
    device: 'cpu',
  }).outputs[0];
}
