import { run } from './command.mjs';
import { SetupError } from './setup-error.mjs';

/** Reads the properties of the machine and of Node that the setup needs. */
export function readPlatform() {
  return {
    platform: process.platform,
    arch: process.arch,
    node: process.versions.node,
    glibc: process.report.getReport().header.glibcVersionRuntime,
  };
}

/** Oldest C library that TensorFlow's packages support (manylinux_2_27). */
const oldestGlibc = [2, 27];

/** Names of systems for users, by the names that Node has for them. */
const systems = { darwin: 'macOS', win32: 'Windows', linux: 'Linux' };

/** @throws SetupError if TensorFlow's packages do not support the platform */
export function assertSupportedPlatform({ platform, arch, node, glibc }) {
  if (platform !== 'linux' || !['x64', 'arm64'].includes(arch)) {
    throw new SetupError(
      `nao runs on Linux x64 and arm64, this is ${systems[platform] ?? platform} ${arch}: use the container of scripts/deploy/Dockerfile (see docs/installation.md)`,
    );
  }
  if (!isSupportedNode(node)) {
    throw new SetupError(
      `nao needs Node 20 (from 20.13), 22 or 24 and later, this is Node ${node}: install one of these`,
    );
  }
  if (glibc === undefined || isOlder(glibc.split('.').map(Number), oldestGlibc)) {
    throw new SetupError(
      `TensorFlow needs glibc ${oldestGlibc.join('.')} or later, this system has ${glibc ?? 'another C library'}: use the container of scripts/deploy/Dockerfile (see docs/installation.md)`,
    );
  }
}

/** Returns true if the version is in the range of `engines` in package.json. */
function isSupportedNode(version) {
  const [major, minor] = version.split('.').map(Number);
  return (major === 20 && minor >= 13) || major === 22 || major >= 24;
}

function isOlder(version, than) {
  return version[0] !== than[0] ? version[0] < than[0] : version[1] < than[1];
}

/**
 * Finds a Python with pip.
 *
 * @returns {Promise<string>} the name of the program
 * @throws SetupError if there is none
 */
export async function findPython(env = process.env) {
  const { code, output } = await run('python3', ['-m', 'pip', '--version'], { env });
  if (code === 0) return 'python3';
  if (/No module named/i.test(output)) {
    throw new SetupError(
      'python3 has no pip, which downloads TensorFlow: install it (Debian and Ubuntu: apt-get install python3-pip) and run the setup again',
    );
  }
  throw new SetupError(
    'python3 was not found, whose pip downloads TensorFlow: install it (Debian and Ubuntu: apt-get install python3 python3-pip) and run the setup again',
  );
}

/**
 * Finds a C++ compiler.
 *
 * @returns {Promise<string>} CXX of the environment, or the first available of g++, c++ and clang++
 * @throws SetupError if there is none
 */
export async function findCompiler(env = process.env) {
  const candidates = env.CXX ? [env.CXX] : ['g++', 'c++', 'clang++'];
  for (const compiler of candidates) {
    if ((await run(compiler, ['--version'], { env })).code === 0) return compiler;
  }
  throw new SetupError(
    `no C++ compiler was found (looked for ${candidates.join(', ')}): install one (Debian and Ubuntu: apt-get install g++) and run the setup again`,
  );
}
