import fs from 'node:fs';
import path from 'node:path';
import { computeGradients } from '../../../src/graph/differentiate';
import { Graph } from '../../../src/graph/graph';
import { sum } from '../../../src/graph/ops/broadcast-sum';
import { mul } from '../../../src/graph/ops/mul';
import type { Tensor } from '../../../src/graph/tensor';
import { loadTensorFlow } from '../../../src/native/load';
import { compute, expectClose, floats, type Input, placeholders } from '../../support/graph/compiled';
import { checkGradient } from '../../support/graph/gradient-checker';
import type { OpCase } from '../../support/graph/op-case';
import { squareWithSlope } from '../../support/graph/planted-faults';
import { CASES } from './cases';

/** Exports without a case, and where they are tested. */
const TESTED_ELSEWHERE: Readonly<Record<string, string>> = {
  'add.createAddAttributes': 'add.add and lerp.lerp',
  'broadcast-sum.broadcastShape': 'errors.test.ts',
  'checkpoint.save': 'checkpoint.test.ts',
  'checkpoint.restore': 'checkpoint.test.ts',
  'checkpoint.saveValues':
    '../../child/cnn.test.ts and ../../child/rnn.test.ts, by exports that are evaluated',
  'concat-split.alignLiveness': '../guards.test.ts',
  'convolution.addFilterGradient': 'the gradients of conv2d.conv2d and depthwise-conv2d.depthwiseConv2d',
  'convolution.convolution': 'the cases of conv2d.conv2d and depthwise-conv2d.depthwiseConv2d',
  'lstm-cell.lstmCell': 'lstm-cell.test.ts',
  'lstm-cell.lstmCellGradient': 'lstm-cell.test.ts',
  'random.randomUniform': 'random.test.ts',
  'random.randomNormal': 'random.test.ts',
  'reduce.reduce': 'the cases of broadcast-sum.sum, mean.mean and max.max',
  'routing.guard': 'routing.test.ts, and ../routing-property.test.ts',
  'routing.route': 'routing.test.ts, and ../routing-property.test.ts',
  'routing.merge': 'routing.test.ts, and ../routing-property.test.ts',
  'routing.zerosIfDead': 'routing.test.ts, and ../routing-property.test.ts',
  'routing.intersectGuards': 'routing.test.ts, and ../routing-property.test.ts',
  'routing.switchOn': 'routing.test.ts, and ../routing-property.test.ts',
  'routing.addMergeNode': 'routing.test.ts, and ../routing-property.test.ts',
  'variable.assign': 'variable.test.ts',
  'variable.assignRows': 'variable.test.ts',
  'variable.gatherRows': 'variable.test.ts',
  'variable.readVariable': 'variable.test.ts',
  'variable.variable': 'variable.test.ts',
  'pooling-window.computeSameSize': 'the shapes of conv2d and pool',
  'pooling-window.samePadding': 'the gradients of depthwise-conv2d.depthwiseConv2d',
  'pooling-window.windowAttributes': 'the results of conv2d and pool',
  'pooling-window.windowShape': 'errors.test.ts',
};

const FORWARD_TOLERANCE = 1e-5;
const GRADIENT_TOLERANCE = 2e-5;

describe('the cases of the ops', () => {
  test('cover every function of src/graph/ops', () => {
    const folder = path.join(__dirname, '../../../src/graph/ops');
    const exported = fs.readdirSync(folder).flatMap((file) => {
      const name = path.basename(file, '.ts');
      const source = fs.readFileSync(path.join(folder, file), 'utf8');
      return [...source.matchAll(/^export (?:function|const) (\w+)/gm)].map((match) => `${name}.${match[1]}`);
    });
    const known = new Set([...CASES.map((each) => each.covers), ...Object.keys(TESTED_ELSEWHERE)]);
    expect(exported.filter((each) => !known.has(each))).toEqual([]);
    expect([...known].filter((each) => !exported.includes(each))).toEqual([]);
  });

  test('all have an oracle', () => {
    expect(CASES.filter((each) => !each.eager && !each.expected)).toEqual([]);
  });
});

describe.each(CASES)('$covers $title', (each) => {
  test('has the value of the oracle', () => {
    const { y } = compute(each.inputs, (tensors, graph) => ({ y: each.build(tensors, graph) }), each.options);
    if (each.expected) expectClose(y, each.expected, FORWARD_TOLERANCE);
    if (each.eager) expectClose(y, computeEagerly(each), FORWARD_TOLERANCE);
  });

  if (each.inputs.every((input) => input.dtype !== 'float32')) return;

  if (each.gradient === 'flat') {
    test('has no gradient on purpose', () => {
      const graph = new Graph();
      const tensors = placeholders(graph, each.inputs);
      const y = each.build(tensors, graph);
      expect(y.node.gradient).toBeNull();
    });
  } else if (each.gradient === 'missing') {
    test('has no gradient rule, which is an error', () => {
      const graph = new Graph();
      const tensors = placeholders(graph, each.inputs);
      const y = each.build(tensors, graph);
      const loss = sum(
        y,
        y.shape.map((_, axis) => axis),
      );
      expect(() => computeGradients(loss, [tensors[0]])).toThrow(
        /^(\w+)_\d+: \1 has no gradient rule, but its input 0 depends on a parameter/,
      );
    });
  } else {
    test('has the gradient of differences and tfjs', () => {
      const { weights, compiled } = checkGradient(each.inputs, each.build, 1, each.options);
      if (!each.eager || each.gradient === 'differences') return;
      computeEagerGradients(each, weights).forEach((expected, i) => {
        expectClose(compiled[i], expected, GRADIENT_TOLERANCE);
      });
    });
  }
});

describe('checkGradient', () => {
  const inputs = [floats([3], [-1.5, 0.5, 2])];

  test('accepts the correct derivative', () => {
    expect(() => checkGradient(inputs, ([x]) => squareWithSlope(x, 2))).not.toThrow();
  });

  test.each([2.001, 1.999, -2, 0, NaN])(
    'rejects %p instead of 2 in the derivative of the square',
    (factor) => {
      expect(() => checkGradient(inputs, ([x]) => squareWithSlope(x, factor))).toThrow(/by differences/);
    },
  );

  test('rejects a missing gradient', () => {
    expect(() => checkGradient(inputs, ([x]) => mul(x, stopGradient(x)))).toThrow(/by differences/);
  });
});

function stopGradient(x: Tensor): Tensor {
  return x.node.graph.add({
    op: 'Identity',
    inputs: [x],
    attributes: { T: { type: 'float32' } },
    outputs: [{ shape: x.shape, dtype: 'float32' }],
    gradient: null,
  }).outputs[0];
}

function computeEagerly({ inputs, eager }: OpCase): number[] {
  const tf = loadTensorFlow();
  const result = tf.tidy(() => {
    const y = eager?.(tf, inputs.map(toEager));
    return y ? Array.from(y.dataSync(), Number) : [];
  });
  return result;
}

/** Computes tfjs's gradients of sum(weights * y) with respect to the float32 inputs. */
function computeEagerGradients({ inputs, eager }: OpCase, weights: readonly number[]): number[][] {
  const tf = loadTensorFlow();
  const fixed = inputs.map(toEager);
  const floatInputs = fixed.filter((_, i) => inputs[i].dtype === 'float32');
  const values = tf.tidy(() => {
    const slopes = tf.grads((...variables) => {
      const remaining = [...variables];
      const all = fixed.map((tensor, i) =>
        inputs[i].dtype === 'float32' ? (remaining.shift() ?? tensor) : tensor,
      );
      const y = eager?.(tf, all);
      if (!y) throw new Error('the case has no eager oracle');
      return tf.sum(tf.mul(y, tf.tensor([...weights], y.shape)));
    })(floatInputs);
    return slopes.map((slope) => Array.from(slope.dataSync()));
  });
  tf.dispose(fixed);
  return values;
}

function toEager({ shape, dtype, values }: Input) {
  const tf = loadTensorFlow();
  return tf.tensor([...values], [...shape], dtype === 'int32' || dtype === 'bool' ? dtype : 'float32');
}
