import { run } from './command.mjs';
import { SetupFailure } from './failure.mjs';

/** What the set-up needs to know of the machine and the Node that runs it. */
export function thisMachine() {
  return {
    platform: process.platform,
    arch: process.arch,
    node: process.versions.node,
    glibc: process.report.getReport().header.glibcVersionRuntime,
  };
}

/** TensorFlow's packages are built for this C library or a later one (manylinux_2_27). */
const oldestGlibc = [2, 27];

/** @throws SetupFailure where TensorFlow's packages cannot run at all */
export function checkMachine({ platform, arch, node, glibc }) {
  if (platform !== 'linux' || !['x64', 'arm64'].includes(arch)) {
    throw new SetupFailure(
      `nao runs on Linux x64 and arm64, this is ${platform} ${arch}; use the container of scripts/deploy/Dockerfile (see docs/installation.md).`,
    );
  }
  if (!isSupportedNode(node)) {
    throw new SetupFailure(
      `nao needs Node 20 (from 20.13), 22 or 24 and later, this is Node ${node}; install one of these.`,
    );
  }
  if (glibc === undefined || isOlder(glibc.split('.').map(Number), oldestGlibc)) {
    throw new SetupFailure(
      `TensorFlow needs glibc ${oldestGlibc.join('.')} or later, this system has ${glibc ?? 'another C library'}; use the container of scripts/deploy/Dockerfile (see docs/installation.md).`,
    );
  }
}

/** The range of "engines" in package.json. */
export function isSupportedNode(version) {
  const [major, minor] = version.split('.').map(Number);
  return (major === 20 && minor >= 13) || major === 22 || major >= 24;
}

function isOlder(version, than) {
  return version[0] !== than[0] ? version[0] < than[0] : version[1] < than[1];
}

/**
 * @returns {Promise<string>} a Python that has pip
 * @throws SetupFailure
 */
export async function findPython(env = process.env) {
  const { code, output } = await run('python3', ['-m', 'pip', '--version'], { env });
  if (code === 0) return 'python3';
  if (/No module named/i.test(output)) {
    throw new SetupFailure(
      'python3 has no pip, which downloads TensorFlow; install it (Debian and Ubuntu: apt-get install python3-pip) and run the set-up again.',
    );
  }
  throw new SetupFailure(
    'python3 was not found, whose pip downloads TensorFlow; install it (Debian and Ubuntu: apt-get install python3 python3-pip) and run the set-up again.',
  );
}

/**
 * @returns {Promise<string>} a C++ compiler: CXX of the environment, or the first there is of g++, c++ and clang++
 * @throws SetupFailure
 */
export async function findCompiler(env = process.env) {
  const candidates = env.CXX ? [env.CXX] : ['g++', 'c++', 'clang++'];
  for (const compiler of candidates) {
    if ((await run(compiler, ['--version'], { env })).code === 0) return compiler;
  }
  throw new SetupFailure(
    `no C++ compiler was found (looked for ${candidates.join(', ')}); install one (Debian and Ubuntu: apt-get install g++) and run the set-up again.`,
  );
}
