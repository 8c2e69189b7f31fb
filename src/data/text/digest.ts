import { bytesOf, digest } from '../digest';
import type { TextDataset } from './dataset';

/** Hex SHA-256 of a text: its vocabulary, and the tokens to train and to score on. */
export function textDigest({ vocabulary, train, valid }: TextDataset): string {
  return digest([...vocabulary, bytesOf(train), bytesOf(valid)]);
}
