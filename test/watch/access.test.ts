import { createToken, formatUrlHost, isLoopback, isOwnHost, isToken } from '../../src/watch/access';

test('a token is long, differs each time, and is only equal to itself', () => {
  const token = createToken();
  expect(token).toMatch(/^[\w-]{32}$/);
  expect(createToken()).not.toBe(token);
  expect(isToken(token, token)).toBe(true);
  for (const other of ['', token.slice(1), `${token}x`, token.toUpperCase(), 'é']) {
    expect(isToken(other, token)).toBe(false);
  }
});

test('only addresses of this machine alone are loopback', () => {
  expect(['127.0.0.1', '127.8.0.1', '::1', 'localhost'].every(isLoopback)).toBe(true);
  expect(['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.evil.org', 'machine'].some(isLoopback)).toBe(false);
});

const OWN = ['127.0.0.1:80', '127.0.0.1', 'localhost:1234', 'LOCALHOST', 'localhost.:80', '[::1]:5000'];
const FOREIGN = [
  undefined,
  '',
  'evil.org',
  'evil.org:80',
  'localhost.evil.org',
  '127.0.0.1.evil.org',
  '127.0.0.1@evil.org',
  'evil.org/127.0.0.1',
  'localhost:80:90',
  'localhost, evil.org',
  '10.0.0.1',
];

test.each(OWN)('a server on 127.0.0.1 answers the host %s, whose port a tunnel may change', (header) => {
  expect(isOwnHost(header, '127.0.0.1')).toBe(true);
});

test.each(FOREIGN)('a server on 127.0.0.1 refuses the host %s', (header) => {
  expect(isOwnHost(header, '127.0.0.1')).toBe(false);
});

test('a server on another address answers its names, and not others', () => {
  expect(isOwnHost('10.0.0.1:80', '10.0.0.1')).toBe(true);
  expect(isOwnHost('10.0.0.2:80', '10.0.0.1')).toBe(false);
  expect(isOwnHost('gpu1', '10.0.0.1', 'gpu1')).toBe(false);
  for (const name of ['10.0.0.2:80', '[2001:db8::1]', 'gpu1:80', 'GPU1.example.org']) {
    expect(isOwnHost(name, '0.0.0.0', 'gpu1')).toBe(true);
  }
  expect(isOwnHost('gpu10', '0.0.0.0', 'gpu1')).toBe(false);
  expect(isOwnHost('evil.org', '::', 'gpu1')).toBe(false);
});

test('a URL has a host that a browser can open', () => {
  expect(formatUrlHost('127.0.0.1')).toBe('127.0.0.1');
  expect(formatUrlHost('::1')).toBe('[::1]');
  expect(formatUrlHost('0.0.0.0', 'gpu1')).toBe('gpu1');
});
