import { Graph } from '../../src/graph/graph';
import { stack } from '../../src/graph/ops';
import { createDropoutMask, createDropPathMasks, dropout } from '../../src/layers/dropout';
import { compute, floats, integers } from '../support/graph/compiled';

const seed = integers([2], [3, 4]);

test('createDropoutMask keeps with the given probability and scales by its inverse', () => {
  for (const keep of [0.9, 0.5, 0.1]) {
    const { mask } = compute([seed], ([s]) => ({ mask: createDropoutMask([100, 200], keep, s) }));
    const kept = mask.filter((each) => each !== 0);
    expect(kept.every((each) => each === Math.fround(1 / keep))).toBe(true);
    // Five standard deviations of a binomial of 20,000.
    const std = Math.sqrt((keep * (1 - keep)) / mask.length);
    expect(Math.abs(kept.length / mask.length - keep)).toBeLessThan(5 * std);
  }
});

test('createDropoutMask keeps everything at probability 1', () => {
  const { mask } = compute([seed], ([s]) => ({ mask: createDropoutMask([1000], 1, s) }));
  expect(mask.every((each) => each === 1)).toBe(true);
});

test('createDropPathMasks drops paths independently for each image and path', () => {
  const paths = 40;
  const batch = 50;
  const { masks } = compute([seed], ([s]) => {
    const each = createDropPathMasks(paths, batch, 0.5, s);
    expect(each).toHaveLength(paths);
    for (const mask of each) expect(mask.shape).toEqual([batch, 1, 1, 1]);
    return { masks: stack(each) };
  });
  const row = (path: number) => masks.slice(path * batch, (path + 1) * batch);
  const texts = Array.from({ length: paths }, (_, path) => row(path).join());
  expect(new Set(texts).size).toBe(paths);
  for (let path = 0; path < paths; path++) {
    expect(row(path)).toContain(0);
    expect(row(path)).toContain(2);
  }
});

test('dropout drops features, and adds no node if all are kept', () => {
  const x = floats(
    [20, 30],
    Array.from({ length: 600 }, (_, i) => i + 1),
  );
  const { y } = compute([x, seed], ([input, s]) => ({ y: dropout(input, 0.5, s) }));
  expect(y.every((value, i) => value === 0 || value === 2 * (i + 1))).toBe(true);
  expect(y.filter((value) => value === 0).length).toBeGreaterThan(200);
  const graph = new Graph();
  const input = graph.placeholder('x', [2], 'float32');
  expect(dropout(input, 1, graph.integers([0, 0]))).toBe(input);
});
