import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors';
import type { ProgressEvent, RunHooks } from './hooks';

/** File with the current step of a run. It is overwritten, and without meaning for results. */
export const PROGRESS_FILE = 'progress.json';
/** File with what a run has reported, a line each after its time. It is only appended to. */
export const MESSAGES_FILE = 'messages.log';

/** Milliseconds between two writes of the current step. */
const INTERVAL_MS = 1000;

const progressSchema = z.object({
  /** Such as `round 1 of 3: train`. */
  phase: z.string(),
  done: z.number(),
  total: z.number(),
  speed: z.object({ perSecond: z.number(), items: z.string() }).optional(),
  /** Of the phase. */
  secondsLeft: z.number().optional(),
  secondsLeftInRun: z.number().optional(),
  note: z.string().optional(),
});

/** The current step of a run. */
export type RunProgress = Readonly<z.infer<typeof progressSchema>>;

/** Parses a progress file; undefined if it is being written. */
export function parseProgress(text: string): RunProgress | undefined {
  try {
    return progressSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/**
 * Runs work in a run folder, and writes what it reports into files there too, for readers in other processes. A file that cannot
 * be written is left out: it must not end the work.
 *
 * @param wallClock milliseconds since 1970
 * @throws the error of `work`, whose sentence is recorded
 */
export async function recordProgress<T>(
  folder: string,
  hooks: RunHooks,
  work: (hooks: RunHooks) => Promise<T>,
  wallClock: () => number = Date.now,
): Promise<T> {
  let lastWrite = -Infinity;

  function addLine(text: string): void {
    const time = new Date(wallClock()).toISOString();
    ignoreErrors(() =>
      fs.appendFileSync(path.join(folder, MESSAGES_FILE), `${time} ${text.replaceAll('\n', ' ')}\n`),
    );
  }

  function record(event: ProgressEvent): void {
    if (event.kind === 'step') {
      const now = performance.now();
      if (now - lastWrite < INTERVAL_MS && event.done < event.total) return;
      lastWrite = now;
      ignoreErrors(() => fs.writeFileSync(path.join(folder, PROGRESS_FILE), JSON.stringify(event)));
    } else if (event.kind === 'phase') addLine(event.name);
    else if ('lines' in event) event.lines.forEach(addLine);
    else addLine(event.text);
  }

  try {
    return await work({
      progress(event) {
        hooks.progress(event);
        record(event);
      },
      stopRequested: () => hooks.stopRequested(),
    });
  } catch (error) {
    addLine(error instanceof UserError ? error.message : `internal error: ${String(error)}`);
    throw error;
  }
}

function ignoreErrors(write: () => void): void {
  try {
    write();
  } catch {
    // The disk is full, or the folder was moved: what matters reports it.
  }
}
