/** What a program tells about its progress. Numbers are facts of the moment; how they are shown is the command's matter. */
export type ProgressEvent =
  /** What the program is about to do, before it starts; printed as it is. */
  | { readonly kind: 'plan'; readonly lines: readonly string[] }
  /** A part of the work begins: `total` is its number of steps where that is known. */
  | { readonly kind: 'phase'; readonly name: string; readonly total?: number }
  /** `done` of `total` steps of the current phase are finished. */
  | {
      readonly kind: 'step';
      readonly phase: string;
      readonly done: number;
      readonly total: number;
      /** How many of what (images, tokens, architectures) the phase works through. */
      readonly speed?: { readonly perSecond: number; readonly items: string };
      readonly secondsLeft?: number;
      /** A few words beside the bar, such as `loss 1.92`. */
      readonly note?: string;
    }
  /** A sentence that must not be lost, such as a fallback to an older checkpoint. */
  | { readonly kind: 'say'; readonly text: string }
  /** The end: what was found and where it lies. */
  | { readonly kind: 'done'; readonly lines: readonly string[] };

export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** What a program is given by whoever runs it. */
export interface RunHooks {
  progress(event: ProgressEvent): void;
  /** Asked between steps; when it answers, the program writes a checkpoint and ends with the matching error. */
  stopRequested(): StopSignal | undefined;
}

/** Says nothing and never stops: for tests and library users. */
export const noopHooks: RunHooks = { progress: () => undefined, stopRequested: () => undefined };
