import { digest, toBytes } from '../digest';
import type { TextDataset } from './dataset';

/** Hex SHA-256 of a text: its vocabulary, and the tokens to train and to score on. */
export function digestText({ vocabulary, train, valid }: TextDataset): string {
  return digest([...vocabulary, toBytes(train), toBytes(valid)]);
}
