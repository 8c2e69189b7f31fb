import { AppendLog, type LogPosition } from '../append-log';
import { crc32c } from './crc32c';
import { Event, type SummaryValue } from './event';

/**
 * An append-only TensorBoard event file: TFRecords of Event messages. On resume it is truncated to the last checkpoint's position,
 * as the CSV logs are.
 */
export class EventFile {
  private constructor(
    private readonly log: AppendLog,
    private readonly clock: () => number,
  ) {}

  /** @param clock seconds since 1970, TensorBoard's time axis */
  static open(file: string, clock: () => number): EventFile {
    const events = new EventFile(AppendLog.open(file), clock);
    if (events.log.size === 0) events.writeHeader();
    return events;
  }

  /** Adds values at a step. */
  add(step: number, values: readonly SummaryValue[]): void {
    if (values.length > 0) this.write({ step, summary: { value: values } });
  }

  flush(): void {
    this.log.flush();
  }

  position(): LogPosition {
    return this.log.position();
  }

  /**
   * Truncates the file to a position. Curves are not results, so a damaged file is only reported, and a shorter one left as it is.
   *
   * @param onDamaged called with the file and its damage
   */
  truncateTo(position: LogPosition, onDamaged: (text: string) => void): void {
    const damage = this.log.findDamage(position);
    if (damage !== undefined) onDamaged(`${this.log.file} ${damage}: TensorBoard's curves are not complete`);
    if (position.bytes < this.log.size) this.log.truncateTo(position.bytes);
  }

  /** Removes all values. */
  clear(): void {
    this.log.truncateTo(0);
    this.writeHeader();
  }

  close(): void {
    this.log.close();
  }

  private writeHeader(): void {
    this.write({ fileVersion: 'brain.Event:2' });
  }

  private write(event: object): void {
    const data = Event.encode(Event.create({ wallTime: this.clock(), ...event })).finish();
    this.log.append(frameRecord(data));
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
