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

/** Writes three checkpoints, of which the last two are kept. */
function writeThree(): void {
  const checkpoints = new Checkpoints(folder());
  for (const step of [1, 2, 3]) expect(write(checkpoints, step)).toBe(step);
}

function readLatest(): { found: ReturnType<Checkpoints['readLatest']>; warnings: string[] } {
  const warnings: string[] = [];
  return { found: new Checkpoints(folder()).readLatest((text) => warnings.push(text)), warnings };
}

test('readLatest returns undefined in an empty folder', () => {
  expect(readLatest()).toEqual({ found: undefined, warnings: [] });
});

test('the last two checkpoints are kept, and readLatest returns the newest', () => {
  writeThree();
  expect(fs.readdirSync(folder())).toEqual(['00000002', '00000003']);
  const { found, warnings } = readLatest();
  expect(found).toEqual({ sequence: 3, folder: at('00000003'), state: { step: 3 } });
  expect(warnings).toEqual([]);
});

const damages: [string, (checkpoint: string) => void][] = [
  [
    'truncated',
    (checkpoint) =>
      fs.readdirSync(checkpoint).forEach((file) => {
        const whole = path.join(checkpoint, file);
        fs.truncateSync(whole, Math.floor(fs.statSync(whole).size / 2));
      }),
  ],
  ['with a truncated file', (checkpoint) => fs.truncateSync(path.join(checkpoint, 'weights'), 1500)],
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
  [
    'with a folder in place of a file',
    (checkpoint) => {
      fs.rmSync(path.join(checkpoint, 'weights'));
      fs.mkdirSync(path.join(checkpoint, 'weights'));
    },
  ],
  ['without a file', (checkpoint) => fs.rmSync(path.join(checkpoint, 'weights'))],
  ['without its state', (checkpoint) => fs.rmSync(path.join(checkpoint, 'state.json'))],
];

test.each(damages)(
  'readLatest falls back to the previous checkpoint, with a warning, if the newest is %s',
  (_, damage) => {
    writeThree();
    damage(at('00000003'));
    const { found, warnings } = readLatest();
    expect(found).toMatchObject({ sequence: 2, state: { step: 2 } });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(at('00000003'));
    expect(warnings[0]).toMatch(/is damaged: continuing from the previous one, .*00000002$/);
  },
);

test.each(damages)('readLatest throws and names both checkpoints if both are %s', (_, damage) => {
  writeThree();
  damage(at('00000002'));
  damage(at('00000003'));
  expect(readLatest).toThrow(FailedError);
  expect(readLatest).toThrow(
    /^all checkpoints are damaged: .*00000003 \(.+\) and .*00000002 \(.+\); restore a copy of one, or start a new run in another folder$/,
  );
});

test('readLatest detects any flipped bit of the manifest that matters', () => {
  writeThree();
  const manifest = at('00000003', 'manifest.json');
  const whole = fs.readFileSync(manifest);
  for (let i = 0; i < whole.length; i += 3) {
    const flipped = Buffer.from(whole);
    flipped[i] ^= 1 << (i % 7);
    fs.writeFileSync(manifest, flipped);
    const { found, warnings } = readLatest();
    expect([2, 3]).toContain(found?.sequence);
    expect(warnings).toHaveLength(found?.sequence === 2 ? 1 : 0);
  }
});

test('a file in place of the folder is a sentence, and a missing parent is not created', () => {
  fs.writeFileSync(at('file'), '');
  const inFile = new Checkpoints(at('file'));
  expect(() => inFile.readLatest(() => undefined)).toThrow(
    `cannot read the checkpoints in ${at('file')} (it or a folder of its path is a file): restore the folder, or start a new run`,
  );
  expect(() => write(inFile, 1)).toThrow(/^cannot write .*file: it exists already/);
  expect(() => write(new Checkpoints(at('moved', 'checkpoints')), 1)).toThrow(
    /^cannot write .*: it does not exist or was removed/,
  );
  expect(fs.readdirSync(folder())).toEqual(['file']);
});

test('readLatestState reads the newest state that is intact, whatever else is damaged', () => {
  writeThree();
  const checkpoints = new Checkpoints(folder());
  fs.truncateSync(at('00000003', 'weights'));
  expect(checkpoints.readLatestState()).toEqual({ step: 3 });
  fs.truncateSync(at('00000003', 'state.json'));
  expect(checkpoints.readLatestState()).toEqual({ step: 2 });
  expect(new Checkpoints(at('none')).readLatestState()).toBeUndefined();
});

test('a run that fell back overwrites the damaged checkpoint', () => {
  writeThree();
  fs.truncateSync(at('00000003', 'manifest.json'));
  const checkpoints = new Checkpoints(folder());
  checkpoints.readLatest(() => undefined);
  fs.mkdirSync(at('00000003.replaced')); // of a process that was killed while it did the same
  expect(write(checkpoints, 9)).toBe(3);
  expect(fs.readdirSync(folder())).toEqual(['00000002', '00000003']);
  expect(readLatest().found).toMatchObject({ sequence: 3, state: { step: 9 } });
});

test('an unfinished checkpoint is ignored, and a failed write keeps the earlier ones', () => {
  writeThree();
  const checkpoints = new Checkpoints(folder());
  checkpoints.readLatest(() => undefined);
  fs.mkdirSync(at('00000004.partial'));
  fs.writeFileSync(at('00000004.partial', 'weights'), 'half');
  expect(readLatest().found?.sequence).toBe(3);
  const full = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
  expect(() =>
    checkpoints.write({}, () => {
      throw full;
    }),
  ).toThrow(/the disk is full/);
  expect(fs.readdirSync(folder())).toEqual(['00000002', '00000003']);
});
