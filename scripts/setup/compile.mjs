import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { diskFull, isDiskFull, run } from './command.mjs';
import { step } from './log.mjs';
import { digest, filesUnder, readStamp, writeStamp } from './stamp.mjs';

/** Folders of TypeScript sources ("include" in tsconfig.json). */
const sourceFolders = ['src', 'supernet', 'controller', 'experiments', 'test'];

/** TypeScript found faults in the sources: not the environment's doing. */
export class CompileFailure extends Error {}

/** Compiles a checkout's TypeScript to dist/, unless that is done for these very sources. */
export async function compile(root) {
  const config = join(root, 'tsconfig.json');
  if (!existsSync(config)) return; // an installed package holds compiled files only
  const stamp = join(root, 'dist', '.nao-stamp');
  const key = digest(root, [config, ...sources(root)], typescriptVersion(root));
  if (readStamp(stamp) === key) return;
  await step('compile TypeScript', async () => {
    const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const { code, output } = await run(process.execPath, [compiler, '-p', config], { cwd: root });
    if (code !== 0) {
      throw isDiskFull(output)
        ? diskFull('compiling TypeScript')
        : new CompileFailure(`TypeScript:\n${output.trim()}`);
    }
    makeProgramsExecutable(root);
    writeStamp(stamp, key);
  });
}

function sources(root) {
  return filesUnder(
    sourceFolders.map((folder) => join(root, folder)),
    (name) => name.endsWith('.ts'),
  );
}

/** So that `npx nao` works in the checkout; npm does the same when it installs a package. */
function makeProgramsExecutable(root) {
  const { bin = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const program of Object.values(bin)) {
    if (existsSync(join(root, program))) chmodSync(join(root, program), 0o755);
  }
}

function typescriptVersion(root) {
  return JSON.parse(readFileSync(join(root, 'node_modules', 'typescript', 'package.json'), 'utf8')).version;
}
