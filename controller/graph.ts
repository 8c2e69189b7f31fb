import { computeGradients } from '../src/graph/differentiate';
import { Graph } from '../src/graph/graph';
import { groupNodes } from '../src/graph/group';
import {
  add,
  cast,
  mean,
  mul,
  reshape,
  scale,
  sparseCrossEntropy,
  sum,
  type Variable,
} from '../src/graph/ops';
import { applyAdam } from '../src/graph/optimizers/adam';
import { clipByGlobalNorm, globalNorm } from '../src/graph/optimizers/gradient-transforms';
import { initializeState, zipGradients } from '../src/graph/optimizers/trainable';
import type { Tensor } from '../src/graph/tensor';
import { defineCheckpointSignatures } from '../src/networks/checkpoint';
import type { Space } from '../src/space/space';
import type { ControllerSettings } from './controller';
import { Decoder } from './decoder';
import { encodeTokens } from './encoder';
import { VariableStore } from './parameters';
import { createPredictorNetwork } from './predictor';
import { selectPredictorLoss } from './predictor-loss';
import { createTokenLstmWeights } from './token-lstm';

/**
 * Builds the controller as one graph, for batches of `settings.batchSize` architectures (batch below). Signatures:
 *
 * - `init`: seed int32 [] -> done
 * - `train`: tokens int32 [batch, length], targets [batch], weights [batch] that sum to one -> loss, predictorLoss,
 *   reconstructionLoss (of the batch, by the weights), with one step of Adam; gradientNorm before clipping
 * - `predict`: tokens -> predictions [batch]
 * - `improve`: tokens, stepSize [] -> decoded int32 [batch, length]
 * - `save`, `restore`: prefix string [] -> done
 */
export function buildControllerGraph(space: Space, settings: ControllerSettings): Graph {
  const graph = new Graph();
  const { length, vocabulary } = space;
  const { batchSize, hiddenSize } = settings;
  const seed = graph.placeholder('seed', [], 'int32', 'cpu');
  const tokens = graph.placeholder('tokens', [batchSize, length], 'int32');
  const indices = cast(tokens, 'int64');

  const parameters = new VariableStore(graph, seed);
  const encoder = graph.scope('encoder', () =>
    createTokenLstmWeights(parameters, 'encoder', vocabulary, settings.embeddingSize, hiddenSize),
  );
  const predict = createPredictorNetwork(parameters, hiddenSize, settings.predictorLayers);
  const decoder = graph.scope('decoder', () => new Decoder(graph, space, parameters, settings));

  const embedding = graph.scope('encoder', () => encodeTokens(indices, encoder));
  const predictions = graph.scope('predictor', () => predict(embedding));
  graph.signature('predict', { tokens }, { predictions });

  const stepSize = graph.placeholder('stepSize', [], 'float32');
  const improvedEmbedding = graph.scope('improve', () => ascendGradient(embedding, predictions, stepSize));
  const decoded = graph.scope('greedy', () => decoder.decodeGreedily(improvedEmbedding));
  graph.signature('improve', { tokens, stepSize }, { decoded });

  const logits = graph.scope('decoder', () => decoder.computeLogits(embedding, indices));
  const optimizerState = defineTrainSignature(
    graph,
    { tokens, indices, predictions, logits },
    parameters,
    settings,
  );
  const stateInitializers = initializeState(graph, optimizerState);
  graph.signature(
    'init',
    { seed },
    { done: groupNodes(graph, [...parameters.initializers, ...stateInitializers]) },
  );
  defineCheckpointSignatures(graph, [
    ...parameters.trainables.map((each) => each.variable),
    ...optimizerState.map((each) => each.variable),
  ]);
  return graph;
}

/** Moves every state of the embedding along the gradient of the prediction (NAO, Luo et al. 2018, equation 2). */
function ascendGradient(embedding: Tensor, predictions: Tensor, stepSize: Tensor): Tensor {
  // A prediction depends only on the states of its own example, so the gradient of the sum contains that of each example.
  const [gradient] = computeGradients(sum(predictions, [0]), [embedding]);
  if (gradient === null) throw new Error('the prediction does not depend on the embedding');
  return add(embedding, mul(gradient, stepSize));
}

/** Defines the signature `train`. @returns the optimizer's variables */
function defineTrainSignature(
  graph: Graph,
  forward: { tokens: Tensor; indices: Tensor; predictions: Tensor; logits: Tensor },
  { trainables }: VariableStore,
  settings: ControllerSettings,
): readonly { variable: Variable; initial: number }[] {
  const { tokens, indices, predictions, logits } = forward;
  const [batch, length] = tokens.shape;
  const targets = graph.placeholder('targets', [batch], 'float32');
  const weights = graph.placeholder('weights', [batch], 'float32');
  const perToken = sparseCrossEntropy(logits, reshape(indices, [batch * length]));
  const perExample = mean(reshape(perToken, [batch, length]), [1]);
  const reconstructionLoss = sum(mul(perExample, weights), [0]);
  const predictorLoss = selectPredictorLoss(settings.predictorLoss)(predictions, targets, weights);
  const { lambda } = settings;
  const loss = add(scale(predictorLoss, lambda), scale(reconstructionLoss, 1 - lambda));

  const values = trainables.map((each) => each.value);
  const rawGradients = zipGradients(trainables, computeGradients(loss, values));
  const norm = globalNorm(rawGradients);
  const clipped = clipByGlobalNorm(rawGradients, settings.clipNorm, norm);
  const update = applyAdam(graph, clipped, { learningRate: graph.scalar(settings.learningRate) });
  graph.signature(
    'train',
    { tokens, targets, weights },
    {
      loss: add(loss, groupNodes(graph, update.nodes)),
      predictorLoss,
      reconstructionLoss,
      gradientNorm: norm,
    },
  );
  return update.state;
}
