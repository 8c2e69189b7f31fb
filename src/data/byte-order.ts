/** Compares two texts by their UTF-8 bytes, which does not depend on the locale. */
export function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
