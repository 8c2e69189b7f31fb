/** Named values of a result, for programs. They can be written as JSON. */
export type Facts = Readonly<Record<string, unknown>>;

/** A result in words and as named values. */
export interface ResultReport {
  readonly lines: readonly string[];
  readonly facts: Facts;
}

/** A progress report of a program. The command line decides how it is shown. */
export type ProgressEvent =
  /** The plan of the work, before it starts; printed as it is. */
  | { readonly kind: 'plan'; readonly lines: readonly string[] }
  /** A phase of the work begins: `total` is its number of steps if known. */
  | { readonly kind: 'phase'; readonly name: string; readonly total?: number }
  /** `done` of `total` steps of the current phase are finished. */
  | {
      readonly kind: 'step';
      readonly phase: string;
      readonly done: number;
      readonly total: number;
      /** Throughput and its items: images, tokens, architectures. */
      readonly speed?: { readonly perSecond: number; readonly items: string };
      /** Seconds until the end of the phase. */
      readonly secondsLeft?: number;
      /** Seconds until the end of the run, over the phases whose speed is known. */
      readonly secondsLeftInRun?: number;
      /** A few words next to the progress bar, such as `loss 1.92`. */
      readonly note?: string;
    }
  /** A sentence that must not be lost, such as a fallback to an older checkpoint; with `isProgress`, how the work goes. */
  | { readonly kind: 'log'; readonly text: string; readonly isProgress?: true }
  /** A detail that few need, such as where the data were read. */
  | { readonly kind: 'detail'; readonly text: string }
  /** The results and their paths, at the end. */
  | ({ readonly kind: 'done' } & ResultReport)
  /** What the user may do next. */
  | { readonly kind: 'hint'; readonly text: string };

export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** Callbacks from a program to its caller. */
export interface RunHooks {
  progress(event: ProgressEvent): void;
  /** Called between steps. If it returns a signal, the program writes a checkpoint and throws the matching error. */
  stopRequested(): StopSignal | undefined;
}

/** Hooks that report nothing and never stop. */
export const noopHooks: RunHooks = { progress: () => undefined, stopRequested: () => undefined };
