import path from 'node:path';
import { writeTextFixture } from '../data/text-files';
import { nao } from './command';

/** Runs a search of one round for recurrent cells with shared weights, in `run`, on a text that it writes. */
export function searchTinyText(cwd: string): void {
  writeTextFixture(path.join(cwd, 'my text'), { words: { train: 400, valid: 200, test: 20 } });
  const search =
    'search --space rnn --preset tiny --dataset text --set search.rounds=1 --seed 7 --device cpu';
  expect(nao(cwd, ...search.split(' '), '--data-dir', 'my text', '--out', 'run')).toMatchObject({ code: 0 });
}
