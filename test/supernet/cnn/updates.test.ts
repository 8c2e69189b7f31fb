import { createRandomStream } from '../../../src/random';
import { toCnnCells } from '../../../src/space/cnn/cells';
import { computeNetworkCost } from '../../../src/space/cnn/counts';
import { createCnnSpace } from '../../../src/space/cnn/space';
import type { Architecture } from '../../../src/space/space';
import { ENAS_MICRO, NAONET_WS } from '../../support/space/published-cells';
import { OpenedSupernet, slice, TINY } from '../../support/supernet/cnn';

const space = createCnnSpace(TINY.space.nodes);
/** Large enough for every element of a 5x5 kernel to meet pixels, also in the last cells. */
const LARGER = { ...TINY, height: 20, width: 20 };
const random = createRandomStream(4, 'architectures');
const architectures = [
  ...[NAONET_WS, ENAS_MICRO].map((text) => space.parse(text)),
  ...Array.from({ length: 4 }, () => space.sample(random)),
];

describe('a step', () => {
  let supernet: OpenedSupernet;
  let start: Record<string, Float32Array>;
  beforeAll(() => {
    supernet = new OpenedSupernet({ ...TINY, momentum: 0.9, nesterov: true, weightDecay: 1e-3, clipNorm: 1 });
    start = supernet.read();
  });
  beforeEach(() => supernet.write(start));
  afterAll(() => supernet.dispose());

  test('changes only the parameters that the architecture uses, also by decay and momentum', () => {
    for (const architecture of architectures) supernet.train(architecture, 0.1);
    for (const architecture of architectures) {
      const before = supernet.read();
      supernet.train(architecture, 0.1);
      const after = supernet.read();
      const used = usedIn(before, architecture);
      for (const [name, places] of Object.entries(used)) {
        const changed = after[name].map((value, i) => (Object.is(value, before[name][i]) ? 0 : 1));
        // Rows selected for unused parameters belong to no architecture.
        expect(changed.filter((each, i) => each === 1 && places.flags[i] === 0)).toHaveLength(0);
        for (const { start: first, length } of places.own) {
          expect(changed.slice(first, first + length)).toContain(1);
        }
      }
    }
  });

  test('does not depend on unused parameters, which may be NaN', () => {
    for (const architecture of architectures) {
      supernet.write(start);
      const wanted = supernet.train(architecture, 0.1);
      const after = supernet.read();
      const used = usedIn(start, architecture);
      const poisoned = Object.fromEntries(
        Object.entries(start).map(([name, values]) => {
          const own = new Uint8Array(values.length);
          for (const place of used[name].own) own.fill(1, place.start, place.start + place.length);
          return [name, values.map((value, i) => (own[i] === 1 ? value : NaN))];
        }),
      );
      supernet.write(poisoned);
      expect(supernet.train(architecture, 0.1)).toEqual(wanted);
      const again = supernet.read();
      for (const name of supernet.names) {
        const place = supernet.findRange(name, architecture);
        if (place) expect(slice(again, place)).toEqual(slice(after, place));
      }
    }
  });

  /** Returns, for each variable, the ranges that an architecture uses, and flags of used and of stand-in numbers. */
  function usedIn(values: Readonly<Record<string, Float32Array>>, architecture: Architecture) {
    return Object.fromEntries(
      Object.entries(values).map(([variable, { length: total }]) => {
        const parameter = variable.replace(/\/momentum$/, '');
        const flags = new Uint8Array(total);
        const own = supernet.names.flatMap((name) => {
          const place = supernet.findRange(name, architecture);
          return place?.variable === parameter ? [place] : [];
        });
        const unused = supernet.unusedRows(architecture).filter((place) => place.variable === parameter);
        for (const { start: first, length } of [...own, ...unused]) flags.fill(1, first, first + length);
        return [variable, { own, flags }];
      }),
    );
  }
});

describe('a step without decay and momentum', () => {
  test('changes as many numbers as the network has parameters', () => {
    const supernet = new OpenedSupernet(LARGER);
    try {
      const start = supernet.read();
      for (const architecture of architectures) {
        supernet.write(start);
        const { norm } = supernet.train(architecture, 1);
        // Without momentum the velocity is the gradient, which shows changes that rounding would hide.
        const velocities = Object.entries(supernet.read()).filter(([name]) => name.endsWith('/momentum'));
        const changed = velocities.reduce((sum, [, each]) => sum + each.filter((one) => one !== 0).length, 0);
        const squares = velocities.flatMap(([, each]) => [...each].map((one) => one * one));
        expect(norm / Math.sqrt(squares.reduce((sum, square) => sum + square))).toBeCloseTo(1, 4);
        const { parameters } = computeNetworkCost(toCnnCells(architecture), {
          ...LARGER,
          cellOutput: 'projected',
        });
        // A gradient may be exactly zero behind a ReLU that is inactive for all images.
        expect(changed).toBeLessThanOrEqual(parameters);
        expect(changed).toBeGreaterThan(0.999 * parameters);
      }
    } finally {
      supernet.dispose();
    }
  });
});

test('a step reports an infinite gradient norm beside a finite loss', () => {
  // The reported loss is that of the main head; the gradient of the auxiliary head overflows float32.
  const supernet = new OpenedSupernet({ ...LARGER, auxiliaryHead: true, auxiliaryWeight: 1e38, clipNorm: 5 });
  try {
    const { loss, norm } = supernet.train(architectures[0], 0.1);
    expect(loss).toBeLessThan(10);
    expect(Number.isFinite(norm)).toBe(false);
  } finally {
    supernet.dispose();
  }
});
