import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { BpttWindow } from '../../src/data/text/bptt-windows';
import { createRandomStream } from '../../src/random';
import { createRnnSpace } from '../../src/space/rnn/space';
import { RnnSupernet, type RnnSupernetSpec } from '../../supernet/rnn';
import { expectClose } from '../support/graph/compiled';
import { EVERYTHING, large, TINY, trainWindows, windows, withRnn } from '../support/supernet/rnn';

const space = createRnnSpace(TINY.nodes);
const random = createRandomStream(6, 'architectures');
const architectures = Array.from({ length: 12 }, () => space.sample(random));
const [first, second] = architectures;

function scored(window: BpttWindow, weights?: readonly number[]) {
  return { ...window, weight: Float32Array.from(weights ?? Array.from(window.tokens, () => 1)) };
}

function withSupernet<T>(spec: RnnSupernetSpec, seed: number, use: (supernet: RnnSupernet) => T): T {
  const supernet = new RnnSupernet(spec, seed);
  try {
    return use(supernet);
  } finally {
    supernet.dispose();
  }
}

function withFolder<T>(use: (folder: string) => T): T {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nao-rnn-'));
  try {
    return use(folder);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

describe('training an RNN supernet', () => {
  test.each([
    ['one architecture', [first]],
    ['two architectures in turn', [first, second]],
  ])('overfits windows with %s', (_, turns) => {
    withSupernet({ ...TINY, hiddenSize: 16, clipNorm: 1 }, 1, (supernet) => {
      const text = trainWindows(TINY, 2);
      const losses: number[] = [];
      for (let step = 0; step < 1200; step++) {
        supernet.beginTraining();
        losses.push(supernet.train(turns[step % turns.length], text[step % 2], 1, false, 1, step).loss);
      }
      // Initially every word is equally likely.
      expect(Math.abs(losses[0] - Math.log(TINY.vocabulary))).toBeLessThan(0.1);
      expect(Math.max(...losses.slice(-4))).toBeLessThan(0.1);
    });
  });
});

test('training in bfloat16 follows training in float32 closely, but not to the digit', () => {
  const [float32, bfloat16] = (['float32', 'bfloat16'] as const).map((precision) =>
    withSupernet({ ...TINY, hiddenSize: 16, clipNorm: 1, precision }, 1, (supernet) => {
      const text = trainWindows(TINY, 2);
      return Array.from({ length: 50 }, (_, step) => {
        supernet.beginTraining();
        return supernet.train(architectures[step % 3], text[step % 2], 0.5, false, 1, step).loss;
      });
    }),
  );
  const differences = float32.map((loss, i) => Math.abs(loss - bfloat16[i]));
  expect(Math.max(...differences)).toBeLessThan(0.02);
  expect(Math.min(...differences.slice(1))).toBeGreaterThan(0);
});

describe('evaluation', () => {
  const text = windows(EVERYTHING, EVERYTHING.evalBatchSize, 3);

  test('gives the same digits before and after any other evaluation or training windows', () => {
    withSupernet({ ...EVERYTHING, averageWeights: false }, 3, (supernet) => {
      supernet.train(first, trainWindows(EVERYTHING, 1)[0], 0.5, false, 1, 0);
      const read = text.map((window) => scored(window));
      const score = supernet.evaluate(first, read);
      expect(supernet.evaluate(first, read)).toBe(score);
      const others = architectures.slice(1).map((each) => supernet.evaluate(each, read));
      expect(new Set([score, ...others]).size).toBeGreaterThan(8);
      supernet.train(first, trainWindows(EVERYTHING, 1)[0], 0, false, 1, 0);
      expect(supernet.evaluate(first, read)).toBe(score);
    });
  });

  test('is the mean over the tokens of weight 1, without padding', () => {
    withRnn(EVERYTHING, (opened) => {
      const start = large(EVERYTHING, opened.read());
      // Evaluation uses the averages, which still equal the initial parameters.
      opened.write({ ...start, ...averagesOf(start) });
      opened.beginScoring();
      const whole = opened.evaluate(first, text[0]);
      const part = Float32Array.of(1, 1, 1, 0, 0, 0, 0, 0);
      const rest = opened.evaluate(first, text[1], part);
      opened.beginScoring();
      const again = opened.evaluate(first, text[0]);
      expect(again).toBe(whole);
      // The value of padding does not matter.
      const other = { tokens: text[1].tokens.slice(), targets: text[1].targets.slice() };
      other.targets.fill(0, 3);
      other.tokens.fill(0, 4);
      expect(opened.evaluate(first, other, part)).toBe(rest);
      expect(rest).toBeGreaterThan(0);
    });
    withSupernet(EVERYTHING, 3, (supernet) => {
      const weights = [1, 1, 1, 0, 0, 0, 0, 0];
      const score = supernet.evaluate(first, [scored(text[0]), scored(text[1], weights)]);
      withRnn(EVERYTHING, (opened) => {
        opened.beginScoring();
        const sums = [
          opened.evaluate(first, text[0]),
          opened.evaluate(first, text[1], Float32Array.from(weights)),
        ];
        expect(score).toBe((sums[0] + sums[1]) / 11);
      });
    });
  });
});

/** Returns the averages of the given parameters. */
function averagesOf(values: Record<string, Float32Array>): Record<string, Float32Array> {
  return Object.fromEntries(
    ['embedding', 'bias', 'fixed', 'bank0'].map((name) => [`${name}/average`, values[name]]),
  );
}

describe('the hidden state of training', () => {
  test('is carried from window to window, until it is reset', () => {
    withSupernet(TINY, 3, (supernet) => {
      const [one, two] = trainWindows(TINY, 2);
      const read = (window: BpttWindow) => supernet.train(first, window, 0, false, 1, 0).loss;
      supernet.train(first, one, 5, false, 1, 0);
      supernet.beginTraining();
      const [alone, after] = [read(one), read(two)];
      supernet.beginTraining();
      expect(read(two)).not.toBe(after);
      supernet.beginTraining();
      expect([read(one), read(two)]).toEqual([alone, after]);
    });
  });

  test('is that of one long text split into windows', () => {
    const long: RnnSupernetSpec = { ...TINY, bpttSteps: 2 * TINY.bpttSteps };
    const [whole] = trainWindows(long, 1);
    const half = whole.tokens.length / 2;
    const cut = (values: Int32Array, start: number) => values.slice(start, start + half);
    const halves = [0, half].map((start) => ({
      tokens: cut(whole.tokens, start),
      targets: cut(whole.targets, start),
    }));
    const losses = [long, TINY].map((spec) =>
      withRnn(spec, (opened) => {
        opened.write(large(spec, opened.read()));
        const parts = (spec === long ? [whole] : halves).map((window) => opened.train(second, window, 0));
        return {
          loss: parts.reduce((a, b) => a + b) / parts.length,
          hidden: [...opened.read().train_hidden],
        };
      }),
    );
    expectClose([losses[1].loss], [losses[0].loss], 1e-6);
    expectClose(losses[1].hidden, losses[0].hidden, 1e-6);
  });
});

describe('averaged weights', () => {
  const spec: RnnSupernetSpec = { ...TINY, averageWeights: true };
  const NAMES = ['embedding', 'bias', 'fixed', 'bank0'] as const;
  const [text] = windows(spec, spec.evalBatchSize, 1);

  test('are used in evaluation: the mean over the steps since averaging began, for slices over the steps that updated them', () => {
    withRnn(spec, (opened) => {
      const steps = trainWindows(spec, 5);
      const turns = [first, second, first, second, first];
      const seen = steps.map((window, step) => {
        opened.train(turns[step], window, 1, { step, averaging: step >= 2 });
        return opened.read();
      });
      const got = opened.read();
      for (const name of ['embedding', 'bias', 'fixed'] as const) {
        const wanted = seen[4][name].map(
          (_, i) => (seen[2][name][i] + seen[3][name][i] + seen[4][name][i]) / 3,
        );
        expectClose([...got[`${name}/average`]], [...wanted], 1e-6);
      }
      const size = 2 * spec.hiddenSize ** 2;
      const row = (values: Float32Array, index: number) => [
        ...values.subarray(index * size, (index + 1) * size),
      ];
      for (let index = 0; index < got.bank0.length / size; index++) {
        // The steps since averaging began that updated this slice.
        const rowText = (step: number) => row(seen[step].bank0, index).join();
        const own = [2, 3, 4].filter((step) => rowText(step) !== rowText(step - 1));
        const wanted = row(seen[4].bank0, index).map((now, i) =>
          own.length === 0
            ? now
            : own.reduce((total, step) => total + row(seen[step].bank0, index)[i], 0) / own.length,
        );
        expectClose(row(got['bank0/average'], index), wanted, 1e-6);
      }
      // Evaluates like a network with the averages as weights.
      const score = opened.evaluate(first, text);
      const averages = Object.fromEntries(NAMES.map((name) => [name, got[`${name}/average`]]));
      const plain = withRnn(TINY, (other) => {
        other.write({ ...other.read(), ...averages });
        return other.evaluate(first, text);
      });
      expect(score).toBe(plain);
    });
  });

  test('equal the weights until averaging begins', () => {
    const scores = [spec, TINY].map((each) =>
      withRnn(each, (opened) => {
        trainWindows(each, 3).forEach((window, step) => opened.train(first, window, 1, { step }));
        return opened.evaluate(first, text);
      }),
    );
    expect(scores[0]).toBe(scores[1]);
  });
});

describe('a checkpoint of an RNN supernet', () => {
  test('lets another supernet continue training bit for bit, including hidden state, averages and counts', () => {
    const text = trainWindows(EVERYTHING, 9);
    const read = windows(EVERYTHING, EVERYTHING.evalBatchSize, 2).map((window) => scored(window));
    const three = (supernet: RnnSupernet, from: number) =>
      [from, from + 1, from + 2].map((step) => {
        const { loss } = supernet.train(architectures[step % 4], text[step], 1, step > 1, 1, step);
        return loss;
      });
    withFolder((folder) => {
      const prefix = path.join(folder, 'weights');
      const wanted = withSupernet(EVERYTHING, 3, (supernet) => {
        three(supernet, 0);
        supernet.save(prefix);
        const losses = three(supernet, 3);
        return { losses, scores: architectures.map((each) => supernet.evaluate(each, read)) };
      });
      // Initialized with a different seed, of which nothing may remain.
      withSupernet(EVERYTHING, 4, (supernet) => {
        three(supernet, 6);
        supernet.restore(prefix);
        expect(three(supernet, 3)).toEqual(wanted.losses);
        expect(architectures.map((each) => supernet.evaluate(each, read))).toEqual(wanted.scores);
      });
      // Checks that the hidden state is restored: from a state of zero, the first loss would differ.
      withSupernet(EVERYTHING, 3, (supernet) => {
        supernet.restore(prefix);
        supernet.beginTraining();
        expect(three(supernet, 3)[0]).not.toBe(wanted.losses[0]);
      });
    });
  });

  test('is written to the same bytes again after restoring', () => {
    withFolder((folder) => {
      const [one, two] = ['one', 'two'].map((name) => path.join(folder, name));
      withSupernet(EVERYTHING, 3, (supernet) => {
        trainWindows(EVERYTHING, 3).forEach((window, step) =>
          supernet.train(first, window, 1, true, 1, step),
        );
        supernet.save(one);
      });
      withSupernet(EVERYTHING, 4, (supernet) => {
        supernet.restore(one);
        supernet.save(two);
      });
      const data = [one, two].map((prefix) => fs.readFileSync(`${prefix}.data-00000-of-00001`));
      expect(data[1].equals(data[0])).toBe(true);
    });
  });
});
