import { InputError } from '../../src/errors';
import { parseRedisAddress } from '../../src/jobs/redis-address';

test.each([
  ['redis://host', 'redis://host:6379', { host: 'host', port: 6379 }],
  ['redis://host:7000/2', 'redis://host:7000/2', { host: 'host', port: 7000, db: 2 }],
  ['redis://:pass@host', 'redis://host:6379', { host: 'host', port: 6379, password: 'pass' }],
  [
    'redis://me:p%40ss@host/',
    'redis://host:6379',
    { host: 'host', port: 6379, username: 'me', password: 'p@ss' },
  ],
  ['redis://:100%@host', 'redis://host:6379', { host: 'host', port: 6379, password: '100%' }],
  ['rediss://host', 'rediss://host:6379', { host: 'host', port: 6379, tls: {} }],
  ['redis://[::1]:7000', 'redis://[::1]:7000', { host: '::1', port: 7000 }],
])('%s is parsed, and redacted of user and password', (text, redactedUrl, connection) => {
  const address = parseRedisAddress(text);
  expect(address.redactedUrl).toBe(redactedUrl);
  expect(address.connection).toEqual(connection);
});

test.each([
  'host:6379',
  'http://:pass@host',
  'redis://',
  'redis://:pass@host/two',
  'redis://:pass@ho st',
  '',
])('%j is rejected without repeating it', (text) => {
  const parse = (): unknown => parseRedisAddress(text);
  expect(parse).toThrow(InputError);
  expect(parse).toThrow(/^the queue is not the address of a Redis server: give redis:\/\/HOST:6379, /);
  expect(parse).not.toThrow('pass@');
});

test('redact replaces the password, plain and percent-encoded, and the passwords of other addresses', () => {
  const { redact } = parseRedisAddress('redis://me:p%40ss@host');
  expect(redact('AUTH me p@ss at redis://me:p%40ss@host and rediss://you:other@there')).toBe(
    'AUTH me *** at redis://***@host and rediss://***@there',
  );
  expect(parseRedisAddress('redis://host').redact('nothing to hide')).toBe('nothing to hide');
});
