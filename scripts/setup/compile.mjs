import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDiskFullError, isDiskFull, run } from './command.mjs';
import { step } from './log.mjs';
import { digest, listFiles, readStamp, writeStamp } from './stamp.mjs';

/** Folders of TypeScript sources (`include` in tsconfig.json). */
const sourceFolders = ['src', 'supernet', 'controller', 'experiments', 'test'];

/** Error for sources that do not compile, which is not a fault of the environment. */
export class CompileError extends Error {}

/** Compiles a checkout's TypeScript to dist/, unless dist/ was compiled from the same sources. */
export async function compile(root) {
  const config = join(root, 'tsconfig.json');
  if (!existsSync(config)) return; // an installed package has only compiled files
  const stamp = join(root, 'dist', '.nao-stamp');
  const key = digest(root, [config, ...listSources(root)], readTypescriptVersion(root));
  if (readStamp(stamp) === key) return;
  await step('compile TypeScript', async () => {
    const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const { code, output } = await run(process.execPath, [compiler, '-p', config], { cwd: root });
    if (code !== 0) {
      throw isDiskFull(output)
        ? createDiskFullError('compiling TypeScript')
        : new CompileError(`TypeScript:\n${output.trim()}`);
    }
    makeProgramsExecutable(root);
    writeStamp(stamp, key);
  });
}

function listSources(root) {
  return listFiles(
    sourceFolders.map((folder) => join(root, folder)),
    (name) => name.endsWith('.ts'),
  );
}

/** Makes `npx nao` work in the checkout, as npm does when it installs a package. */
function makeProgramsExecutable(root) {
  const { bin = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const program of Object.values(bin)) {
    if (existsSync(join(root, program))) chmodSync(join(root, program), 0o755);
  }
}

function readTypescriptVersion(root) {
  return JSON.parse(readFileSync(join(root, 'node_modules', 'typescript', 'package.json'), 'utf8')).version;
}
