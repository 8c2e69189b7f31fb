import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { withDiskErrors } from '../../files/durable';
import { makeSubfolder } from '../../files/make-folder';
import { logPositionSchema } from '../append-log';
import { createHistogram, createScalars, type SummaryValue } from './event';
import { EventFile } from './event-file';

/** TensorBoard accepts any name with `tfevents` in it. Other writers put the time where this name has 0. */
const EVENT_FILE = 'events.out.tfevents.0.nao';

/** The settings, which a resumed run writes anew: TensorBoard keeps the first ones that it reads, and reads files by name. */
const SETTINGS_FILE = 'events.out.tfevents.0.hparams';

/** Positions of the event files at a checkpoint. Plain JSON. */
export const eventPositionsSchema = z.strictObject({
  run: logPositionSchema,
  /** The last round that has an event file, and its first training step; null before the first one. */
  round: z.strictObject({ round: z.number(), position: logPositionSchema, firstStep: z.number() }).nullable(),
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
 * TensorBoard's event files of a training or a search. It is one run, over its epochs or rounds. Each round of a search is
 * another run, over its own steps and epochs, so that the curves of rounds lie on each other.
 */
export class RunEvents {
  private current: RoundEvents | undefined;

  private constructor(
    private readonly folder: string,
    private readonly clock: () => number,
    private readonly run: EventFile,
  ) {}

  /** @param clock seconds since 1970, TensorBoard's time axis */
  static open(folder: string, clock: () => number): RunEvents {
    return new RunEvents(folder, clock, openEventFile(folder, clock));
  }

  /** Writes the settings of the run, in place of those from before a resume. */
  writeSettings(values: readonly SummaryValue[]): void {
    const file = EventFile.open(path.join(this.folder, SETTINGS_FILE), this.clock);
    file.clear();
    file.add(0, values);
    file.flush();
    file.close();
  }

  /** Adds values of the whole run at an epoch or a round. */
  addToRun(step: number, values: readonly SummaryValue[]): void {
    this.run.add(step, values);
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
    this.run.add(round, [...createScalars('search', values), ...histogram]);
  }

  flush(): void {
    this.run.flush();
    this.current?.file.flush();
  }

  positions(): EventPositions {
    const { current } = this;
    return {
      run: this.run.position(),
      round:
        current === undefined
          ? null
          : { round: current.round, position: current.file.position(), firstStep: current.firstStep },
    };
  }

  /**
   * Truncates the files to the positions of a checkpoint, and removes those of later rounds.
   *
   * @param onDamaged called with a file and its damage
   */
  truncateTo({ run, round: last }: EventPositions, onDamaged: (text: string) => void): void {
    this.run.truncateTo(run, onDamaged);
    this.removeRoundsAfter(last?.round ?? 0);
    if (last === null) return;
    this.openRound(last.round, last.firstStep).file.truncateTo(last.position, onDamaged);
  }

  /** Removes all values and rounds. */
  clear(): void {
    this.run.clear();
    this.removeRoundsAfter(0);
  }

  close(): void {
    this.run.close();
    this.current?.file.close();
  }

  private removeRoundsAfter(last: number): void {
    this.current?.file.close();
    this.current = undefined;
    for (const round of listRounds(this.folder)) {
      if (round <= last) continue;
      const folder = path.join(this.folder, getRoundFolder(round));
      withDiskErrors(folder, () => fs.rmSync(folder, { recursive: true, force: true }));
    }
  }

  /** Opens the file of a round, unless it is open. @param firstStep the round's first step, if the round is new */
  private openRound(round: number, firstStep: number): RoundEvents {
    if (this.current?.round === round) return this.current;
    this.current?.file.flush();
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
function openEventFile(folder: string, clock: () => number): EventFile {
  withDiskErrors(folder, () => makeSubfolder(folder));
  return EventFile.open(path.join(folder, EVENT_FILE), clock);
}
