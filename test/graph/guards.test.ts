import { ALWAYS, whenAny, whenCase, whenNone } from '../../src/graph/conditions';
import { computeGradients } from '../../src/graph/differentiate';
import { Graph } from '../../src/graph/graph';
import { guard, merge, route, zerosIfDead } from '../../src/graph/guards';
import { add, concat, log, mul, scale, split, square, stack, sum, unstack } from '../../src/graph/ops';
import { sumAlive } from '../../src/graph/sum';
import type { Choice, Tensor } from '../../src/graph/tensor';
import { plain, withSession } from '../support/graph/compiled';

/** A graph with x = [2, 5] fed, two choices of two and three cases, and one result y with its gradient. */
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
    const got = plain(
      session.run('run', {
        flag0: Uint8Array.from({ length: 2 }, (_, i) => Number(i === routing[0])),
        flag1: Uint8Array.from({ length: 3 }, (_, i) => Number(i === routing[1])),
        x: Float32Array.from(values),
        weight: Float32Array.of(1),
      }),
    );
    return { y: got.y, dx: got.dx, alive: y.guard.map((test) => test.key).join('&') };
  });
}

describe('a guard', () => {
  it('keeps a logarithm of zero from being taken, forward and backward', () => {
    const build = (x: Tensor, first: Choice) => {
      const [one, other] = route(x, first) as Tensor[];
      return merge([log(one), square(other)]);
    };
    expect(run([1, 0], build, [0, 3])).toMatchObject({ y: [0, 9], dx: [0, 6] });
    expect(run([0, 0], build, [0, 1])).toMatchObject({ y: [-Infinity, 0], dx: [Infinity, 1] });
  });

  it.each([
    [0, 0, 4],
    [0, 1, 3],
    [0, 2, 0],
    [1, 0, 0],
    [1, 1, 0],
  ])('within a guard: case %p of the outer, %p of the inner choice', (outer, inner, slope) => {
    const build = (x: Tensor, first: Choice, second: Choice) => {
      const here = guard(x, [whenCase(first, 0)]);
      const [a, b] = route(here, second, [true, true, false]) as Tensor[];
      return merge([scale(a, 4), scale(b, 3)]);
    };
    expect(run([outer, inner], build)).toMatchObject({ y: [2 * slope, 5 * slope], dx: [slope, slope] });
  });

  it('may be asked for again in a case of the same choice', () => {
    const build = (x: Tensor, first: Choice) => {
      const [a, b] = route(x, first) as Tensor[];
      return guard(merge([square(a), scale(b, 3)]), [whenCase(first, 0)]);
    };
    expect(run([0, 0], build)).toMatchObject({ y: [4, 25], dx: [4, 10] });
    expect(run([1, 0], build)).toMatchObject({ y: [0, 0], dx: [0, 0] });
  });

  it('refuses two cases of one choice at once', () => {
    expect(() =>
      run([0, 0], (x, first) => guard(guard(x, [whenCase(first, 0)]), [whenCase(first, 1)])),
    ).toThrow('c0=0 and c0=1 exclude each other, so this would never run');
  });

  it('asked for twice is one Switch, and the sum of the two is twice the tensor', () => {
    const build = (x: Tensor, first: Choice) =>
      add(guard(x, [whenCase(first, 0)]), guard(x, [whenCase(first, 0)]));
    // TensorFlow's own rewriting of Switch + Switch left this dead.
    expect(run([0, 0], build)).toMatchObject({ y: [4, 10], dx: [2, 2] });
    expect(run([1, 0], build)).toMatchObject({ y: [0, 0], dx: [0, 0] });
  });
});

describe('a sum of guarded consumers', () => {
  const consumers = (x: Tensor, first: Choice, second: Choice) => [
    scale(guard(x, [whenCase(first, 1)]), 2),
    scale(guard(x, [whenCase(second, 0)]), 3),
    scale(guard(x, [whenCase(second, 2)]), 5),
  ];

  it.each([
    [0, 0, 3],
    [0, 1, 0],
    [0, 2, 5],
    [1, 0, 5],
    [1, 1, 2],
    [1, 2, 7],
  ])('adds those alive where none always is: cases %p and %p', (a, b, slope) => {
    const result = run([a, b], (x, first, second) => sumAlive(consumers(x, first, second)));
    expect(result).toMatchObject({ y: [2 * slope, 5 * slope], dx: [slope, slope] });
    expect(result.alive).toMatch(/^any\(/);
  });

  it.each([
    [0, 1, 7],
    [1, 2, 14],
  ])('adds them to what always is: cases %p and %p', (a, b, slope) => {
    const result = run([a, b], (x, first, second) => sumAlive([...consumers(x, first, second), scale(x, 7)]));
    expect(result).toMatchObject({ y: [2 * slope, 5 * slope], dx: [slope, slope], alive: '' });
  });

  it.each([
    [0, 1, 11],
    [1, 0, 0],
    [0, 2, 0],
  ])('and one for none of them: cases %p and %p', (a, b, slope) => {
    const none = (first: Choice, second: Choice) =>
      whenNone([[whenCase(first, 1)], [whenCase(second, 0)], [whenCase(second, 2)]]);
    const result = run([a, b], (x, first, second) => scale(guard(x, [none(first, second)]), 11));
    expect(result).toMatchObject({ y: [2 * slope, 5 * slope], dx: [slope, slope] });
  });

  it('leaves no case out where a none stands beside all that it excludes', () => {
    const result = run([0, 1], (x, first, second) => {
      const some = whenAny([[whenCase(first, 1)], [whenCase(second, 0)]]);
      if (!some) throw new Error('some must be a test');
      const none = whenNone([[whenCase(first, 1)], [whenCase(second, 0)]]);
      return merge([scale(guard(x, [some]), 2), scale(guard(x, [none]), 3)]);
    });
    expect(result).toMatchObject({ y: [6, 15], dx: [3, 3], alive: '' });
  });
});

describe('a merge', () => {
  it('of some cases only is as alive as these', () => {
    const build = (x: Tensor, _: Choice, second: Choice) => {
      const [a, , c] = route(x, second) as Tensor[];
      return merge([scale(a, 2), scale(c, 5)]);
    };
    expect(run([0, 0], build)).toMatchObject({ y: [4, 10], dx: [2, 2], alive: 'any(c1=0|c1=2)' });
    expect(run([0, 1], build)).toMatchObject({ y: [0, 0], dx: [0, 0] });
    expect(run([0, 2], build)).toMatchObject({ y: [10, 25], dx: [5, 5] });
  });

  it('refuses what may both be alive, naming both', () => {
    expect(() =>
      run([0, 0], (x, first, second) =>
        merge([guard(x, [whenCase(first, 0)]), guard(x, [whenCase(second, 1)])]),
      ),
    ).toThrow('Merge: c1=1 and c0=0 may both hold');
  });

  it('refuses other shapes, naming both', () => {
    expect(() =>
      run([0, 0], (x, first) =>
        merge([guard(x, [whenCase(first, 0)]), sum(guard(x, [whenCase(first, 1)]), [0])]),
      ),
    ).toThrow('Merge joins float32[2] with float32[]: both must be alike');
  });
});

describe('pieces of one tensor', () => {
  const pieces: readonly [string, (x: Tensor) => Tensor[], (parts: Tensor[]) => Tensor][] = [
    ['SplitV', (x) => split(x, [1, 1], 0), (parts) => concat(parts, 0)],
    ['Unpack', (x) => unstack(x), (parts) => stack(parts)],
  ];

  it.each(pieces)('of %s of which one is dead in a run get zeros for it', (_, take, put) => {
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

  it.each(pieces)('of %s of which one is never used get zeros for it', (_, take) => {
    expect(run([0, 0], (x) => square(take(x)[1]))).toMatchObject({ dx: [0, 10] });
  });
});

describe('a signature', () => {
  it('refuses a result that is dead in some runs, naming it', () => {
    const graph = new Graph();
    const flag = graph.placeholder('flag', [2], 'bool', 'cpu');
    const choice: Choice = { name: 'c', cases: unstack(flag) };
    const x = guard(graph.placeholder('x', [3], 'float32'), [whenCase(choice, 0)]);
    expect(() => {
      graph.signature('run', { flag }, { x });
    }).toThrow('result x of signature run (float32[3]) is alive only under a guard');
  });
});
