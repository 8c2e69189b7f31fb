import {
  createSearchContext,
  createSearcherFactory,
  createSpace,
  createTableEvaluator,
  drawInitialSample,
  type Evaluator,
  loadConfig,
  type Objective,
  recordTrace,
  type SearchContext,
  type Searcher,
  type Space,
} from 'nao';

/*
 * Compares a searcher of one's own with built-in ones on a table of scores, such as NAS-Bench-201's. No TensorFlow needed.
 *
 * Usage: node dist/experiments/examples/search-a-table.js TABLE.csv[.gz] ARCHITECTURE_COLUMN SCORE_COLUMN
 */

const BUDGET = 40; // queries of the table per search
const SEEDS = 5;

/** Proposes neighbors of the best architecture so far: it changes one random token. */
function createHillClimber(context: SearchContext): Searcher {
  const random = context.stream('hill-climber'); // the same numbers for the same seed
  let best: { readonly tokens: readonly number[]; readonly objective: number } | undefined;
  let proposed = drawInitialSample(context, 5); // the same for all searchers of a seed

  function mutate(tokens: readonly number[]): number[] {
    const position = Math.floor(random() * tokens.length);
    const choices = context.space.validTokens(position, tokens[position - 1]);
    return tokens.map((token, i) =>
      i === position ? choices[Math.floor(random() * choices.length)] : token,
    );
  }

  function propose() {
    for (let attempt = 0; best !== undefined && attempt < 100; attempt++) {
      const architecture = context.space.fromTokens(mutate(best.tokens));
      if (context.seen.markSeen(architecture)) return [architecture]; // new to the search, and in the table
    }
    return context.seen.drawNew(1, random);
  }

  return {
    ask: () => proposed,
    // An objective is a score with its sign turned so that higher is better; undefined where scoring failed.
    tell(objectives: readonly Objective[]) {
      objectives.forEach((objective, i) => {
        if (objective === undefined || objective <= (best?.objective ?? -Infinity)) return;
        best = { tokens: context.space.toTokens(proposed[i]), objective };
      });
      proposed = propose();
    },
  };
}

/** Mean of the best score over the seeds. */
function meanBest(create: (seed: number) => Searcher, table: Evaluator, space: Space): number {
  const seeds = Array.from({ length: SEEDS }, (_, seed) => seed);
  const best = seeds.map((seed) => recordTrace(create(seed), table, space, BUDGET).at(-1)?.bestScore ?? NaN);
  return best.reduce((sum, score) => sum + score, 0) / SEEDS;
}

function main(file: string, architectureColumn: string, scoreColumn: string): void {
  const space = createSpace('nasbench201', { nodes: 4 });
  const table = createTableEvaluator({ file, architectureColumn, scoreColumn, direction: 'maximize' }, space);
  const flags = { mode: 'table', 'space.name': space.name, 'table.file': file };
  const config = loadConfig({ preset: 'quick', flags }); // settings of the built-in searchers
  for (const name of ['random', 'evolution', 'gp'] as const) {
    const { create } = createSearcherFactory(name, { space, scorable: table, config });
    process.stdout.write(`${name}: ${meanBest(create, table, space).toFixed(3)}\n`);
  }
  const create = (seed: number) => createHillClimber(createSearchContext(space, table, seed));
  process.stdout.write(`hill climber: ${meanBest(create, table, space).toFixed(3)}\n`);
}

main(process.argv[2], process.argv[3], process.argv[4]);
