import { computeGradients } from '../src/graph/differentiate';
import { Graph } from '../src/graph/graph';
import { groupNodes } from '../src/graph/group';
import {
  add,
  argMax,
  cast,
  matmul,
  mean,
  mul,
  oneHot,
  reshape,
  slice,
  sparseCrossEntropy,
  stack,
} from '../src/graph/ops';
import { applyAdam } from '../src/graph/optimizers/adam';
import { clipByGlobalNorm } from '../src/graph/optimizers/gradient-transforms';
import { initializeState, zipGradients } from '../src/graph/optimizers/trainable';
import { Session } from '../src/graph/session';
import type { Tensor } from '../src/graph/tensor';
import { createZeroState, lstm, lstmStep, type LstmWeights, stackWeights } from '../src/layers/lstm';
import type { Random } from '../src/random';
import type { Space } from '../src/space/space';
import { glorotLimit, VariableStore } from './parameters';
import type { Policy } from './policy';
import { createTokenLstmWeights, shiftTokens } from './token-lstm';
import { TokenMasks } from './token-masks';

/** Settings of the policy. */
export interface PolicySettings {
  /** Size of a token's embedding. */
  readonly embeddingSize: number;
  /** Size of the LSTM's states. */
  readonly hiddenSize: number;
  /** Learning rate of Adam. */
  readonly learningRate: number;
  /** Largest global norm of all gradients. */
  readonly clipNorm: number;
}

/**
 * Builds and loads the controller of ENAS (Pham et al. 2018, section 2.2; Zoph and Le 2017): an LSTM, trained by REINFORCE,
 * that samples an architecture token by token among the valid ones.
 *
 * @throws EnvironmentError if the native library is missing
 */
export function createPolicy(space: Space, settings: PolicySettings): Policy {
  const { length, vocabulary } = space;
  const session = Session.open(buildPolicyGraph(space, settings));
  return {
    initialize: (seed) => void session.run('init', { seed: Int32Array.of(seed) }),
    sample(random) {
      const { tokens } = session.run('sample', { noise: sampleGumbelNoise(length * vocabulary, random) });
      if (typeof tokens === 'string') throw new TypeError('expected a numeric tensor, got a string');
      return Array.from(tokens);
    },
    reinforce(tokens, advantage) {
      session.run('train', { tokens: Int32Array.from(tokens), advantage: Float32Array.of(advantage) });
    },
    dispose: () => session.dispose(),
  };
}

/** Samples Gumbel noise: the largest of logits plus noise is distributed by the softmax of the logits (Gumbel 1954). */
function sampleGumbelNoise(count: number, random: Random): Float32Array {
  return Float32Array.from({ length: count }, () => -Math.log(-Math.log(random() || Number.MIN_VALUE)));
}

/**
 * Builds the graph of the policy, for one architecture at a time. Signatures:
 *
 * - `init`: seed int32 [] -> done
 * - `sample`: noise [length, vocabulary] -> tokens int32 [length]
 * - `train`: tokens int32 [1, length], advantage [] -> loss, after one step of Adam
 */
function buildPolicyGraph(space: Space, settings: PolicySettings): Graph {
  const graph = new Graph();
  const { length, vocabulary } = space;
  const { embeddingSize, hiddenSize: hidden } = settings;
  const seed = graph.placeholder('seed', [], 'int32', 'cpu');
  const parameters = new VariableStore(graph, seed);
  const policy: PolicyTensors = {
    // One more token than the space has: the start.
    weights: createTokenLstmWeights(parameters, 'policy', vocabulary + 1, embeddingSize, hidden),
    output: parameters.declareUniform('policy/output', [hidden, vocabulary], glorotLimit(hidden, vocabulary)),
    masks: new TokenMasks(graph, space),
  };

  const noise = graph.placeholder('noise', [length, vocabulary], 'float32');
  graph.signature('sample', { noise }, { tokens: sampleTokens(policy, noise) });

  const tokens = graph.placeholder('tokens', [1, length], 'int32');
  const indices = cast(tokens, 'int64');
  const advantage = graph.placeholder('advantage', [], 'float32');
  const nll = sparseCrossEntropy(computeLogits(policy, indices), reshape(indices, [length]));
  const loss = mul(mean(nll, [0]), advantage);
  const { trainables } = parameters;
  const values = trainables.map((each) => each.value);
  const rawGradients = computeGradients(loss, values);
  const clipped = clipByGlobalNorm(zipGradients(trainables, rawGradients), settings.clipNorm);
  const update = applyAdam(graph, clipped, { learningRate: graph.scalar(settings.learningRate) });
  graph.signature('train', { tokens, advantage }, { loss: add(loss, groupNodes(graph, update.nodes)) });

  const stateInitializers = initializeState(graph, update.state);
  const done = groupNodes(graph, [...parameters.initializers, ...stateInitializers]);
  graph.signature('init', { seed }, { done });
  return graph;
}

/** Parameters and masks of the policy. */
interface PolicyTensors {
  readonly weights: LstmWeights;
  /** [hidden, vocabulary] */
  readonly output: Tensor;
  readonly masks: TokenMasks;
}

/** Samples tokens one after the other: int32 [length]. @param noise [length, vocabulary] */
function sampleTokens({ weights, output, masks }: PolicyTensors, noise: Tensor): Tensor {
  const [length, vocabulary] = noise.shape;
  const { graph } = noise.node;
  const stackedWeights = stackWeights(weights);
  let lstmState = { state: createZeroState(weights, 1), cell: createZeroState(weights, 1) };
  let previous = oneHot(graph.constant([vocabulary], [1], 'int64'), vocabulary + 1);
  const tokens: Tensor[] = [];
  for (let position = 0; position < length; position++) {
    lstmState = lstmStep(previous, lstmState, stackedWeights);
    const logits = add(matmul(lstmState.state, output), masks.getPositionMasks(position, previous));
    const token = argMax(add(logits, slice(noise, [position, 0], [1, vocabulary])), 1, 'int64');
    tokens.push(token);
    previous = oneHot(token, vocabulary + 1);
  }
  return cast(reshape(stack(tokens, 1), [length]), 'int32');
}

/** Returns the logits of each token given the preceding ones: [length, vocabulary]. @param tokens int64 [1, length] */
function computeLogits({ weights, output, masks }: PolicyTensors, tokens: Tensor): Tensor {
  const [, length] = tokens.shape;
  const [hidden, vocabulary] = output.shape;
  const previous = shiftTokens(tokens, vocabulary);
  const states = lstm(oneHot(previous, vocabulary + 1), weights, createZeroState(weights, 1));
  return add(matmul(reshape(states, [length, hidden]), output), masks.getSequenceMasks(previous));
}
