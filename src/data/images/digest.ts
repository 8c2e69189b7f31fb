import { digest, toBytes } from '../digest';
import type { ImageDataset } from './dataset';

/** Hex SHA-256 of the training images: their classes and shape, pixels and labels. */
export function digestTrainingImages({ classNames, height, width, channels, train }: ImageDataset): string {
  return digest([...classNames, `${height}x${width}x${channels}`, train.pixels, toBytes(train.labels)]);
}
