import { whenCase } from '../../graph/conditions';
import { computeGradients } from '../../graph/differentiate';
import type { Graph } from '../../graph/graph';
import { groupNodes } from '../../graph/group';
import {
  add,
  addAll,
  assign,
  cast,
  guard,
  less,
  logicalNot,
  merge,
  readVariable,
  reshape,
  type Variable,
} from '../../graph/ops';
import { applyPolyakAveraging } from '../../graph/optimizers/average';
import { addWeightDecay, clipByGlobalNorm, globalNorm } from '../../graph/optimizers/gradient-transforms';
import { applySgd } from '../../graph/optimizers/sgd';
import { zipGradients } from '../../graph/optimizers/trainable';
import type { Choice, Tensor } from '../../graph/tensor';
import { tiedSoftmaxLoss } from '../../layers/tied-softmax';
import { computePenalties, createDropoutMasks } from './regularization';
import type { LanguageModelNetwork, LanguageModelTrainingSpec, ModelVariables } from './spec';
import { unrollLanguageModel } from './unroll';

/** Variables that training adds to those of the model. */
interface TrainingState {
  readonly optimizerState: readonly { readonly variable: Variable; readonly initial: number }[];
  /** Averages by parameter; empty if weights are not averaged. */
  readonly averages: ReadonlyMap<Variable, Variable>;
}

/** Defines the signature `train`, one step of SGD on a window of text, and `begin_averaging` if weights are averaged. */
export function defineTrainSignature(
  graph: Graph,
  spec: LanguageModelTrainingSpec,
  network: LanguageModelNetwork,
  { embedding, bias, trainHidden }: ModelVariables,
): TrainingState {
  const { batchSize: batch, bpttSteps: time } = spec;
  const tokens = graph.placeholder('train/tokens', [time, batch], 'int32');
  const targets = graph.placeholder('train/targets', [time, batch], 'int32');
  const learningRate = graph.placeholder('train/learning_rate', [], 'float32');
  const averaging = graph.placeholder('train/averaging', [], 'float32');
  const seed = graph.placeholder('train/seed', [2], 'int32', 'cpu');

  const [table, offset] = [embedding, bias].map((each) => ({ variable: each, value: readVariable(each) }));
  const { cell, trainables: cellTrainables } = network.read();
  const trainables = [table, offset, ...cellTrainables];
  const hidden = readVariable(trainHidden);
  const states = unrollLanguageModel(cell, table.value, tokens, hidden, createDropoutMasks(spec, seed));
  const layer = { embedding: table.value, bias: offset.value };
  const loss = tiedSoftmaxLoss(states.masked, layer, reshape(cast(targets, 'int64'), [time * batch]));
  const total = addAll([loss, ...computePenalties(spec, states)]);

  const parameters = trainables.map((each) => each.value);
  const rawGradients = zipGradients(trainables, computeGradients(total, parameters));
  const norm = globalNorm(rawGradients);
  const clipped = clipByGlobalNorm(rawGradients, spec.clipNorm, norm);
  const decayed = addWeightDecay(clipped, spec.weightDecay);
  // Skips the update if a cell explodes on a window: NaN would spread to all weights.
  const finiteness = createFiniteChoice(add(total, norm));
  const gradients = decayed.map(({ trainable, value }) => ({
    trainable,
    value: guard(value, [whenCase(finiteness, 0)]),
  }));
  const update = applySgd(graph, gradients, { learningRate });
  const updated = gradients.map(({ trainable }) => trainable);
  const average = spec.averageWeights ? applyPolyakAveraging(graph, updated, update.nodes, averaging) : null;
  const carried = carryHidden(trainHidden, states.last, finiteness);
  const skipped = merge([0, 1].map((each) => guard(graph.scalar(each), [whenCase(finiteness, each)])));
  const done = groupNodes(graph, [...update.nodes, ...(average?.nodes ?? []), carried]);
  graph.signature(
    'train',
    { tokens, targets, learning_rate: learningRate, averaging, seed, ...network.inputs },
    { loss: add(loss, done), gradient_norm: norm, skipped },
  );
  if (average) graph.signature('begin_averaging', {}, { done: average.restarted });
  return {
    optimizerState: [...update.state, ...(average?.state ?? [])],
    averages: average?.averages ?? new Map<Variable, Variable>(),
  };
}

/** Assigns the last hidden state for the next window, or zeros if the step is skipped. */
function carryHidden(hidden: Variable, last: Tensor, finiteness: Choice) {
  const zeros = last.node.graph.constant([0], hidden.shape);
  const next = merge([guard(last, [whenCase(finiteness, 0)]), guard(zeros, [whenCase(finiteness, 1)])]);
  return assign(hidden, next);
}

/** A bound just below the largest float32. */
const LARGEST_FLOAT = 3.4e38;

/** Returns a choice for a non-negative scalar: case 0 if it is finite, case 1 if it is infinite or NaN. */
function createFiniteChoice(scalar: Tensor): Choice {
  const isFinite = less(scalar, scalar.node.graph.scalar(LARGEST_FLOAT), 'cpu');
  return { name: 'finite', cases: [isFinite, logicalNot(isFinite)] };
}
