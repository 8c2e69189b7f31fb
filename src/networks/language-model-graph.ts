import { whenCase } from '../graph/conditions';
import { computeGradients } from '../graph/differentiate';
import type { Graph } from '../graph/graph';
import { groupNodes } from '../graph/group';
import { guard, merge } from '../graph/guards';
import {
  add,
  addAll,
  assign,
  less,
  logicalNot,
  mean,
  mul,
  randomNormal,
  readVariable,
  reshape,
  restore,
  save,
  scale,
  split,
  square,
  sub,
  sum,
  unstack,
  variable,
  type Variable,
} from '../graph/ops';
import { applyPolyakAveraging } from '../graph/optimizers/average';
import { addWeightDecay, clipByGlobalNorm, globalNorm } from '../graph/optimizers/gradient-transforms';
import { applySgd } from '../graph/optimizers/sgd';
import { type Trainable, zipGradients } from '../graph/optimizers/trainable';
import type { Choice, GraphNode, Tensor } from '../graph/tensor';
import { createDropoutMask } from '../layers/dropout';
import type { RnnCellBuilder } from '../layers/recurrent-cell';
import { tiedSoftmaxLoss, tiedSoftmaxScore } from '../layers/tied-softmax';
import { type LanguageModelMasks, type LanguageModelSpec, unrollLanguageModel } from './language-model';

/** A language model, and how it is trained and scored. */
export interface LanguageModelTrainingSpec extends LanguageModelSpec {
  /** Texts side by side in a training step. */
  readonly batchSize: number;
  /** Time steps that gradients flow back through (truncated back-propagation), and that are scored in one call. */
  readonly bpttSteps: number;
  /** Texts side by side in scoring. */
  readonly evalBatchSize: number;
  /** Averaged stochastic gradient descent: score with averages of the weights. */
  readonly averageWeights: boolean;
  readonly weightDecay: number;
  /** Largest global norm of all gradients; 0 leaves them alone. */
  readonly clipNorm: number;
  /** Probabilities of keeping, of variational dropout. */
  readonly embeddingKeep: number;
  readonly hiddenKeep: number;
  readonly nodeKeep: number;
  readonly outputKeep: number;
  /** Weight of the mean square of the output states (activation regularization: Merity et al., 2017). */
  readonly activationRegularization: number;
  /** Weight of the mean square of their change from step to step (temporal activation regularization). */
  readonly temporalActivationRegularization: number;
}

/** A cell as the language model's graph needs it. */
export interface LanguageModelNetwork {
  /** Inputs that training and scoring take besides their own. */
  readonly inputs: Readonly<Record<string, Tensor>>;
  /**
   * Reads the cell's parameters, which come out as trainables.
   *
   * @param substitute what to read in the place of a variable: an average of it, say
   */
  read(substitute?: (of: Variable) => Variable): {
    readonly cell: RnnCellBuilder;
    readonly trainables: readonly Trainable[];
  };
  /** Variables of the cell. */
  readonly variables: readonly Variable[];
  /** @param seed int32 [2] */
  initialize(seed: Tensor): readonly GraphNode[];
}

/** The variables that a language model has beside its cell's. */
interface ModelVariables {
  /** [vocabulary, hidden] */
  readonly embedding: Variable;
  /** [vocabulary] */
  readonly bias: Variable;
  /** [sequences, hidden] */
  readonly trainHidden: Variable;
  readonly scoreHidden: Variable;
}

/**
 * Adds what trains and scores a language model around a cell. Signatures:
 *
 * - `init`: all parameters drawn from `seed`
 * - `train`: one step on a window `tokens` with next words `targets`, from the hidden state that the step before left;
 *   `seed` is (run's seed, step), `averaging` 1 once weights are to be averaged; gives the mean cross-entropy in nats and the
 *   norm of all gradients before clipping. Where one of them is not finite, `skipped` is 1, nothing is updated and the
 *   hidden state is set back to zero
 * - `evaluate`: for a window, the sum of the cross-entropies over tokens of weight 1, from the state that the window
 *   before left
 * - `begin_training`, `begin_scoring`: set the hidden state back to zero
 * - `save`, `restore`: parameters, optimizer and the hidden state of training
 */
export function defineLanguageModelSignatures(
  graph: Graph,
  spec: LanguageModelTrainingSpec,
  network: LanguageModelNetwork,
): void {
  const { vocabulary, hiddenSize: units, batchSize: batchSize, evalBatchSize: evalBatchSize } = spec;
  const modelVariables: ModelVariables = {
    embedding: variable(graph, 'embedding', [vocabulary, units]),
    bias: variable(graph, 'bias', [vocabulary]),
    trainHidden: variable(graph, 'train_hidden', [batchSize, units]),
    scoreHidden: variable(graph, 'score_hidden', [evalBatchSize, units]),
  };
  const { embedding, bias, trainHidden, scoreHidden } = modelVariables;
  const training = graph.scope('train', () => defineTrainSignature(graph, spec, network, modelVariables));
  const substitute = (of: Variable): Variable => training.averages.get(of) ?? of;
  graph.scope('evaluate', () => defineEvaluateSignature(graph, spec, network, modelVariables, substitute));

  for (const [name, hidden] of [
    ['begin_training', trainHidden],
    ['begin_scoring', scoreHidden],
  ] as const) {
    // prettier-ignore
    const zeros = graph.constant([0], hidden.shape);
    graph.signature(name, {}, { done: groupNodes(graph, [assign(hidden, zeros)]) });
  }

  const seed = graph.placeholder('init/seed', [2], 'int32', 'cpu');
  const initialValues = [
    ...network.initialize(seed),
    assign(embedding, scale(randomNormal(embedding.shape, add(seed, graph.integers([0, 1]))), EMBEDDING_STD)),
    assign(bias, graph.constant([0], bias.shape)),
  ];
  const reset = [
    ...training.state.map(({ variable: each, initial }) =>
      assign(each, graph.constant([initial], each.shape)),
    ),
    ...[...training.averages].map(([of, average]) => assign(average, readVariable(of, initialValues))),
    ...[trainHidden, scoreHidden].map((each) => assign(each, graph.constant([0], each.shape))),
  ];
  graph.signature('init', { seed }, { done: groupNodes(graph, [...initialValues, ...reset]) });

  const checkpointed = [
    embedding,
    bias,
    ...network.variables,
    ...training.averages.values(),
    ...training.state.map((each) => each.variable),
    trainHidden,
  ];
  const prefix = graph.placeholder('prefix', [], 'string', 'cpu');
  graph.signature('save', { prefix }, { done: groupNodes(graph, [save(prefix, checkpointed)]) });
  graph.signature('restore', { prefix }, { done: groupNodes(graph, restore(prefix, checkpointed)) });
}

/** @returns the optimizer's variables, and the averages of the parameters where there are any */
function defineTrainSignature(
  graph: Graph,
  spec: LanguageModelTrainingSpec,
  network: LanguageModelNetwork,
  { embedding, bias, trainHidden }: ModelVariables,
) {
  const { batchSize: batch, bpttSteps: time } = spec;
  const tokens = graph.placeholder('train/tokens', [time, batch], 'int32', 'cpu');
  const targets = graph.placeholder('train/targets', [time, batch], 'int32', 'cpu');
  const learningRate = graph.placeholder('train/learning_rate', [], 'float32');
  const averaging = graph.placeholder('train/averaging', [], 'float32');
  const seed = graph.placeholder('train/seed', [2], 'int32', 'cpu');
  const ownTrainables = [embedding, bias].map((each) => ({ variable: each, value: readVariable(each) }));
  const [table, offset] = ownTrainables.map((each) => each.value);
  const { cell, trainables: cellTrainables } = network.read();
  const trainables = [...ownTrainables, ...cellTrainables];
  const states = unrollLanguageModel(
    cell,
    table,
    tokens,
    readVariable(trainHidden),
    createDropoutMasks(spec, seed),
  );
  const layer = { embedding: table, bias: offset };
  const loss = tiedSoftmaxLoss(states.masked, layer, reshape(targets, [time * batch]));
  const total = addAll([loss, ...computePenalties(spec, states.all, states.masked)]);
  const rawGradients = zipGradients(trainables, computeGradients(total, trainables.map((each) => each.value))); // prettier-ignore
  const norm = globalNorm(rawGradients);
  const preparedGradients = addWeightDecay(
    clipByGlobalNorm(rawGradients, spec.clipNorm, norm),
    spec.weightDecay,
  );
  // One window on which a cell explodes must not spoil all weights.
  const finiteChoice = createFiniteChoice(add(total, norm));
  const guardedGradients = preparedGradients.map(({ trainable, value }) => ({
    trainable,
    value: guard(value, [whenCase(finiteChoice, 0)]),
  }));
  const update = applySgd(graph, guardedGradients, { learningRate });
  const average = spec.averageWeights
    ? applyPolyakAveraging(graph, guardedGradients.map(({ trainable }) => trainable), update.nodes, averaging) // prettier-ignore
    : null;
  const zeros = graph.constant([0], trainHidden.shape);
  const last = merge([
    guard(states.last, [whenCase(finiteChoice, 0)]),
    guard(zeros, [whenCase(finiteChoice, 1)]),
  ]);
  const carry = assign(trainHidden, last);
  const skipped = merge([0, 1].map((each) => guard(graph.scalar(each), [whenCase(finiteChoice, each)])));
  const done = groupNodes(graph, [...update.nodes, ...(average?.nodes ?? []), carry]);
  graph.signature(
    'train',
    { tokens, targets, learning_rate: learningRate, averaging, seed, ...network.inputs },
    { loss: add(loss, done), gradient_norm: norm, skipped },
  );
  return {
    state: [...update.state, ...(average?.state ?? [])],
    averages: average?.averages ?? new Map<Variable, Variable>(),
  };
}

/** @param substitute what is scored in the place of a parameter */
function defineEvaluateSignature(
  graph: Graph,
  { evalBatchSize: evalBatchSize, bpttSteps: time }: LanguageModelTrainingSpec,
  network: LanguageModelNetwork,
  { embedding, bias, scoreHidden }: ModelVariables,
  substitute: (of: Variable) => Variable,
): void {
  const tokens = graph.placeholder('evaluate/tokens', [time, evalBatchSize], 'int32', 'cpu');
  const targets = graph.placeholder('evaluate/targets', [time, evalBatchSize], 'int32', 'cpu');
  const weight = graph.placeholder('evaluate/weight', [time * evalBatchSize], 'float32');
  const table = readVariable(substitute(embedding));
  const { cell } = network.read(substitute);
  const states = unrollLanguageModel(cell, table, tokens, readVariable(scoreHidden), null);
  const layer = { embedding: table, bias: readVariable(substitute(bias)) };
  const perToken = tiedSoftmaxScore(states.all, layer, reshape(targets, [time * evalBatchSize]));
  const done = groupNodes(graph, [assign(scoreHidden, states.last)]);
  graph.signature(
    'evaluate',
    { tokens, targets, weight, ...network.inputs },
    { loss: add(sum(mul(perToken, weight), [0]), done) },
  );
}

/** Whether a scalar that is not negative is finite: case 0, or not, which NaN is not either: case 1. */
function createFiniteChoice(scalar: Tensor): Choice {
  const finite = less(scalar, scalar.node.graph.scalar(LARGEST_FLOAT), 'cpu');
  return { name: 'finite', cases: [finite, logicalNot(finite)] };
}

/** Below the largest that float32 has. */
const LARGEST_FLOAT = 3.4e38;

/** Of the embedding at the start: that of a uniform distribution between -0.1 and 0.1, as is usual with tied weights. */
const EMBEDDING_STD = 0.1 / Math.sqrt(3);

/** Variational dropout: one mask a batch for each place, the same in all time steps. @param seed int32 [2] */
function createDropoutMasks(spec: LanguageModelTrainingSpec, seed: Tensor): LanguageModelMasks | null {
  const { nodes, hiddenSize: units, batchSize: batch } = spec;
  const keeps = [spec.embeddingKeep, spec.hiddenKeep, spec.nodeKeep, spec.outputKeep];
  if (keeps.every((keep) => keep === 1)) return null;
  const { graph } = seed.node;
  // The step is multiplied, so that no use of one step meets another use of the next.
  const foldIn = (use: number) => add(mul(seed, graph.integers([1, keeps.length])), graph.integers([0, use]));
  const mask = (count: number, keep: number, use: number): Tensor[] =>
    keep === 1
      ? new Array<Tensor>(count).fill(graph.constant([1], [batch, units]))
      : unstack(createDropoutMask([count, batch, units], keep, foldIn(use)));
  const [embedding] = mask(1, spec.embeddingKeep, 0);
  const [hidden] = mask(1, spec.hiddenKeep, 1);
  const [output] = mask(1, spec.outputKeep, 3);
  return { embedding, cell: { hidden, nodes: mask(nodes - 1, spec.nodeKeep, 2) }, output };
}

/** Activation regularization on what the output layer sees, temporal regularization on the states themselves. */
function computePenalties(spec: LanguageModelTrainingSpec, all: Tensor, masked: Tensor): Tensor[] {
  const {
    activationRegularization: activationRegularization,
    temporalActivationRegularization: temporalActivationRegularization,
    batchSize: batch,
    bpttSteps: time,
  } = spec;
  const terms: Tensor[] = [];
  if (activationRegularization > 0) terms.push(scale(mean(square(masked), [0, 1]), activationRegularization));
  if (temporalActivationRegularization > 0 && time > 1) {
    const rest = (time - 1) * batch;
    const [, later] = split(all, [batch, rest], 0);
    const [earlier] = split(all, [rest, batch], 0);
    terms.push(scale(mean(square(sub(later, earlier)), [0, 1]), temporalActivationRegularization));
  }
  return terms;
}
