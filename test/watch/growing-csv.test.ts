import fs from 'node:fs';
import fsPromises from 'node:fs/promises';
import path from 'node:path';
import { createRandomStream } from '../../src/random';
import { readCsv } from '../../src/report/read-csv';
import { GrowingCsv } from '../../src/watch/growing-csv';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();
const file = (): string => path.join(folder(), 'log.csv');
const append = (text: string | Buffer): void => fs.appendFileSync(file(), text);
const ids = async (log: GrowingCsv): Promise<string[]> => (await log.read()).rows.map(({ id }) => id);

test('rows appear once their lines are whole, however the file grows', async () => {
  const log = new GrowingCsv(file());
  expect(await log.read()).toEqual({ columns: [], rows: [], damaged: 0 });
  append('id,te');
  expect((await log.read()).columns).toEqual([]);
  append('xt\n1,a\n2,"b');
  expect(await ids(log)).toEqual(['1']);
  append('\n""c""",');
  expect(await ids(log)).toEqual(['1']);
  append('\n3,d\n');
  expect(await log.read()).toMatchObject({ damaged: 1 });
  expect(await ids(log)).toEqual(['1', '3']);
});

test('the same bytes in pieces of any size give the same table as the whole file', async () => {
  const text = Buffer.from(
    'id,text\r\n1,plain\r\n2,"with, comma"\r\n3,"line\nbreak and ""quotes"""\r\n4\r\n5,\0\r\n6,ü日本\r\n7,last',
  );
  const random = createRandomStream(1, 'pieces');
  for (let trial = 0; trial < 20; trial++) {
    fs.rmSync(file(), { force: true });
    const log = new GrowingCsv(file());
    for (let start = 0; start < text.length;) {
      const end = start + 1 + Math.floor(12 * random());
      append(text.subarray(start, end));
      await log.read();
      start = end;
    }
    expect(await log.read()).toEqual(await readCsv(file()));
  }
});

test('only what was added is read', async () => {
  append(`id\n${'1\n'.repeat(50_000)}`);
  const log = new GrowingCsv(file());
  expect((await log.read()).rows).toHaveLength(50_000);
  const read = countBytes();
  append('2\n');
  expect((await log.read()).rows).toHaveLength(50_001);
  expect(read()).toBeLessThan(1000);
});

/** Counts the bytes that files read from now on. */
function countBytes(): () => number {
  let bytes = 0;
  const { open } = fsPromises;
  jest.spyOn(fsPromises, 'open').mockImplementation(async (...args) => {
    const handle = await open(...args);
    const read = handle.read.bind(handle) as (...of: unknown[]) => Promise<{ bytesRead: number }>;
    Object.assign(handle, {
      read: async (...of: unknown[]) => {
        const result = await read(...of);
        bytes += result.bytesRead;
        return result;
      },
    });
    return handle;
  });
  return () => {
    jest.restoreAllMocks();
    return bytes;
  };
}

test('an unchanged file gives the same object', async () => {
  append('id\n1\n');
  const log = new GrowingCsv(file());
  const table = await log.read();
  expect(await log.read()).toBe(table);
  append('2\n');
  expect(await log.read()).not.toBe(table);
});

test('a file that was cut back, replaced or removed is read again', async () => {
  append('id,seconds\n1,0.5\n2,0.6\n');
  const log = new GrowingCsv(file());
  expect(await ids(log)).toEqual(['1', '2']);
  fs.truncateSync(file(), 'id,seconds\n1,0.5\n'.length);
  expect(await ids(log)).toEqual(['1']);
  append('2,0.7\n3,0.8\n');
  expect(await ids(log)).toEqual(['1', '2', '3']);
  // Cut and written again between two looks, beyond the old end.
  fs.truncateSync(file(), 'id,seconds\n1,0.5\n'.length);
  append('2,0.9\n3,1.0\n4,1.1\n');
  expect((await log.read()).rows.map(({ seconds }) => seconds)).toEqual(['0.5', '0.9', '1.0', '1.1']);
  fs.rmSync(file());
  expect(await ids(log)).toEqual([]);
  append('id\n9\n');
  expect(await ids(log)).toEqual(['9']);
});

test('damaged rows are counted and left out', async () => {
  append('id,x\n1,2\n1\nzero,1\n');
  const log = new GrowingCsv(file(), ({ id }) => id !== 'zero');
  expect(await log.read()).toMatchObject({ rows: [{ id: '1', x: '2' }], damaged: 2 });
});
