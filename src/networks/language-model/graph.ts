import type { Graph } from '../../graph/graph';
import { groupNodes } from '../../graph/group';
import {
  add,
  assign,
  cast,
  mul,
  randomNormal,
  readVariable,
  reshape,
  scale,
  sum,
  variable,
  type Variable,
} from '../../graph/ops';
import { initializeState } from '../../graph/optimizers/trainable';
import type { GraphNode, Tensor } from '../../graph/tensor';
import { tiedSoftmaxScore } from '../../layers/tied-softmax';
import { defineCheckpointSignatures } from '../checkpoint';
import type { LanguageModelNetwork, LanguageModelTrainingSpec, ModelVariables } from './spec';
import { defineTrainSignature } from './training';
import { unrollLanguageModel } from './unroll';

/**
 * Defines the signatures that train and evaluate a language model:
 *
 * - `init`: initializes all parameters from `seed`
 * - `train`: runs one step on a window `tokens` with next words `targets`, from the hidden state that the previous step
 *   left. `seed` is (run's seed, step), `averaging` is 1 once weights are averaged. Returns the mean cross-entropy in nats
 *   and the norm of all gradients before clipping. If either is not finite, `skipped` is 1, no parameter is updated and the
 *   hidden state is reset to zero
 * - `evaluate`: returns the sum of the cross-entropies over a window's tokens of weight 1, from the hidden state that the
 *   previous window left
 * - `begin_training`, `begin_scoring`: reset the hidden state to zero
 * - `begin_averaging`, if weights are averaged: starts a new average
 * - `save`, `restore`: write and read a checkpoint of parameters, optimizer and the hidden state of training
 */
export function defineLanguageModelSignatures(
  graph: Graph,
  spec: LanguageModelTrainingSpec,
  network: LanguageModelNetwork,
): void {
  const model = declareVariables(graph, spec);
  const { embedding, bias, trainHidden, scoreHidden } = model;
  const { optimizerState, averages } = graph.scope('train', () =>
    defineTrainSignature(graph, spec, network, model),
  );
  const toAverage = (parameter: Variable): Variable => averages.get(parameter) ?? parameter;
  graph.scope('evaluate', () => defineEvaluateSignature(graph, spec, network, model, toAverage));
  defineResetSignature(graph, 'begin_training', trainHidden);
  defineResetSignature(graph, 'begin_scoring', scoreHidden);

  const seed = graph.placeholder('init/seed', [2], 'int32', 'cpu');
  const initialized = [...network.initialize(seed), ...initializeModel(graph, model, seed)];
  const resets = [
    ...initializeState(graph, optimizerState),
    ...[...averages].map(([parameter, average]) => assign(average, readVariable(parameter, initialized))),
    ...[trainHidden, scoreHidden].map((each) => assign(each, graph.constant([0], each.shape))),
  ];
  graph.signature('init', { seed }, { done: groupNodes(graph, [...initialized, ...resets]) });

  defineCheckpointSignatures(graph, [
    embedding,
    bias,
    ...network.variables,
    ...averages.values(),
    ...optimizerState.map((each) => each.variable),
    trainHidden,
  ]);
}

function declareVariables(
  graph: Graph,
  { vocabulary, hiddenSize, batchSize, evalBatchSize }: LanguageModelTrainingSpec,
): ModelVariables {
  return {
    embedding: variable(graph, 'embedding', [vocabulary, hiddenSize]),
    bias: variable(graph, 'bias', [vocabulary]),
    trainHidden: variable(graph, 'train_hidden', [batchSize, hiddenSize]),
    scoreHidden: variable(graph, 'score_hidden', [evalBatchSize, hiddenSize]),
  };
}

/** @param substitute the variable to read instead of a parameter */
function defineEvaluateSignature(
  graph: Graph,
  { evalBatchSize, bpttSteps: time }: LanguageModelTrainingSpec,
  network: LanguageModelNetwork,
  { embedding, bias, scoreHidden }: ModelVariables,
  substitute: (parameter: Variable) => Variable,
): void {
  const tokens = graph.placeholder('evaluate/tokens', [time, evalBatchSize], 'int32');
  const targets = graph.placeholder('evaluate/targets', [time, evalBatchSize], 'int32');
  const weight = graph.placeholder('evaluate/weight', [time * evalBatchSize], 'float32');
  const table = readVariable(substitute(embedding));
  const { cell } = network.read(substitute);
  const states = unrollLanguageModel(cell, table, tokens, readVariable(scoreHidden), null);
  const layer = { embedding: table, bias: readVariable(substitute(bias)) };
  const perToken = tiedSoftmaxScore(
    states.all,
    layer,
    reshape(cast(targets, 'int64'), [time * evalBatchSize]),
  );
  const done = groupNodes(graph, [assign(scoreHidden, states.last)]);
  graph.signature(
    'evaluate',
    { tokens, targets, weight, ...network.inputs },
    { loss: add(sum(mul(perToken, weight), [0]), done) },
  );
}

/** Defines a signature that resets a hidden state to zero. */
function defineResetSignature(graph: Graph, name: string, hidden: Variable): void {
  const zeros = graph.constant([0], hidden.shape);
  graph.signature(name, {}, { done: groupNodes(graph, [assign(hidden, zeros)]) });
}

/** Standard deviation of the initial embedding: that of a uniform distribution on [-0.1, 0.1], usual for tied weights. */
const EMBEDDING_STD = 0.1 / Math.sqrt(3);

/** Initializes embedding and bias. @param seed int32 [2] */
function initializeModel(graph: Graph, { embedding, bias }: ModelVariables, seed: Tensor): GraphNode[] {
  const noise = randomNormal(embedding.shape, add(seed, graph.integers([0, 1])));
  return [assign(embedding, scale(noise, EMBEDDING_STD)), assign(bias, graph.constant([0], bias.shape))];
}
