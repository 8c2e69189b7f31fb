import fs from 'node:fs';
import path from 'node:path';

/**
 * Writes a program `nvidia-smi` into a folder. It prints `output` and writes its arguments to the file
 * `arguments` there.
 *
 * @returns a PATH that begins with the folder
 */
export function fakeNvidiaSmi(folder: string, output: string, exitCode = 0): string {
  const script = `#!/bin/sh\necho "$@" > '${path.join(folder, 'arguments')}'\ncat <<'END'\n${output}\nEND\nexit ${exitCode}\n`;
  fs.writeFileSync(path.join(folder, 'nvidia-smi'), script, { mode: 0o755 });
  return `${folder}${path.delimiter}${process.env.PATH}`;
}
