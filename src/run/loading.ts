import type { LoadCallbacks } from '../data/observer';
import type { RunHooks } from './hooks';

/**
 * Loads a data set and tells how far that is.
 *
 * @param request the settings that say which
 * @param throwIfStopped called between parts; it throws where the run is to stop
 * @param load such as `loadImageDataset`
 * @throws what `throwIfStopped` and `load` throw
 */
export async function loadDataset<Request extends { readonly dataset: string }, T>(
  request: Request,
  hooks: Pick<RunHooks, 'progress'>,
  throwIfStopped: () => void,
  load: (request: Request, observer: LoadCallbacks) => Promise<T>,
): Promise<T> {
  const phase = `loading ${request.dataset}`;
  hooks.progress({ kind: 'phase', name: phase });
  try {
    return await load(request, {
      onProgress({ stage, done, total }) {
        throwIfStopped();
        if (total !== undefined) hooks.progress({ kind: 'step', phase, done, total, note: stage });
      },
      onNotice: (text) => hooks.progress({ kind: 'say', text }),
    });
  } catch (error) {
    // Ctrl-C reaches npm as well: that it fetches nothing then is no news.
    throwIfStopped();
    throw error;
  }
}
