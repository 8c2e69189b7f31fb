import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { compiledProgram, findMessages, useOwnCache, whenSetUp } from '../support/cli/command';
import { writeImageFixture } from '../support/data/image-files';
import { temporaryFolder } from '../support/temp-folder';

/* Paths with spaces, non-ASCII letters and characters of file name patterns for the program, its native addon, its data and its runs. */

const folder = temporaryFolder();
useOwnCache(folder);
const NATIVE = path.join('@tensorflow', 'tfjs-node-gpu');

whenSetUp(
  'a search works if the paths of project, data and run have spaces, umlauts and the characters of patterns',
  async () => {
    const project = copyOfProject(path.join(folder(), 'my proj ü', 'nao'));
    await writeImageFixture(path.join(folder(), 'schöne bilder'));
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [path.join(project, 'dist', 'src', 'cli', 'nao.js'), ...args], {
        cwd: folder(),
        encoding: 'utf8',
        env: { ...process.env, TMPDIR: project },
      });

    const data = ['--dataset', 'images', '--data-dir', 'schöne bilder'];
    const out = path.join('läufe [1]', 'ä*b?');
    const search = run('search', '--preset', 'tiny', ...data, '--seed', '7', '--out', out);
    expect({ status: search.status, messages: findMessages(search.stderr) }).toEqual({
      status: 0,
      messages: '',
    });
    expect(search.stdout).toContain(`report: ${path.join(out, 'report.html')}`);
    // Resuming reads the TensorFlow checkpoint.
    const again = run('resume', out, '--rounds', '3');
    expect({ status: again.status, messages: findMessages(again.stderr) }).toEqual({
      status: 0,
      messages: '',
    });
    expect(again.stderr).toMatch(/continuing after round 2/);
    expect(fs.readdirSync(project).sort()).toEqual(['dist', 'node_modules', 'package.json']);
  },
);

/** Copies the project: the addon and compiled code are copied, all other packages are symlinks. */
function copyOfProject(project: string): string {
  const root = path.resolve(path.dirname(compiledProgram()), '..', '..', '..');
  const packages = path.join(project, 'node_modules');
  fs.mkdirSync(path.join(packages, path.dirname(NATIVE)), { recursive: true });
  fs.cpSync(path.join(root, 'dist'), path.join(project, 'dist'), { recursive: true });
  fs.copyFileSync(path.join(root, 'package.json'), path.join(project, 'package.json'));
  for (const scope of ['', path.dirname(NATIVE)]) {
    for (const name of fs.readdirSync(path.join(root, 'node_modules', scope))) {
      const link = path.join(packages, scope, name);
      if (!fs.existsSync(link) && !link.endsWith(NATIVE)) {
        fs.symlinkSync(path.join(root, 'node_modules', scope, name), link);
      }
    }
  }
  fs.cpSync(path.join(root, 'node_modules', NATIVE), path.join(packages, NATIVE), {
    recursive: true,
    verbatimSymlinks: true,
  });
  return project;
}
