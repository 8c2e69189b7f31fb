import { resolvePreset } from '../../../src/config/presets/by-name';
import { createImageChildJobData, digestChildInputs } from '../../../src/evaluators/from-scratch/job';

const tiny = resolvePreset('tiny', 'cnn', 'full');

/** Digest of the inputs of a child with changed settings. */
function digestOf({
  data = {},
  child = {},
  run = {},
  threads = 1,
  digest = 'of the images',
}: {
  data?: object;
  child?: object;
  run?: object;
  threads?: number;
  digest?: string;
}): string {
  const config = {
    ...tiny,
    data: { ...tiny.data, ...data },
    child: { ...tiny.child, ...child },
    run: { ...tiny.run, ...run },
  };
  return digestChildInputs(createImageChildJobData(config, digest, threads));
}

test('digestChildInputs tells data, settings, images and threads apart', () => {
  const digests = [
    digestOf({}),
    digestOf({ data: { trainImages: 5000 } }),
    digestOf({ data: { validImages: 7 } }),
    digestOf({ data: { resizePixels: 16 } }),
    digestOf({ child: { epochs: 9 } }),
    digestOf({ digest: 'of other images' }),
    digestOf({ threads: 2 }),
  ];
  expect(new Set(digests).size).toBe(digests.length);
});

test('digestChildInputs is the same for data elsewhere, and for more checkpoints', () => {
  expect(digestOf({ data: { dir: '/elsewhere' } })).toBe(digestOf({}));
  expect(digestOf({ run: { checkpointEverySteps: 7 } })).toBe(digestOf({}));
});
