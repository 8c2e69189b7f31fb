import { execFileSync, spawnSync } from 'node:child_process';
import { linkSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isTarName, readTar } from '../../src/data/tar';
import { InputError } from '../../src/errors';
import { createRandomStream, randomInteger } from '../../src/random';
import { useTempFolder } from '../support/data/cache-folder';

const temp = useTempFolder();
const hasXz = spawnSync('xz', ['--version']).status === 0;
const hasTar = spawnSync('tar', ['--version']).status === 0;

async function readEntries(file: string): Promise<Record<string, string | undefined>> {
  const found: Record<string, string | undefined> = {};
  for await (const { path, bytes } of readTar(file, (name) => !name.endsWith('.skip')))
    found[path] = bytes?.toString();
  return found;
}

(hasTar ? describe : describe.skip)('readTar (skipped without the tar command)', () => {
  const folder = join(temp, 'a folder');
  const long = 'long'.repeat(40);

  beforeAll(() => {
    mkdirSync(join(folder, 'train', long), { recursive: true });
    writeFileSync(join(folder, 'train', long, 'ü.txt'), 'long names and letters');
    writeFileSync(join(folder, 'train', 'empty.txt'), '');
    writeFileSync(join(folder, 'train', 'not.skip'), 'x');
  });

  const expected = {
    train: undefined,
    [`train/${long}`]: undefined,
    [`train/${long}/ü.txt`]: 'long names and letters',
    'train/empty.txt': '',
  };

  test.each(['.tar', '.tar.gz', '.TGZ'])('reads a %s archive', async (ending) => {
    const file = join(temp, `packed${ending}`);
    execFileSync('tar', [/gz$/i.test(ending) ? 'czf' : 'cf', file, '-C', folder, '.']);
    expect(await readEntries(file)).toEqual(expected);
  });

  (hasXz ? test : test.skip)(
    'reads a .tar.xz archive and rejects a damaged one (skipped without xz)',
    async () => {
      const file = join(temp, 'packed.tar.xz');
      writeFileSync(join(folder, 'train', 'empty.txt'), '');
      execFileSync('tar', ['cJf', file, '-C', folder, '.']);
      expect(await readEntries(file)).toEqual(expected);
      const bytes = readFileSync(file);
      for (const [name, length] of [
        ['cut', bytes.length - 40],
        ['half', Math.floor(bytes.length / 2)],
      ] as const) {
        const cut = join(temp, `${name}.tar.xz`);
        writeFileSync(cut, bytes.subarray(0, length));
        await expect(readEntries(cut)).rejects.toThrow(InputError);
        await expect(readEntries(cut)).rejects.toThrow(`${name}.tar.xz is`);
      }
      const flipped = Buffer.from(bytes);
      flipped[Math.floor(bytes.length / 2)] ^= 0x10;
      writeFileSync(join(temp, 'flipped.tar.xz'), flipped);
      await expect(readEntries(join(temp, 'flipped.tar.xz'))).rejects.toThrow('flipped.tar.xz is');
    },
  );

  (hasXz ? test : test.skip)(
    'stops reading a .tar.xz archive if iteration ends early (skipped without xz)',
    async () => {
      const random = createRandomStream(7, 'incompressible');
      const big = join(temp, 'big');
      mkdirSync(big);
      for (const name of ['a', 'b'])
        writeFileSync(
          join(big, name),
          Uint8Array.from({ length: 1e6 }, () => randomInteger(random, 256)),
        );
      const file = join(temp, 'big.tar.xz');
      execFileSync('tar', ['cJf', file, '-C', big, '.']);
      for (let i = 0; i < 20; i++) {
        for await (const { bytes } of readTar(file, () => true)) if (bytes) break;
      }
      // A late chunk would crash the process here.
      await new Promise((resolve) => setTimeout(resolve, 50));
    },
  );

  test('rejects a link', async () => {
    const linked = join(temp, 'linked');
    mkdirSync(linked);
    writeFileSync(join(linked, 'a.png'), 'x');
    linkSync(join(linked, 'a.png'), join(linked, 'b.png'));
    const file = join(temp, 'linked.tar');
    execFileSync('tar', ['cf', file, '--sort=name', '-C', linked, '.']);
    await expect(readEntries(file)).rejects.toThrow(
      /b\.png as a link to .*a\.png: pack the files themselves/,
    );
  });
});

test('isTarName accepts .tar, .tar.gz, .tgz, .tar.xz and .txz', () => {
  expect(['a.tar', 'a.tar.gz', 'a.tgz', 'A.TAR.XZ', 'a.txz'].every(isTarName)).toBe(true);
  expect(['a.zip', 'a.tar.bz2', 'tar', 'a.gz'].some(isTarName)).toBe(false);
});
