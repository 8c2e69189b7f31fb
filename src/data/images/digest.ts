import { digest, toBytes } from '../digest';
import type { ImageDataset } from './dataset';

/** Computes the hex SHA-256 of the training images: class names, shape, pixels and labels. */
export function digestTrainingImages({ classNames, height, width, channels, train }: ImageDataset): string {
  return digest([...classNames, `${height}x${width}x${channels}`, train.pixels, toBytes(train.labels)]);
}

/** Computes the hex SHA-256 of the training and test images: class names, shape, pixels and labels. */
export function digestImages(dataset: ImageDataset): string {
  const { pixels, labels } = dataset.test;
  return digest([digestTrainingImages(dataset), pixels, toBytes(labels)]);
}
