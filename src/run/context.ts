import type { LoadCallbacks } from '../data/load-callbacks';
import { InterruptedError } from '../errors';
import { noopHooks, type ProgressEvent, type RunHooks, type StopSignal } from './hooks';
import { createStopError } from './stop';

/** Progress and stopping of one program, passed to each of its parts. */
export interface RunContext {
  progress(event: ProgressEvent): void;
  /** Reports a sentence that must not be lost. */
  log(text: string): void;
  /**
   * @param signal one that has reached another process, and perhaps not this one yet
   * @throws InterruptedError, StoppedError if a stop was requested
   */
  throwIfStopped(signal?: StopSignal): void;
}

/**
 * Builds the context of a program that has not written anything yet.
 *
 * @param stopAdvice when the program was stopped and what to do, as in `before the search began: start it again`
 */
export function createRunContext(hooks: RunHooks, stopAdvice: string): RunContext {
  return {
    progress: (event) => hooks.progress(event),
    log: (text) => hooks.progress({ kind: 'log', text }),
    throwIfStopped(other) {
      const signal = hooks.stopRequested() ?? other;
      if (signal !== undefined) throw createStopError(signal, stopAdvice);
    },
  };
}

/** A context that reports nothing and never stops. */
export const noopContext: RunContext = {
  ...createRunContext(noopHooks, ''),
  throwIfStopped: () => undefined,
};

/**
 * Loads a data set and reports progress.
 *
 * @param request settings that name the data set
 * @param load such as `loadImageDataset`
 * @throws InterruptedError, StoppedError if a stop was requested; the errors of `load`
 */
export async function loadDataset<Request extends { readonly dataset: string }, T>(
  request: Request,
  context: RunContext,
  load: (request: Request, callbacks: LoadCallbacks) => Promise<T>,
): Promise<T> {
  const phase = `loading ${request.dataset}`;
  context.progress({ kind: 'phase', name: phase });
  try {
    return await load(request, {
      onProgress({ stage, done, total }) {
        context.throwIfStopped();
        if (total !== undefined) context.progress({ kind: 'step', phase, done, total, note: stage });
      },
      onSource: (path) =>
        context.progress({ kind: 'detail', text: `${request.dataset} is read from ${path}` }),
      onNotice: context.log,
    });
  } catch (error) {
    // Ctrl-C reaches npm as well, before or after this process: a fetch that fails by it is not worth reporting.
    context.throwIfStopped(error instanceof InterruptedError ? 'SIGINT' : undefined);
    throw error;
  }
}
