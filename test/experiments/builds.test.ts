import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bench } from '../../experiments/benchmarks/builds';

const root = path.join(__dirname, '..', '..');

describe('the comparison of builds', () => {
  test('asks for the folder of a build', () => {
    expect(() => bench([])).toThrow('--other is missing: give the folder of another build');
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nao-builds-'));
    expect(() => bench(['--other', folder])).toThrow(
      /dist\/supernet\/cnn\.js does not exist: build there first/,
    );
    fs.rmdirSync(folder);
  });

  test('finds no difference between a build and itself', () => {
    const sizes = ['layers', 'channels', 'batch', 'eval-batch', 'architectures', 'rounds', 'steps'];
    const values = [1, 4, 2, 2, 2, 1, 2];
    const options = sizes.flatMap((name, i) => [`--${name}`, String(values[i])]);
    const result = bench(['--other', root, ...options]);
    expect(result).toMatchObject({
      loss_difference: 0,
      gradient_norm_difference: 0,
      updated_loss_difference: 0,
      other_nodes: result.nodes,
    });
    expect(result.train_ratio).toBeGreaterThan(0);
  });
});
