import { join } from 'node:path';
import { getCacheFolder } from '../../src/data/cache-folder';
import { InputError } from '../../src/errors';
import { expandHome, findHome } from '../../src/files/home';

const before = process.env.HOME;
afterEach(() => {
  if (before === undefined) delete process.env.HOME;
  else process.env.HOME = before;
});

test('expandHome replaces ~ at the start of a path', () => {
  process.env.HOME = '/home/ann';
  expect(['~', '~/x/y', '/a/~/b', './~/x', 'a~', ''].map(expandHome)).toEqual([
    '/home/ann',
    '/home/ann/x/y',
    '/a/~/b',
    './~/x',
    'a~',
    '',
  ]);
  expect(() => expandHome('~bob/x')).toThrow(
    new InputError("'~bob/x' begins with a tilde: write the whole path, or ./~bob/x for a name with a tilde"),
  );
});

test('findHome takes HOME only if it is a whole path', () => {
  expect(findHome({ HOME: '/home/ann' })).toBe('/home/ann');
  for (const HOME of [undefined, '', 'relative']) expect(findHome({ HOME })).toMatch(/^\//);
});

test('the cache folder is never in the current folder', () => {
  process.env.HOME = '';
  expect(getCacheFolder({ HOME: '' })).toMatch(/^\/.*\.cache\/nao$/);
  expect(getCacheFolder({ HOME: '/', XDG_CACHE_HOME: 'relative' })).toBe(join('/', '.cache', 'nao'));
  process.env.HOME = '/home/ann';
  expect(getCacheFolder({ NAO_CACHE_DIR: '~/nao' })).toBe('/home/ann/nao');
});
