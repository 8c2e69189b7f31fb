import fs from 'node:fs';
import path from 'node:path';

/**
 * Puts a program `nvidia-smi` into a folder. It prints `output`, and writes what it was called with to `asked` there.
 *
 * @returns a PATH on which it is the first of its name
 */
export function fakeNvidiaSmi(folder: string, output: string, exitCode = 0): string {
  const script = `#!/bin/sh\necho "$@" > '${path.join(folder, 'asked')}'\ncat <<'END'\n${output}\nEND\nexit ${exitCode}\n`;
  fs.writeFileSync(path.join(folder, 'nvidia-smi'), script, { mode: 0o755 });
  return `${folder}${path.delimiter}${process.env.PATH}`;
}
