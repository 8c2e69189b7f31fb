import type { Facts } from '../../run/hooks';
import type { RunState } from '../../run/run-state';

/** Names the values of a run's state, for `nao ls` and `nao show`. */
export function nameRunState(run: RunState): Facts {
  const { done, total, unit } = run.progress;
  return {
    run: run.folder,
    kind: run.task,
    space: run.space,
    mode: run.mode,
    data: run.data,
    seed: run.seed,
    state: run.status,
    holder: run.holder,
    damage: run.damage,
    progress: { done, total, unit },
    best: run.best,
    changed: run.changedAt === undefined ? undefined : new Date(run.changedAt).toISOString(),
  };
}

/** Formats progress, such as `2/4 rounds`. */
export function formatProgress({ progress: { done, total, unit } }: RunState): string {
  return `${done}${total === undefined ? '' : `/${total}`} ${unit}s`;
}

/** Formats the best score, such as `valid_accuracy 0.9123`. */
export function formatBest({ best }: RunState): string {
  return best === undefined ? '-' : `${best.metric} ${Number(best.value.toPrecision(5))}`;
}

/** Formats a time of this machine's zone to the minute, such as `2026-03-14 15:09`. */
export function formatTime(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return '-';
  const time = new Date(milliseconds);
  const [year, ...others] = [
    time.getFullYear(),
    time.getMonth() + 1,
    time.getDate(),
    time.getHours(),
    time.getMinutes(),
  ].map((part) => String(part).padStart(2, '0'));
  const [month, day, hours, minutes] = others;
  return `${year}-${month}-${day} ${hours}:${minutes}`;
}
