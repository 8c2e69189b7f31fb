import { ALWAYS, whenAny, whenCase, whenNone } from '../../../src/graph/conditions';
import { computeGradients } from '../../../src/graph/differentiate';
import { Graph } from '../../../src/graph/graph';
import { guard, merge, route, zerosIfDead } from '../../../src/graph/ops';
import { add, concat, log, mul, scale, split, square, stack, sum, unstack } from '../../../src/graph/ops';
import { sumAlive } from '../../../src/graph/sum';
import type { Choice, Tensor } from '../../../src/graph/tensor';
import { plain, withSession } from '../../support/graph/compiled';

/** Runs a graph with x = [2, 5], two choices of two and three cases, and one result y with its gradient. */
function run(
  routing: readonly [number, number],
  build: (x: Tensor, first: Choice, second: Choice, graph: Graph) => Tensor,
  values: readonly number[] = [2, 5],
): { y: number[]; dx: number[]; alive: string } {
  const graph = new Graph();
  const flags = [2, 3].map((cases, i) => graph.placeholder(`flag${i}`, [cases], 'bool', 'cpu'));
  const [first, second] = flags.map((flag, i): Choice => ({ name: `c${i}`, cases: unstack(flag) }));
  const x = graph.placeholder('x', [values.length], 'float32');
  const weight = graph.placeholder('weight', [], 'float32');
  const y = build(x, first, second, graph);
  const whole = zerosIfDead(y, ALWAYS);
  const loss = mul(
    sum(
      whole,
      whole.shape.map((_, axis) => axis),
    ),
    weight,
  );
  const [slope] = computeGradients(loss, [x]);
  const zeros = graph.constant([0], x.shape);
  const dx = slope ? zerosIfDead(slope, ALWAYS) : zeros;
  graph.signature('run', { flag0: flags[0], flag1: flags[1], x, weight }, { y: whole, dx });
  return withSession(graph, (session) => {
    const results = plain(
      session.run('run', {
        flag0: Uint8Array.from({ length: 2 }, (_, i) => Number(i === routing[0])),
        flag1: Uint8Array.from({ length: 3 }, (_, i) => Number(i === routing[1])),
        x: Float32Array.from(values),
        weight: Float32Array.of(1),
      }),
    );
    return { y: results.y, dx: results.dx, alive: y.guard.map((predicate) => predicate.key).join('&') };
  });
}

describe('guard', () => {
  test('prevents the logarithm of zero from being computed, forward and backward', () => {
    const build = (x: Tensor, first: Choice) => {
      const [one, other] = route(x, first) as Tensor[];
      return merge([log(one), square(other)]);
    };
    expect(run([1, 0], build, [0, 3])).toMatchObject({ y: [0, 9], dx: [0, 6] });
    expect(run([0, 0], build, [0, 1])).toMatchObject({ y: [-Infinity, 0], dx: [Infinity, 1] });
  });

  test.each([
    [0, 0, 4],
    [0, 1, 3],
    [0, 2, 0],
    [1, 0, 0],
    [1, 1, 0],
  ])('nests: case %p of the outer, case %p of the inner choice', (outer, inner, slope) => {
    const build = (x: Tensor, first: Choice, second: Choice) => {
      const here = guard(x, [whenCase(first, 0)]);
      const [a, b] = route(here, second, [true, true, false]) as Tensor[];
      return merge([scale(a, 4), scale(b, 3)]);
    };
    expect(run([outer, inner], build)).toMatchObject({ y: [2 * slope, 5 * slope], dx: [slope, slope] });
  });

  test('accepts a case of a choice that was merged before', () => {
    const build = (x: Tensor, first: Choice) => {
      const [a, b] = route(x, first) as Tensor[];
      return guard(merge([square(a), scale(b, 3)]), [whenCase(first, 0)]);
    };
    expect(run([0, 0], build)).toMatchObject({ y: [4, 25], dx: [4, 10] });
    expect(run([1, 0], build)).toMatchObject({ y: [0, 0], dx: [0, 0] });
  });

  test('rejects two cases of one choice', () => {
    expect(() =>
      run([0, 0], (x, first) => guard(guard(x, [whenCase(first, 0)]), [whenCase(first, 1)])),
    ).toThrow('c0=0 and c0=1 exclude each other: this would never run');
  });

  test('adds one Switch for two calls, whose sum is twice the tensor', () => {
    const build = (x: Tensor, first: Choice) =>
      add(guard(x, [whenCase(first, 0)]), guard(x, [whenCase(first, 0)]));
    // TensorFlow's rewriting of Switch + Switch left this dead.
    expect(run([0, 0], build)).toMatchObject({ y: [4, 10], dx: [2, 2] });
    expect(run([1, 0], build)).toMatchObject({ y: [0, 0], dx: [0, 0] });
  });
});

describe('sumAlive', () => {
  const consumers = (x: Tensor, first: Choice, second: Choice) => [
    scale(guard(x, [whenCase(first, 1)]), 2),
    scale(guard(x, [whenCase(second, 0)]), 3),
    scale(guard(x, [whenCase(second, 2)]), 5),
  ];

  test.each([
    [0, 0, 3],
    [0, 1, 0],
    [0, 2, 5],
    [1, 0, 5],
    [1, 1, 2],
    [1, 2, 7],
  ])('adds the terms that are alive if none always is: cases %p and %p', (a, b, slope) => {
    const result = run([a, b], (x, first, second) => sumAlive(consumers(x, first, second)));
    expect(result).toMatchObject({ y: [2 * slope, 5 * slope], dx: [slope, slope] });
    expect(result.alive).toMatch(/^any\(/);
  });

  test.each([
    [0, 1, 7],
    [1, 2, 14],
  ])('adds the terms that are alive to one that always is: cases %p and %p', (a, b, slope) => {
    const result = run([a, b], (x, first, second) => sumAlive([...consumers(x, first, second), scale(x, 7)]));
    expect(result).toMatchObject({ y: [2 * slope, 5 * slope], dx: [slope, slope], alive: '' });
  });

  test.each([
    [0, 1, 11],
    [1, 0, 0],
    [0, 2, 0],
  ])('whenNone holds if no term is alive: cases %p and %p', (a, b, slope) => {
    const none = (first: Choice, second: Choice) =>
      whenNone([[whenCase(first, 1)], [whenCase(second, 0)], [whenCase(second, 2)]]);
    const result = run([a, b], (x, first, second) => scale(guard(x, [none(first, second)]), 11));
    expect(result).toMatchObject({ y: [2 * slope, 5 * slope], dx: [slope, slope] });
  });

  test('a merge of whenAny and whenNone of the same guards is always alive', () => {
    const result = run([0, 1], (x, first, second) => {
      const some = whenAny([[whenCase(first, 1)], [whenCase(second, 0)]]);
      if (!some) throw new Error('some must be a test');
      const none = whenNone([[whenCase(first, 1)], [whenCase(second, 0)]]);
      return merge([scale(guard(x, [some]), 2), scale(guard(x, [none]), 3)]);
    });
    expect(result).toMatchObject({ y: [6, 15], dx: [3, 3], alive: '' });
  });
});

describe('merge', () => {
  test('of some cases is alive only in these', () => {
    const build = (x: Tensor, _: Choice, second: Choice) => {
      const [a, , c] = route(x, second) as Tensor[];
      return merge([scale(a, 2), scale(c, 5)]);
    };
    expect(run([0, 0], build)).toMatchObject({ y: [4, 10], dx: [2, 2], alive: 'any(c1=0|c1=2)' });
    expect(run([0, 1], build)).toMatchObject({ y: [0, 0], dx: [0, 0] });
    expect(run([0, 2], build)).toMatchObject({ y: [10, 25], dx: [5, 5] });
  });

  test('rejects tensors that may both be alive', () => {
    expect(() =>
      run([0, 0], (x, first, second) =>
        merge([guard(x, [whenCase(first, 0)]), guard(x, [whenCase(second, 1)])]),
      ),
    ).toThrow('Merge of tensors that may both be alive: c1=1 and c0=0');
  });

  test('rejects different shapes', () => {
    expect(() =>
      run([0, 0], (x, first) =>
        merge([guard(x, [whenCase(first, 0)]), sum(guard(x, [whenCase(first, 1)]), [0])]),
      ),
    ).toThrow('Merge of float32[2] and float32[]: shapes and dtypes must be equal');
  });
});

describe('alignLiveness', () => {
  const pieces: readonly [string, (x: Tensor) => Tensor[], (parts: Tensor[]) => Tensor][] = [
    ['SplitV', (x) => split(x, [1, 1], 0), (parts) => concat(parts, 0)],
    ['Unpack', (x) => unstack(x), (parts) => stack(parts)],
  ];

  test.each(pieces)('gives zeros to a piece of %s that is dead in a run', (_, take, put) => {
    const build = (x: Tensor, first: Choice, second: Choice) => {
      const [a, b] = take(x);
      const left = zerosIfDead(scale(guard(a, [whenCase(first, 0)]), 2), ALWAYS);
      const right = zerosIfDead(scale(guard(b, [whenCase(second, 1)]), 3), ALWAYS);
      return put([left, right]);
    };
    expect(run([0, 1], build)).toMatchObject({ y: [4, 15], dx: [2, 3] });
    expect(run([1, 1], build)).toMatchObject({ y: [0, 15], dx: [0, 3] });
    expect(run([0, 2], build)).toMatchObject({ y: [4, 0], dx: [2, 0] });
    expect(run([1, 2], build)).toMatchObject({ y: [0, 0], dx: [0, 0] });
  });

  test.each(pieces)('gives zeros to a piece of %s that is never used', (_, take) => {
    expect(run([0, 0], (x) => square(take(x)[1]))).toMatchObject({ dx: [0, 10] });
  });
});

describe('Graph.signature', () => {
  test('rejects a result that is not always alive', () => {
    const graph = new Graph();
    const flag = graph.placeholder('flag', [2], 'bool', 'cpu');
    const choice: Choice = { name: 'c', cases: unstack(flag) };
    const x = guard(graph.placeholder('x', [3], 'float32'), [whenCase(choice, 0)]);
    expect(() => {
      graph.signature('run', { flag }, { x });
    }).toThrow('result x of signature run (float32[3]) is not always alive: use zerosIfDead');
  });
});
