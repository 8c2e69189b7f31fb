import { createUnknownNameError } from '../../errors';
import { assertStates, formatGenotype, formatPairs, Genotype } from '../genotype';
import { RNN_ACTIVATIONS, type RnnActivation, type RnnCell, toRnnCell } from './cells';

/** The activation of node 0 in DARTS's recurrent cells, which genotypes do not name. */
const INITIAL: RnnActivation = 'tanh';

/**
 * Formats a cell as a genotype: a pair for each node from 1. Another activation of node 0 than DARTS's is the argument
 * `initial`, which DARTS's own code does not know.
 *
 * @param output nodes whose mean is the hidden state
 */
export function formatRnnGenotype({ nodes }: RnnCell, output: readonly number[]): string {
  const [{ activation: initial }, ...others] = nodes;
  return formatGenotype({
    ...(initial === INITIAL ? {} : { initial: `'${initial}'` }),
    recurrent: formatPairs(
      others.map(({ activation, previous = 0 }) => [activation, previous] as const),
      4,
    ),
    concat: `[${output.join(', ')}]`,
  });
}

/** Parses a genotype into the words of the text form. Inputs are not checked. @throws InputError if it does not fit nao's cells */
export function parseRnnGenotype(text: string): string[] {
  const genotype = Genotype.parse(text);
  const pairs = genotype.getPairs('recurrent');
  const integers = [
    toNumber(genotype.getText('initial') ?? INITIAL),
    ...pairs.flatMap(([activation, previous]) => [previous, toNumber(activation)]),
  ];
  const { nodes, looseEnds } = toRnnCell(integers);
  assertStates(genotype, 'concat', [looseEnds, [...nodes.keys()]]);
  return integers.map(String);
}

/** Returns true if a genotype is a recurrent cell. */
export function isRnnGenotype(text: string): boolean {
  return Genotype.parse(text).has('recurrent');
}

function toNumber(activation: string): number {
  const found = RNN_ACTIVATIONS.findIndex((each) => each === activation);
  if (found < 0) throw createUnknownNameError('activation', activation, RNN_ACTIVATIONS);
  return found;
}
