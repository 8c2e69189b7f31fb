import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { withDiskErrors } from '../../files/durable';
import { createHistogram, createScalars, type SummaryValue } from './event';
import { EventFile } from './event-file';

/** TensorBoard accepts any name with `tfevents` in it. Other writers put the time where this name has 0. */
export const EVENT_FILE = 'events.out.tfevents.0.nao';

const bytes = z.number().int().nonnegative();

/** Sizes of the event files at a checkpoint, in bytes. Plain JSON. */
export const eventPositionsSchema = z.strictObject({
  search: bytes,
  /** The last round that has an event file, and its first training step; null before the first one. */
  round: z.strictObject({ round: z.number(), bytes, firstStep: z.number() }).nullable(),
});

export type EventPositions = z.infer<typeof eventPositionsSchema>;

/** The event file of one round. */
interface RoundEvents {
  readonly round: number;
  /** Training step with which the round begins, counted over all rounds. */
  readonly firstStep: number;
  readonly file: EventFile;
}

/**
 * TensorBoard's event files of a search. The search is one run, over rounds. Each round is another run, over its own
 * steps and epochs, so that the curves of rounds lie on each other.
 */
export class SearchEvents {
  private current: RoundEvents | undefined;

  private constructor(
    private readonly folder: string,
    private readonly clock: () => number,
    private readonly search: EventFile,
  ) {}

  /** @param clock seconds since 1970, TensorBoard's time axis */
  static open(folder: string, clock: () => number): SearchEvents {
    return new SearchEvents(folder, clock, openEventFile(folder, clock));
  }

  /** Adds values of the whole search at a round. */
  addToSearch(round: number, values: readonly SummaryValue[]): void {
    this.search.add(round, values);
  }

  /** Adds numbers of a training step, counted over all rounds. */
  addTraining(round: number, step: number, values: Readonly<Record<string, number | undefined>>): void {
    const { file, firstStep } = this.openRound(round, step);
    file.add(step - firstStep + 1, createScalars('train', values));
  }

  /** Adds numbers of an epoch of the controller. */
  addController(round: number, epoch: number, values: Readonly<Record<string, number | undefined>>): void {
    this.openRound(round, 1).file.add(epoch, createScalars('controller', values));
  }

  /** Adds the numbers of a finished round and the distribution of its scores. */
  addRound(
    round: number,
    values: Readonly<Record<string, number | undefined>>,
    scores: readonly number[],
  ): void {
    const histogram = scores.length === 0 ? [] : [createHistogram('search/scores', scores)];
    this.search.add(round, [...createScalars('search', values), ...histogram]);
  }

  flush(): void {
    this.search.flush();
    this.current?.file.flush();
  }

  positions(): EventPositions {
    const { current } = this;
    return {
      search: this.search.position(),
      round:
        current === undefined
          ? null
          : { round: current.round, bytes: current.file.position(), firstStep: current.firstStep },
    };
  }

  /** Truncates the files to the positions of a checkpoint, and removes those of later rounds; all rounds without one. */
  truncateTo(positions: EventPositions | undefined): void {
    this.search.truncateTo(positions?.search ?? 0);
    this.current?.file.close();
    this.current = undefined;
    const last = positions?.round ?? undefined;
    for (const round of listRounds(this.folder)) {
      if (round > (last?.round ?? 0)) {
        fs.rmSync(path.join(this.folder, getRoundFolder(round)), { recursive: true, force: true });
      }
    }
    if (last === undefined) return;
    this.openRound(last.round, last.firstStep).file.truncateTo(last.bytes);
  }

  close(): void {
    this.search.close();
    this.current?.file.close();
  }

  /** Opens the file of a round, unless it is open. @param firstStep the round's first step, if the round is new */
  private openRound(round: number, firstStep: number): RoundEvents {
    if (this.current?.round === round) return this.current;
    this.current?.file.close();
    const file = openEventFile(path.join(this.folder, getRoundFolder(round)), this.clock);
    this.current = { round, firstStep, file };
    return this.current;
  }
}

const ROUND_FOLDER = /^round-(\d+)$/;

function getRoundFolder(round: number): string {
  return `round-${String(round).padStart(3, '0')}`;
}

function listRounds(folder: string): number[] {
  return fs.readdirSync(folder).flatMap((entry) => {
    const [, round] = ROUND_FOLDER.exec(entry) ?? [];
    return round === undefined ? [] : [Number(round)];
  });
}

/** Opens the event file in a folder, which is created if needed. */
export function openEventFile(folder: string, clock: () => number): EventFile {
  withDiskErrors(folder, () => fs.mkdirSync(folder, { recursive: true }));
  return EventFile.open(path.join(folder, EVENT_FILE), clock);
}
