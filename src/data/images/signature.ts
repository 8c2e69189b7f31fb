const SIGNATURES = [Buffer.from([0xff, 0xd8, 0xff]), Buffer.from([0x89, 0x50, 0x4e, 0x47])];

/** Bytes at the start of a file that `isJpegOrPng` needs. */
export const SIGNATURE_BYTES = 4;

/** Returns true if the contents begin as those of a JPEG or PNG. */
export function isJpegOrPng(bytes: Uint8Array): boolean {
  return SIGNATURES.some((signature) => signature.equals(bytes.subarray(0, signature.length)));
}
