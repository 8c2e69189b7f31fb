/**
 * Builds the container image by the steps of the Dockerfile, without Docker. Needs root on Linux, for mounts.
 *
 *   node scripts/deploy/build-image.mjs [--base FOLDER] [--out FILE] [--cached FOLDER:PATH] [-- ARGUMENTS]
 *
 * --base FOLDER  root file system that stands for the image of FROM; this machine's by default, of which nothing is changed
 * --out FILE     writes the image as an OCI archive, for `docker load` and `podman load`; needs --base
 * --cached FOLDER:PATH  results of an earlier build, such as node_modules:/nao/node_modules, copy-on-write; not with --out
 * -- ARGUMENTS   runs the image's program with these arguments, as `docker run` does
 *
 * A base for --out, with `docker export` on another machine, or:
 *
 *   debootstrap --variant=minbase bookworm base && tar -xf node-v22.*-linux-x64.tar.xz -C base/usr/local --strip-components=1
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const folder = dirname(fileURLToPath(import.meta.url));
const usage =
  'usage: node scripts/deploy/build-image.mjs [--base FOLDER] [--out FILE] [--cached FOLDER:PATH] [-- ARGUMENTS]';

process.exitCode = main(process.argv.slice(2));

function main(args) {
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  let options;
  try {
    options = parseArgs({
      args: args.slice(0, end),
      options: {
        base: { type: 'string', default: '/' },
        out: { type: 'string' },
        cached: { type: 'string', multiple: true, default: [] },
        // For tests.
        file: { type: 'string', default: join(folder, 'Dockerfile') },
        context: { type: 'string', default: dirname(dirname(folder)) },
      },
    }).values;
  } catch (error) {
    return fail(2, `${error.message}: ${usage}`);
  }
  if (options.out !== undefined && resolve(options.base) === '/')
    return fail(2, '--out needs --base: an image of this whole machine is not what you want');
  if (options.out !== undefined && options.cached.length > 0)
    return fail(2, '--out does not go with --cached, whose folders are not a part of the image');
  const work = mkdtempSync(join(tmpdir(), 'nao-image-'));
  try {
    const plan = {
      ...options,
      base: resolve(options.base),
      out: options.out && resolve(options.out),
      work,
      run: args.slice(end + 1),
      runs: end < args.length,
    };
    const { status, error } = spawnSync(
      'unshare',
      [
        '--mount',
        '--propagation',
        'private',
        process.execPath,
        join(folder, 'image', 'build.mjs'),
        JSON.stringify(plan),
      ],
      { stdio: 'inherit' },
    );
    if (error) return fail(3, `unshare cannot be started (${error.message}): install util-linux`);
    return status ?? 1;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function fail(code, message) {
  process.stderr.write(`build-image: ${message}\n`);
  return code;
}
