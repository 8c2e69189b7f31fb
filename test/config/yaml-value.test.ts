import { parseYamlValue } from '../../src/config/yaml-value';
import { InputError } from '../../src/errors';

test.each([
  ['3', 3],
  ['[1, 2.5, yes, null]', [1, 2.5, 'yes', null]],
  ['a: &x {b: 1}\nc: *x', { a: { b: 1 }, c: { b: 1 } }],
  ['!!str 3', '3'],
  ['[1e3, "0x10"]', [1000, '0x10']],
  ['', null],
])('%j is the value %j', (text, value) => {
  expect(parseYamlValue(text, 'here')).toEqual(value);
});

const MANY_ALIASES = [
  'a: &a [x, x, x, x, x, x, x, x, x, x]',
  ...['b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name, i) => {
    const before = `*${'abcdefg'[i]}`;
    return `${name}: &${name} [${new Array(10).fill(before).join(', ')}]`;
  }),
].join('\n');

test.each([
  ['an unresolved alias', 'a: *b', 'Unresolved alias (the anchor must be set before the alias): b'],
  ['a circular value', 'a: &b [1, *b]', 'the alias *b is part of its own value'],
  ['too many aliases', MANY_ALIASES, 'Excessive alias count'],
  ['an unknown tag', 'a: !foo 3', 'Unresolved tag: !foo'],
  ['a set', 'a: !!set {b, c}', 'the tag tag:yaml.org,2002:set is not that of a plain value'],
  ['an ordered map', 'a: !!omap [b: 1]', 'omap'],
  ['bytes', 'a: !!binary aGVsbG8=', 'binary'],
  ['a hexadecimal number', 'a: 0x10', 'the number 0x10 is not decimal'],
  ['an octal number', 'a: [0o17]', 'the number 0o17 is not decimal'],
  ['an open list', 'a: [1', 'line 1: Flow sequence'],
  ['a key that is a list', '? [a]\n: 1', 'a key is a list or a group, not a name'],
  ['a key that is an alias to a list', 'a: &l [1]\nb: {*l : 1}', 'not a name'],
  ['a key twice', 'a: 1\na: 2', 'line 2: duplicate key'],
])('%s is refused', (_, text, reason) => {
  const parse = () => parseYamlValue(text, 'here');
  expect(parse).toThrow(InputError);
  expect(parse).toThrow('cannot read the settings in here');
  expect(parse).toThrow(reason);
});
