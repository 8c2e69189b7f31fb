import fs from 'node:fs';
import path from 'node:path';
import { crc32c } from '../../../src/run/tensorboard/crc32c';
import { createScalars } from '../../../src/run/tensorboard/event';
import { EventFile } from '../../../src/run/tensorboard/event-file';
import { temporaryFolder } from '../../support/temp-folder';

const folder = temporaryFolder();
const file = (): string => path.join(folder(), 'events.out.tfevents.0.nao');

test('crc32c matches RFC 3720, appendix B.4, and the catalog of CRC algorithms', () => {
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
});

test('the first record equals that of TensorFlow', () => {
  EventFile.open(file(), () => 0).close();
  // Length 24; field 1, double 0; field 3, 'brain.Event:2'. Field 1 is written although it is 0, which readers accept.
  const bytes = fs.readFileSync(file());
  expect(Number(bytes.readBigUInt64LE())).toBe(24);
  expect(bytes.subarray(12, 36)).toEqual(
    Buffer.concat([Buffer.from([0x09, 0, 0, 0, 0, 0, 0, 0, 0, 0x1a, 13]), Buffer.from('brain.Event:2')]),
  );
  expect(bytes).toHaveLength(12 + 24 + 4);
});

test('add writes the values of a step as one record, without undefined ones', () => {
  const events = EventFile.open(file(), () => 2);
  const start = events.position().bytes;
  events.add(300, createScalars('a', { a: 0.5, b: undefined }));
  events.add(301, createScalars('a', { b: undefined }));
  events.close();
  const bytes = fs.readFileSync(file()).subarray(start);
  expect(bytes.subarray(12, -4)).toEqual(
    Buffer.concat([
      Buffer.from([0x09, 0, 0, 0, 0, 0, 0, 0, 0x40]), // wall time 2.0
      Buffer.from([0x10, 0xac, 0x02]), // step 300
      Buffer.from([0x2a, 12, 0x0a, 10, 0x0a, 3, 0x61, 0x2f, 0x61, 0x15, 0, 0, 0, 0x3f]), // summary, value, tag 'a/a', 0.5
    ]),
  );
});

test('truncateTo restores the file at a position and reports damage before it; clear keeps the header', () => {
  const events = EventFile.open(file(), () => 1);
  events.add(1, createScalars('a', { a: 1 }));
  const position = events.position();
  const before = fs.readFileSync(file());
  events.add(2, createScalars('a', { a: 1 }));
  const damages: string[] = [];
  events.truncateTo(position, (text) => damages.push(text));
  expect(fs.readFileSync(file())).toEqual(before);
  expect(damages).toEqual([]);
  const longer = { bytes: position.bytes + 1, sha256: '' };
  events.truncateTo(longer, (text) => damages.push(text));
  events.truncateTo({ ...position, sha256: 'another' }, (text) => damages.push(text));
  expect(fs.readFileSync(file())).toEqual(before);
  expect(damages).toEqual([
    `${file()} has ${position.bytes} bytes, fewer than the ${longer.bytes} at the last checkpoint: TensorBoard's curves are not complete`,
    `${file()} is damaged in its first ${position.bytes} bytes, which were intact at the last checkpoint: TensorBoard's curves are not complete`,
  ]);
  events.clear();
  expect(events.position().bytes).toBe(40);
  events.close();
});
