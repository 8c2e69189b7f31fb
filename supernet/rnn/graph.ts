import { caseOf, type Choice } from '../../src/graph/conditions';
import { Graph } from '../../src/graph/graph';
import { finished } from '../../src/graph/finish';
import { gradients } from '../../src/graph/differentiate';
import { guard, merge } from '../../src/graph/guards';
import { add, addAll } from '../../src/graph/ops/add';
import { sum } from '../../src/graph/ops/broadcast';
import { restore, save } from '../../src/graph/ops/checkpoint';
import { split } from '../../src/graph/ops/concat';
import { less } from '../../src/graph/ops/compare';
import { logicalNot } from '../../src/graph/ops/logical';
import { mean } from '../../src/graph/ops/mean';
import { mul, scale } from '../../src/graph/ops/mul';
import { randomNormal } from '../../src/graph/ops/random';
import { reshape } from '../../src/graph/ops/reshape';
import { unstack } from '../../src/graph/ops/stack';
import { sub } from '../../src/graph/ops/sub';
import { square } from '../../src/graph/ops/unary';
import { assign, read, variable, type Variable } from '../../src/graph/ops/variable';
import { averageUpdate } from '../../src/graph/optimisers/average';
import { clipByGlobalNorm, decayWeights, globalNorm } from '../../src/graph/optimisers/regularise';
import { sgdUpdate } from '../../src/graph/optimisers/sgd';
import { pair } from '../../src/graph/optimisers/trainable';
import type { Tensor } from '../../src/graph/tensor';
import { Plan } from '../../src/layers/plan';
import { keepMask } from '../../src/layers/stochastic';
import { tiedSoftmaxLoss, tiedSoftmaxScore } from '../../src/layers/tied-softmax';
import type { RnnCell } from '../../src/space/rnn-cells';
import { languageModel, type LanguageModelMasks, type LanguageModelSpec } from './network';

/** Everything that the graph of an RNN supernet is made from. */
export interface RnnSupernetSpec extends LanguageModelSpec {
  /** Texts side by side in a training step. */
  readonly batchSequences: number;
  /** Time steps that gradients flow back through (truncated back-propagation), and that are scored in one call. */
  readonly unrollTokens: number;
  /** Texts side by side in scoring. */
  readonly scoreSequences: number;
  /** Averaged stochastic gradient descent: score with averages of the weights. */
  readonly averageWeights: boolean;
  readonly weightDecay: number;
  /** Largest global norm of all gradients; 0 leaves them alone. */
  readonly clipNorm: number;
  /** Probabilities of keeping, of variational dropout. */
  readonly keepEmbedding: number;
  readonly keepHidden: number;
  readonly keepNodes: number;
  readonly keepOutput: number;
  /** Weight of the mean square of the output states (activation regularisation: Merity et al., 2017). */
  readonly activationPenalty: number;
  /** Weight of the mean square of their change from step to step (temporal activation regularisation). */
  readonly temporalPenalty: number;
}

/**
 * The RNN supernet as one graph with the architecture as input. Its signatures:
 *
 * - `init`: all parameters drawn from `seed`
 * - `train`: one step on a window `tokens` with next words `targets` for the architecture that `cases` and `rows` route,
 *   from the hidden state that the step before left; `seed` is (run's seed, step), `averaging` 1 once weights are to be
 *   averaged; gives the mean cross-entropy in nats and the norm of all gradients before clipping. Where one of them is not
 *   finite, `skipped` is 1, nothing is updated and the hidden state is set back to zero
 * - `evaluate`: for a window, the sum of the cross-entropies over tokens of weight 1, from the state that the window
 *   before left
 * - `begin_training`, `begin_scoring`: set the hidden state back to zero
 * - `save`, `restore`: parameters, optimiser and the hidden state of training
 */
export function rnnSupernetGraph(spec: RnnSupernetSpec): { graph: Graph; plan: Plan<RnnCell> } {
  const { vocabulary, hiddenUnits: units, batchSequences: batch, scoreSequences, unrollTokens: time } = spec;
  const plan = new Plan<RnnCell>((scratch, builder) => {
    const table = scratch.placeholder('embedding', [vocabulary, units], 'float32');
    languageModel(builder, spec, table, scratch.placeholder('tokens', [1, 1], 'int32'), scratch.constant([0], [1, units]), null); // prettier-ignore
  });
  const graph = new Graph();
  const planned = plan.declare(graph);
  const route = { cases: planned.cases, rows: planned.rows };
  const embedding = variable(graph, 'embedding', [vocabulary, units]);
  const bias = variable(graph, 'bias', [vocabulary]);
  const parameters = [embedding, bias, ...planned.variables];
  const trainHidden = variable(graph, 'train_hidden', [batch, units]);
  const scoreHidden = variable(graph, 'score_hidden', [scoreSequences, units]);

  const trained = graph.scope('train', () => {
    const tokens = graph.placeholder('train/tokens', [time, batch], 'int32', 'cpu');
    const targets = graph.placeholder('train/targets', [time, batch], 'int32', 'cpu');
    const learningRate = graph.placeholder('train/learning_rate', [], 'float32');
    const averaging = graph.placeholder('train/averaging', [], 'float32');
    const seed = graph.placeholder('train/seed', [2], 'int32', 'cpu');
    const own = [embedding, bias].map((each) => ({ variable: each, value: read(each) }));
    const [table, offset] = own.map((each) => each.value);
    const { builder, trainables: ofCell } = planned.read();
    const trainables = [...own, ...ofCell];
    const states = languageModel(builder, spec, table, tokens, read(trainHidden), masks(spec, seed));
    const layer = { embedding: table, bias: offset };
    const loss = tiedSoftmaxLoss(states.masked, layer, reshape(targets, [time * batch]));
    const total = addAll([loss, ...penalties(spec, states.all, states.masked)]);
    const raw = pair(trainables, gradients(total, trainables.map((each) => each.value))); // prettier-ignore
    const norm = globalNorm(raw);
    const ready = decayWeights(clipByGlobalNorm(raw, spec.clipNorm, norm), spec.weightDecay);
    // One architecture that explodes on one window must not spoil the weights of all.
    const sound = finiteness(add(total, norm));
    const safe = ready.map(({ of, value }) => ({ of, value: guard(value, [caseOf(sound, 0)]) }));
    const update = sgdUpdate(graph, safe, { learningRate });
    const average = spec.averageWeights
      ? averageUpdate(graph, safe.map(({ of }) => of), update.nodes, averaging) // prettier-ignore
      : null;
    const zeros = graph.constant([0], trainHidden.shape);
    const last = merge([guard(states.last, [caseOf(sound, 0)]), guard(zeros, [caseOf(sound, 1)])]);
    const carry = assign(trainHidden, last);
    const skipped = merge([0, 1].map((each) => guard(graph.scalar(each), [caseOf(sound, each)])));
    const done = finished(graph, [...update.nodes, ...(average?.nodes ?? []), carry]);
    graph.signature(
      'train',
      { tokens, targets, learning_rate: learningRate, averaging, seed, ...route },
      { loss: add(loss, done), gradient_norm: norm, skipped },
    );
    return {
      state: [...update.state, ...(average?.state ?? [])],
      averages: average?.of ?? new Map<Variable, Variable>(),
    };
  });
  const scored = (of: Variable): Variable => trained.averages.get(of) ?? of;

  graph.scope('evaluate', () => {
    const tokens = graph.placeholder('evaluate/tokens', [time, scoreSequences], 'int32', 'cpu');
    const targets = graph.placeholder('evaluate/targets', [time, scoreSequences], 'int32', 'cpu');
    const weight = graph.placeholder('evaluate/weight', [time * scoreSequences], 'float32');
    const table = read(scored(embedding));
    const { builder } = planned.read(scored);
    const states = languageModel(builder, spec, table, tokens, read(scoreHidden), null);
    const layer = { embedding: table, bias: read(scored(bias)) };
    const perToken = tiedSoftmaxScore(states.all, layer, reshape(targets, [time * scoreSequences]));
    const done = finished(graph, [assign(scoreHidden, states.last)]);
    graph.signature(
      'evaluate',
      { tokens, targets, weight, ...route },
      { loss: add(sum(mul(perToken, weight), [0]), done) },
    );
  });

  for (const [name, hidden] of [
    ['begin_training', trainHidden],
    ['begin_scoring', scoreHidden],
  ] as const) {
    // prettier-ignore
    const zeros = graph.constant([0], hidden.shape);
    graph.signature(name, {}, { done: finished(graph, [assign(hidden, zeros)]) });
  }

  const seed = graph.placeholder('init/seed', [2], 'int32', 'cpu');
  const drawn = [
    ...planned.initialise(graph, seed),
    assign(
      embedding,
      scale(randomNormal(embedding.shape, add(seed, graph.integers([0, 1]))), EMBEDDING_DEVIATION),
    ),
    assign(bias, graph.constant([0], bias.shape)),
  ];
  const reset = [
    ...trained.state.map(({ variable: each, initial }) =>
      assign(each, graph.constant([initial], each.shape)),
    ),
    ...[...trained.averages].map(([of, average]) => assign(average, read(of, drawn))),
    ...[trainHidden, scoreHidden].map((each) => assign(each, graph.constant([0], each.shape))),
  ];
  graph.signature('init', { seed }, { done: finished(graph, [...drawn, ...reset]) });

  const kept = [
    ...parameters,
    ...trained.averages.values(),
    ...trained.state.map((each) => each.variable),
    trainHidden,
  ];
  const prefix = graph.placeholder('prefix', [], 'string', 'cpu');
  graph.signature('save', { prefix }, { done: finished(graph, [save(prefix, kept)]) });
  graph.signature('restore', { prefix }, { done: finished(graph, restore(prefix, kept)) });
  return { graph, plan };
}

/** Whether a scalar that is not negative is finite: case 0, or not, which NaN is not either: case 1. */
function finiteness(scalar: Tensor): Choice {
  const isFinite = less(scalar, scalar.node.graph.scalar(LARGEST_FLOAT), 'cpu');
  return { name: 'finite', is: [isFinite, logicalNot(isFinite)] };
}

/** Below the largest that float32 has. */
const LARGEST_FLOAT = 3.4e38;

/** Of the embedding at the start: that of a uniform distribution between -0.1 and 0.1, as is usual with tied weights. */
const EMBEDDING_DEVIATION = 0.1 / Math.sqrt(3);

/** Variational dropout: one mask a batch for each place, the same in all time steps. @param seed int32 [2] */
function masks(spec: RnnSupernetSpec, seed: Tensor): LanguageModelMasks | null {
  const { nodes, hiddenUnits: units, batchSequences: batch } = spec;
  const keeps = [spec.keepEmbedding, spec.keepHidden, spec.keepNodes, spec.keepOutput];
  if (keeps.every((keep) => keep === 1)) return null;
  const { graph } = seed.node;
  // The step is multiplied, so that no use of one step meets another use of the next.
  const seedOf = (use: number) => add(mul(seed, graph.integers([1, keeps.length])), graph.integers([0, use]));
  const mask = (count: number, keep: number, use: number): Tensor[] =>
    keep === 1
      ? new Array<Tensor>(count).fill(graph.constant([1], [batch, units]))
      : unstack(keepMask([count, batch, units], keep, seedOf(use)));
  const [embedding] = mask(1, spec.keepEmbedding, 0);
  const [hidden] = mask(1, spec.keepHidden, 1);
  const [output] = mask(1, spec.keepOutput, 3);
  return { embedding, cell: { hidden, nodes: mask(nodes - 1, spec.keepNodes, 2) }, output };
}

/** Activation regularisation on what the output layer sees, temporal regularisation on the states themselves. */
function penalties(spec: RnnSupernetSpec, all: Tensor, masked: Tensor): Tensor[] {
  const { activationPenalty, temporalPenalty, batchSequences: batch, unrollTokens: time } = spec;
  const terms: Tensor[] = [];
  if (activationPenalty > 0) terms.push(scale(mean(square(masked), [0, 1]), activationPenalty));
  if (temporalPenalty > 0 && time > 1) {
    const rest = (time - 1) * batch;
    const [, later] = split(all, [batch, rest], 0);
    const [earlier] = split(all, [rest, batch], 0);
    terms.push(scale(mean(square(sub(later, earlier)), [0, 1]), temporalPenalty));
  }
  return terms;
}
