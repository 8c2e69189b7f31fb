import { digest, toBytes } from '../digest';
import type { TextDataset } from './dataset';

/** Computes the hex SHA-256 of a text: its vocabulary, training tokens and validation tokens. */
export function digestText({ vocabulary, train, valid }: TextDataset): string {
  return digest([...vocabulary, toBytes(train), toBytes(valid)]);
}
