import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

export const scripts = path.join(__dirname, '..', '..', '..', 'scripts');

/** What a function of the set-up returned, or the message of what it threw. */
export type Outcome = { returned?: unknown; threw?: string };

/** Calls a function of a module of the set-up, which is no CommonJS, in a process of its own. */
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

/** A folder for PATH that holds only these programs, each a shell script. */
export function programs(folder: string, scriptOf: Readonly<Record<string, string>>): string {
  const bin = path.join(folder, 'bin');
  fs.mkdirSync(bin, { recursive: true });
  for (const [name, script] of Object.entries(scriptOf)) {
    fs.writeFileSync(path.join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  return bin;
}
