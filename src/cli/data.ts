import { InputError } from '../errors';
import { fetchableImageDatasets, fetchImageDataset } from '../data/known-downloads';
import type { LoadProgress } from '../data/observer';
import { imageDatasetNames, loadImageDataset } from '../data/registry';
import { display } from './display';

/** `nao data`: fetches, where no folder is given, and decodes, so that a search finds the data ready. */
export async function data(
  name: string | undefined,
  { dataDir, resize }: { readonly dataDir?: string; readonly resize: string },
): Promise<void> {
  if (name === undefined) {
    for (const known of imageDatasetNames) {
      const how = (fetchableImageDatasets as readonly string[]).includes(known)
        ? 'fetched, or read from --data-dir'
        : 'read from --data-dir';
      process.stdout.write(`${known}: ${how}\n`);
    }
    return;
  }
  const resizePixels = Number(resize);
  if (!Number.isInteger(resizePixels) || resizePixels < 0) {
    throw new InputError(
      `--resize is '${resize}': give a whole number of pixels, or 0 to refuse other sizes`,
    );
  }
  const shown = display(process.stdout);
  const observer = {
    onProgress: ({ stage, done, total }: LoadProgress) =>
      shown.show(
        total === undefined
          ? { kind: 'phase', name: `${stage}: ${done}` }
          : { kind: 'step', phase: stage, done, total },
      ),
    onNotice: shown.say,
  };
  try {
    if (dataDir === undefined) await fetchImageDataset(name, observer);
    const { train, test, height, width, channels, classNames } = await loadImageDataset(
      { dataset: name, dir: dataDir ?? '', resizePixels },
      observer,
    );
    shown.say(
      `${name}: ${train.labels.length} training and ${test.labels.length} test images of ${width}x${height}x${channels}, ` +
        `${classNames.length} classes`,
    );
  } finally {
    shown.close();
  }
}
