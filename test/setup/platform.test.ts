import { call, programs } from '../support/setup/call';
import { temporaryFolder } from '../support/temp-folder';

const good = { platform: 'linux', arch: 'x64', node: '20.13.0', glibc: '2.31' };
const folder = temporaryFolder();

test.each([
  [{}],
  [{ arch: 'arm64' }],
  [{ node: '22.1.0' }],
  [{ node: '24.0.0' }],
  [{ node: '25.3.1' }],
  [{ glibc: '2.27' }],
])('assertSupportedPlatform accepts %j', (change) => {
  expect(call('platform', 'assertSupportedPlatform', { ...good, ...change })).toEqual({});
});

test.each([
  [
    { platform: 'darwin', arch: 'arm64' },
    /this is darwin arm64: use the container of scripts\/deploy\/Dockerfile/,
  ],
  [{ platform: 'win32' }, /this is win32 x64/],
  [{ arch: 'riscv64' }, /this is linux riscv64/],
  [{ node: '18.20.0' }, /needs Node 20 \(from 20\.13\), 22 or 24 and later, this is Node 18\.20\.0/],
  [{ node: '20.11.1' }, /this is Node 20\.11\.1/],
  [{ node: '23.0.0' }, /this is Node 23\.0\.0/],
  [{ glibc: '2.17' }, /glibc 2\.27 or later, this system has 2\.17/],
  [{ glibc: undefined }, /this system has another C library/],
])('assertSupportedPlatform rejects %j', (change, message) => {
  expect(call('platform', 'assertSupportedPlatform', { ...good, ...change }).threw).toMatch(message);
});

test('findPython names what to install if there is no Python', () => {
  const env = { PATH: programs(folder(), {}) };
  expect(call('platform', 'findPython', env).threw).toMatch(
    /^python3 was not found.*apt-get install python3 python3-pip/,
  );
});

test('findPython names what to install if Python has no pip', () => {
  const env = {
    PATH: programs(folder(), { python3: 'echo "/usr/bin/python3: No module named pip" >&2; exit 1' }),
  };
  expect(call('platform', 'findPython', env).threw).toMatch(
    /^python3 has no pip.*apt-get install python3-pip/,
  );
});

test('findCompiler names what to install if there is no compiler', () => {
  const env = { PATH: programs(folder(), {}) };
  expect(call('platform', 'findCompiler', env).threw).toMatch(
    /^no C\+\+ compiler was found.*apt-get install g\+\+/,
  );
});

test('findCompiler prefers CXX to the available compilers', () => {
  const env = { PATH: programs(folder(), { 'clang++': 'exit 0', 'my-c++': 'exit 0' }) };
  expect(call('platform', 'findCompiler', env).returned).toBe('clang++');
  expect(call('platform', 'findCompiler', { ...env, CXX: 'my-c++' }).returned).toBe('my-c++');
});
