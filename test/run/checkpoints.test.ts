import fs from 'node:fs';
import path from 'node:path';
import { FailedError } from '../../src/errors';
import { Checkpoints } from '../../src/run/checkpoints';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();
const at = (...parts: string[]): string => path.join(folder(), ...parts);

function write(checkpoints: Checkpoints, step: number): number {
  return checkpoints.write({ step }, (inside) =>
    fs.writeFileSync(path.join(inside, 'weights'), Buffer.alloc(3000, step)),
  );
}

/** Three checkpoints; the last two are there. */
function written(): void {
  const checkpoints = new Checkpoints(folder());
  for (const step of [1, 2, 3]) expect(write(checkpoints, step)).toBe(step);
}

function latest(): { found: ReturnType<Checkpoints['readLatest']>; said: string[] } {
  const said: string[] = [];
  return { found: new Checkpoints(folder()).readLatest((text) => said.push(text)), said };
}

test('there is none at first', () => {
  expect(latest()).toEqual({ found: undefined, said: [] });
});

test('the last two are kept, and the newest is found', () => {
  written();
  expect(fs.readdirSync(folder())).toEqual(['00000002', '00000003']);
  const { found, said } = latest();
  expect(found).toEqual({ sequence: 3, folder: at('00000003'), state: { step: 3 } });
  expect(said).toEqual([]);
});

const damages: [string, (checkpoint: string) => void][] = [
  [
    'halved',
    (checkpoint) =>
      fs.readdirSync(checkpoint).forEach((file) => {
        const whole = path.join(checkpoint, file);
        fs.truncateSync(whole, Math.floor(fs.statSync(whole).size / 2));
      }),
  ],
  ['with a halved file', (checkpoint) => fs.truncateSync(path.join(checkpoint, 'weights'), 1500)],
  [
    'with a flipped byte',
    (checkpoint) => {
      const bytes = fs.readFileSync(path.join(checkpoint, 'weights'));
      bytes[1234] ^= 1;
      fs.writeFileSync(path.join(checkpoint, 'weights'), bytes);
    },
  ],
  ['with an emptied manifest', (checkpoint) => fs.truncateSync(path.join(checkpoint, 'manifest.json'))],
  ['without its manifest', (checkpoint) => fs.rmSync(path.join(checkpoint, 'manifest.json'))],
  ['without a file', (checkpoint) => fs.rmSync(path.join(checkpoint, 'weights'))],
  ['without its state', (checkpoint) => fs.rmSync(path.join(checkpoint, 'state.json'))],
];

test.each(damages)('newest %s: the one before is taken, and that is said', (_, damage) => {
  written();
  damage(at('00000003'));
  const { found, said } = latest();
  expect(found).toMatchObject({ sequence: 2, state: { step: 2 } });
  expect(said).toHaveLength(1);
  expect(said[0]).toContain(at('00000003'));
  expect(said[0]).toMatch(/is damaged: going on from the one before, .*00000002$/);
});

test.each(damages)('both %s: refused, naming both', (_, damage) => {
  written();
  damage(at('00000002'));
  damage(at('00000003'));
  expect(latest).toThrow(FailedError);
  expect(latest).toThrow(
    /^no checkpoint is whole: .*00000003 \(.+\) and .*00000002 \(.+\); put a copy of one back, or start a new run in another folder$/,
  );
});

test('every flipped bit of the manifest is noticed, or changes nothing', () => {
  written();
  const manifest = at('00000003', 'manifest.json');
  const whole = fs.readFileSync(manifest);
  for (let i = 0; i < whole.length; i += 3) {
    const flipped = Buffer.from(whole);
    flipped[i] ^= 1 << (i % 7);
    fs.writeFileSync(manifest, flipped);
    const { found, said } = latest();
    expect([2, 3]).toContain(found?.sequence);
    expect(said).toHaveLength(found?.sequence === 2 ? 1 : 0);
  }
});

test('a run that fell back writes over the damaged one', () => {
  written();
  fs.truncateSync(at('00000003', 'manifest.json'));
  const checkpoints = new Checkpoints(folder());
  checkpoints.readLatest(() => undefined);
  expect(write(checkpoints, 9)).toBe(3);
  expect(latest().found).toMatchObject({ sequence: 3, state: { step: 9 } });
});

test('one that was never finished is not seen, and a failed one leaves those before', () => {
  written();
  const checkpoints = new Checkpoints(folder());
  checkpoints.readLatest(() => undefined);
  fs.mkdirSync(at('00000004.partial'));
  fs.writeFileSync(at('00000004.partial', 'weights'), 'half');
  expect(latest().found?.sequence).toBe(3);
  const full = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
  expect(() =>
    checkpoints.write({}, () => {
      throw full;
    }),
  ).toThrow(/the disk is full/);
  expect(fs.readdirSync(folder())).toEqual(['00000002', '00000003']);
});
