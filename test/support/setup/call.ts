import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

export const scripts = path.join(__dirname, '..', '..', '..', 'scripts');

/** Return value of a function of the setup, or the message of its error. */
export type Outcome = { returned?: unknown; threw?: string };

/** Calls a function of a setup module in a subprocess, since the modules are not CommonJS. */
export function call(module: string, name: string, ...args: unknown[]): Outcome {
  const url = pathToFileURL(path.join(scripts, 'setup', `${module}.mjs`)).href;
  const program = `
    const { ${name} } = await import(${JSON.stringify(url)});
    try {
      console.log(JSON.stringify({ returned: await ${name}(...${JSON.stringify(args)}) }));
    } catch (error) {
      console.log(JSON.stringify({ threw: error.message }));
    }`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Outcome;
}

/** Creates a folder for PATH with only the given programs, each a shell script. */
export function programs(folder: string, sources: Readonly<Record<string, string>>): string {
  const bin = path.join(folder, 'bin');
  fs.mkdirSync(bin, { recursive: true });
  for (const [name, source] of Object.entries(sources)) {
    fs.writeFileSync(path.join(bin, name), `#!/bin/sh\n${source}\n`, { mode: 0o755 });
  }
  return bin;
}
