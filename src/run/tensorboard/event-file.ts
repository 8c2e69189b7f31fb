import fs from 'node:fs';
import { withDiskErrors, writeAll } from '../../files/durable';
import { crc32c } from './crc32c';
import { Event, type SummaryValue } from './event';

/**
 * An append-only TensorBoard event file: TFRecords of Event messages. On resume it is truncated to the last checkpoint's position,
 * as the CSV logs are.
 */
export class EventFile {
  /** True if the file may have changes that are not on the disk: also those of a killed process. */
  private isChanged = true;

  private constructor(
    private readonly file: string,
    private readonly fd: number,
    private readonly clock: () => number,
    private bytes: number,
  ) {}

  /** @param clock seconds since 1970, TensorBoard's time axis */
  static open(file: string, clock: () => number): EventFile {
    const fd = withDiskErrors(file, () => fs.openSync(file, 'a'));
    const events = new EventFile(file, fd, clock, fs.fstatSync(fd).size);
    if (events.bytes === 0) events.writeHeader();
    return events;
  }

  /** Adds values at a step. */
  add(step: number, values: readonly SummaryValue[]): void {
    if (values.length > 0) this.write({ step, summary: { value: values } });
  }

  flush(): void {
    if (!this.isChanged) return;
    withDiskErrors(this.file, () => fs.fsyncSync(this.fd));
    this.isChanged = false;
  }

  position(): number {
    return this.bytes;
  }

  /** Truncates the file to a position; 0 keeps only its header. Curves are not results, so a shorter file is left as it is. */
  truncateTo(bytes: number): void {
    if (bytes > this.bytes) return;
    withDiskErrors(this.file, () => fs.ftruncateSync(this.fd, bytes));
    this.bytes = bytes;
    this.isChanged = true;
    if (bytes === 0) this.writeHeader();
  }

  close(): void {
    fs.closeSync(this.fd);
  }

  private writeHeader(): void {
    this.write({ fileVersion: 'brain.Event:2' });
  }

  private write(event: object): void {
    const data = Event.encode(Event.create({ wallTime: this.clock(), ...event })).finish();
    const framed = frameRecord(data);
    writeAll(this.fd, framed, this.file);
    this.bytes += framed.length;
    this.isChanged = true;
  }
}

/** Builds a TFRecord: length (uint64), its masked checksum, data, its masked checksum; little-endian. */
function frameRecord(data: Uint8Array): Buffer {
  const framed = Buffer.alloc(12 + data.length + 4);
  framed.writeBigUInt64LE(BigInt(data.length));
  framed.writeUInt32LE(maskChecksum(framed.subarray(0, 8)), 8);
  framed.set(data, 12);
  framed.writeUInt32LE(maskChecksum(data), 12 + data.length);
  return framed;
}

/** Masks a checksum, since a CRC over data that contain CRCs is weak (TensorFlow, lib/hash/crc32c.h). */
function maskChecksum(data: Uint8Array): number {
  const crc = crc32c(data);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
