/** First bytes of compressed files. Names say nothing: browsers unpack downloads. */
const SIGNATURES = {
  gzip: [0x1f, 0x8b],
  xz: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00],
  zip: [0x50, 0x4b, 0x03, 0x04],
  bzip2: [0x42, 0x5a, 0x68],
  Zstandard: [0x28, 0xb5, 0x2f, 0xfd],
  '7z': [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c],
} as const;

export type CompressedFormat = keyof typeof SIGNATURES;

/** The number of bytes that `findCompressedFormat` needs. */
export const SIGNATURE_BYTES = 6;

/** Finds the format of a compressed file by its first bytes; undefined for another file. */
export function findCompressedFormat(bytes: Uint8Array): CompressedFormat | undefined {
  const names = Object.keys(SIGNATURES) as CompressedFormat[];
  return names.find((name) => SIGNATURES[name].every((byte, i) => bytes[i] === byte));
}
