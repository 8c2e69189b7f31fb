import { setImmediate } from 'node:timers/promises';
import type { SearchConfig } from '../config/schema/search';
import { InputError } from '../errors';
import type { Evaluator } from '../evaluators/evaluator';
import { loadSearchData, type SupernetEvaluation } from '../evaluators/search-data';
import { SharedScoresLog } from '../evaluators/supernet/shared-scores-log';
import { pluralize } from '../plural';
import { createRunContext, type RunContext } from '../run/context';
import type { RunFolder } from '../run/folder';
import type { RunHooks } from '../run/hooks';
import {
  digestEvaluator,
  readSearchCheckpoint,
  restoreEvaluator,
  type SearchCheckpoint,
} from '../search/checkpoint';
import type { Architecture, Space } from '../space/space';

const FILE = 'shared-scores.csv';

/** @throws InputError if the run has no supernet */
export function assertSharesWeights(dir: string, { mode, space }: SearchConfig): void {
  if (mode === 'ws') return;
  throw new InputError(
    `${dir} is a run of mode ${mode} in the space ${space.name}, which has no shared weights: give a run of mode ws`,
  );
}

/** Numbers of the cells, in their order. */
export interface CellScores {
  readonly metric: Evaluator['metric'];
  /** Scores with shared weights. */
  readonly shared: readonly number[];
  /** Undefined if the space cannot count them. */
  readonly parameters: readonly number[] | undefined;
}

/**
 * Scores cells with the run's last supernet, as a search would. Scores that shared-scores.csv has already are not computed
 * again.
 *
 * @param folder is locked by this process
 * @throws InputError if the run has no trained supernet; InterruptedError, StoppedError between two scores
 */
export async function scoreWithLastSupernet(
  config: SearchConfig,
  folder: RunFolder,
  space: Space,
  cells: readonly Architecture[],
  hooks: RunHooks,
): Promise<CellScores> {
  const context = createRunContext(
    hooks,
    'before all cells were scored, the scores so far are kept: continue with the same command',
  );
  const checkpoint = readSearchCheckpoint(folder, context.log);
  const trainedSteps = checkpoint?.state.search.trainedSteps ?? 0;
  if (checkpoint === undefined || trainedSteps === 0) {
    throw new InputError(
      `${folder.path} has no checkpoint of a trained supernet yet: continue the search with 'nao resume ${folder.path}'`,
    );
  }
  const supernet = { digest: (await digestEvaluator(checkpoint)).slice(0, 16), trainedSteps };
  const evaluation = (await loadSearchData(config, context)).planSupernet();
  const { metric } = evaluation.plan;
  const log = SharedScoresLog.open(folder.file(FILE), metric.name, supernet);
  try {
    const texts = cells.map((cell) => space.format(cell));
    const missing = cells.filter((_, i) => log.find(texts[i]) === undefined);
    context.progress({
      kind: 'plan',
      lines: [
        `score ${pluralize(cells.length, 'cell')} with the supernet of ${pluralize(trainedSteps, 'training step')}; ` +
          `${cells.length - missing.length} of them are in ${FILE} already`,
      ],
    });
    if (log.outdated > 0) {
      context.log(
        `${pluralize(log.outdated, 'score')} in ${FILE} came from other weights of the supernet, which has been ` +
          `trained since: they are kept, but not used`,
      );
    }
    if (missing.length > 0)
      await scoreMissing({ config, space, context, checkpoint, evaluation, log }, missing);
    const { size } = evaluation;
    return {
      metric,
      shared: texts.map((text) => log.find(text) ?? NaN),
      parameters:
        space.countParameters === undefined || size === undefined
          ? undefined
          : cells.map((cell) => space.countParameters?.(cell, size) ?? NaN),
    };
  } finally {
    log.close();
  }
}

interface ScoringTools {
  readonly config: SearchConfig;
  readonly space: Space;
  readonly context: RunContext;
  readonly checkpoint: SearchCheckpoint;
  readonly evaluation: SupernetEvaluation;
  readonly log: SharedScoresLog;
}

async function scoreMissing(
  { config, space, context, checkpoint, evaluation, log }: ScoringTools,
  missing: readonly Architecture[],
): Promise<void> {
  context.throwIfStopped();
  context.progress({ kind: 'phase', name: 'building the supernet' });
  const evaluator = evaluation.createEvaluator();
  try {
    restoreEvaluator(evaluator, checkpoint, config);
    const phase = 'scoring cells';
    context.progress({ kind: 'phase', name: phase, total: missing.length });
    let [seconds, items] = [0, 0];
    for (const [i, cell] of missing.entries()) {
      // Signals arrive between two scores.
      await setImmediate();
      context.throwIfStopped();
      const start = performance.now();
      const score = evaluator.score(cell);
      const duration = (performance.now() - start) / 1000;
      log.add(space.format(cell), score, duration);
      seconds += duration;
      items += score.itemsScored;
      context.progress({
        kind: 'step',
        phase,
        done: i + 1,
        total: missing.length,
        speed: { perSecond: items / seconds, items: evaluator.unit },
        secondsLeft: (seconds / (i + 1)) * (missing.length - i - 1),
        note: `${evaluator.metric.name} ${score.value.toFixed(4)}`,
      });
    }
  } finally {
    evaluator.dispose();
  }
}
