import type { Random } from '../../src/random';
import type { Subjects } from './subjects';

/** What a trial has to work with. */
export interface TrialContext {
  /** Folder of the trial, empty. */
  readonly folder: string;
  readonly random: Random;
  readonly subjects: Subjects;
  /** Returns true once the time of the torture test is over. */
  isOver(): boolean;
}

/** Result of a trial. */
export interface TrialResult {
  /** What was tried, such as the kind of run. */
  readonly subject: string;
  /** Signals sent, bytes damaged or inputs tried. */
  readonly attempts: number;
  /** How the trial went, such as `equal` or `refused`; counted in the summary. */
  readonly outcome: string;
  /** What went wrong; none if all is well. */
  readonly faults: readonly string[];
}

/** A way to do harm. A trial depends only on the seed and its number. */
export interface Campaign {
  readonly name: string;
  /** Name of an attempt in the summary, in the plural. */
  readonly unit: string;
  /** Share of the trials; 0 if one trial fills the machine and all the time, so that it must be asked for. */
  readonly weight: number;
  /** Returns why the campaign cannot run on this machine, if so. */
  findObstacle?(): string | undefined;
  run(context: TrialContext): Promise<TrialResult>;
}
