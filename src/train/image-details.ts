import type { ImageDataset } from '../data/images/dataset';
import type { LogColumn } from '../run/log-columns';
import type { TestDetails } from './details';

/** Columns of test-predictions.csv. */
export const PREDICTION_COLUMNS: readonly LogColumn[] = [
  { name: 'image', unit: '1', meaning: 'number of the test image, from 0' },
  { name: 'label', unit: '1', meaning: 'its class, from 0, in the order of `export/architecture.json`' },
  { name: 'predicted', unit: '1', meaning: 'the most probable class' },
  { name: 'probability', unit: 'fraction', meaning: 'probability of that class' },
  { name: 'picture', unit: '1', meaning: 'place in wrong-images.png, from 0; empty if it is not there' },
];

/** Number of wrongly classified images whose pictures are kept. */
const PICTURES = 32;

/** A classified test image. */
export interface Prediction {
  readonly image: number;
  readonly predicted: number;
  readonly probability: number;
}

/** Collects the predictions of the test images, and the pictures of those that are wrong with the highest probability. */
export function createImageDetails(
  { test, height, width, channels }: ImageDataset,
  predictions: readonly Prediction[],
): TestDetails {
  const wrong = predictions.filter(({ image, predicted }) => predicted !== test.labels[image]);
  const kept = [...wrong].sort((a, b) => b.probability - a.probability).slice(0, PICTURES);
  const places = new Map(kept.map(({ image }, place) => [image, place]));
  const imageLength = height * width * channels;
  return {
    tables: [
      {
        file: 'test-predictions.csv',
        columns: PREDICTION_COLUMNS,
        rows: predictions.map(({ image, predicted, probability }) => [
          image,
          test.labels[image],
          predicted,
          Number(probability.toFixed(4)),
          places.get(image),
        ]),
      },
    ],
    pictures: {
      file: 'wrong-images.png',
      height,
      width,
      channels,
      images: kept.map(({ image }) => test.pixels.slice(image * imageLength, (image + 1) * imageLength)),
    },
  };
}
