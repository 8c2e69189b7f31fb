import type { ImageDataset } from '../data/dataset';
import { type ImageDatasetRequest, loadImageDataset } from '../data/registry';
import type { Hooks } from '../run/hooks';

/** Loads a data set and tells how far it is. @param answerStop called between parts; it may throw */
export function loadImages(
  request: ImageDatasetRequest,
  hooks: Hooks,
  answerStop: () => void,
): Promise<ImageDataset> {
  const loading = `loading ${request.dataset}`;
  hooks.progress({ kind: 'phase', name: loading });
  return loadImageDataset(request, {
    onProgress({ stage, done, total }) {
      answerStop();
      if (total !== undefined) hooks.progress({ kind: 'step', phase: loading, done, total, note: stage });
    },
    onNotice: (text) => hooks.progress({ kind: 'say', text }),
  });
}
