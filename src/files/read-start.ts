import { open } from 'node:fs/promises';

/** Reads the first bytes of a file: fewer than `count` if it is shorter. */
export async function readStart(file: string, count: number): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
