import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, posix, relative } from 'node:path';
import { ImageError } from './dockerfile.mjs';

/** Variables by which package managers reach their registries behind proxies and mirrors. */
const registryVariables =
  /^(https?_proxy|no_proxy|pip_.*|.*_cert|.*_certs|.*_cert_(file|dir)|.*_ca_bundle)$/i;

/** Files of this machine by which steps find other hosts. A container's are made when it starts. */
export const mountedFiles = ['/etc/resolv.conf', '/etc/hosts'];

/**
 * Mounts a copy-on-write root file system over a base, with the devices and the name servers of this machine. Must run in a mount
 * namespace of its own, whose end unmounts all.
 *
 * @param work a folder on a disk that holds what the steps write
 * @returns the folder of the root
 */
export function mountRoot(base, work) {
  const root = join(work, 'root');
  mountCopy(base, work, root);
  for (const name of ['proc', 'sys', 'dev']) {
    mkdirSync(join(root, name), { recursive: true });
    mount('--rbind', `/${name}`, join(root, name));
  }
  for (const file of mountedFiles) {
    mkdirSync(join(root, 'etc'), { recursive: true });
    if (!existsSync(join(root, file))) writeFileSync(join(root, file), '');
    mount('--bind', file, join(root, file));
  }
  return root;
}

/** Mounts a copy-on-write copy of a folder at `target`. What is written to it lies in `work`. */
export function mountCopy(folder, work, target) {
  const own = mkdtempSync(join(work, 'copy-'));
  // The folder above is closed to others than root, and the mode of `upper` is that of the mounted folder.
  const [upper, scratch] = ['upper', 'scratch'].map((name) => join(own, name));
  mkdirSync(scratch);
  mkdirSync(upper);
  chmodSync(upper, statSync(folder).mode & 0o7777);
  mkdirSync(target, { recursive: true });
  const layers = { lowerdir: folder, upperdir: upper, workdir: scratch };
  const options = Object.entries(layers).map(
    ([name, value]) => `${name}=${value.replaceAll(/[\\,:]/g, '\\$&')}`,
  );
  mount('-t', 'overlay', 'overlay', '-o', options.join(','), target);
}

function mount(...args) {
  const { status, stderr } = spawnSync('mount', args, { encoding: 'utf8' });
  if (status !== 0)
    throw new ImageError(
      `cannot mount the root file system (${stderr.trim()}): run as root, or build with Docker`,
    );
}

/** Carries one step of a Dockerfile out. */
export function runStep(root, step, context, isIgnored) {
  if (step.kind === 'WORKDIR') mkdirSync(join(root, step.folder), { recursive: true });
  else if (step.kind === 'COPY') copy(root, step, context, isIgnored);
  else {
    const status = runInRoot(root, step, ['/bin/sh', '-c', step.command]);
    if (status !== 0) throw new ImageError(`RUN ${step.command} failed with exit code ${status}: see above`);
  }
}

function copy(root, { sources, target, folder }, context, isIgnored) {
  const into = join(root, posix.resolve(folder, target));
  for (const source of sources) {
    const from = join(context, source);
    if (!existsSync(from)) throw new ImageError(`COPY ${source}: there is no such file in ${context}`);
    const filter = (file) => !isIgnored(relative(context, file));
    const isFolder = statSync(from).isDirectory();
    if (isFolder || target.endsWith('/')) mkdirSync(into, { recursive: true });
    const to =
      !isFolder && existsSync(into) && statSync(into).isDirectory() ? join(into, basename(from)) : into;
    cpSync(from, to, { recursive: true, filter, verbatimSymlinks: true });
  }
}

/**
 * Runs a program in the root, in the folder and as the user of a step.
 *
 * @param {{folder: string, user: string, env: string[]}} step
 * @returns {number} its exit code
 */
export function runInRoot(root, { folder, user, env }, command) {
  const passed = Object.entries(process.env).filter(([name]) => registryVariables.test(name));
  const { status, error } = spawnSync(
    'chroot',
    [`--userspec=${user}`, '--groups=', root, '/bin/sh', '-c', 'cd "$0" && exec "$@"', folder, ...command],
    {
      stdio: 'inherit',
      env: {
        ...Object.fromEntries(passed),
        PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        HOME: user.startsWith('0') ? '/root' : '/',
        ...Object.fromEntries(env.map((pair) => splitPair(pair))),
      },
    },
  );
  if (error) throw new ImageError(`chroot cannot be started (${error.message}): install coreutils`);
  return status ?? 128;
}

function splitPair(pair) {
  const at = pair.indexOf('=');
  return [pair.slice(0, at), pair.slice(at + 1)];
}
