import { computeNestedSizes } from '../../../src/report/charts/nested-symbols';

test('points in one place get symbols of different sizes, and others the smallest', () => {
  expect(
    computeNestedSizes([
      [0, 0],
      [0, 0],
      [10, 1],
      [0, 0.001],
      [10, 0],
    ]),
  ).toEqual([6, 11, 6, 16, 6]);
});

test('equal points are in one place although their axes have no extent', () => {
  expect(
    new Set(
      computeNestedSizes([
        [1, 1],
        [1, 1],
      ]),
    ).size,
  ).toBe(2);
});
