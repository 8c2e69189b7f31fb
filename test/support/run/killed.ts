import type { RunHooks } from '../../../src/run/hooks';

/** Hooks that die once a resumed run has restored its checkpoint and cut its logs, as a process killed there does. */
export const dieAfterRestoring: RunHooks = {
  progress({ kind }) {
    if (kind === 'plan') throw new Error('killed');
  },
  stopRequested: () => undefined,
};
