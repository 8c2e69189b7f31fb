import os from 'node:os';
import {
  parseList,
  parsePositiveInteger,
  parsePositiveIntegers,
  parseThreadCount,
  parseWholeNumber,
} from '../../../src/cli/arguments/parse-options';
import { InputError } from '../../../src/errors';

test('parseList trims the items and drops empty ones', () => {
  expect(parseList(' a, b,,c')).toEqual(['a', 'b', 'c']);
});

test('parseList rejects an empty list', () => {
  expect(() => parseList(' , ')).toThrow(
    new InputError("' , ' is an empty list: give one or more values, separated by commas"),
  );
});

test('the number parsers accept whole numbers from their minimum', () => {
  expect(parseWholeNumber('0', '--resize')).toBe(0);
  expect(parsePositiveInteger(' 12 ', '--seeds')).toBe(12);
  expect(parsePositiveIntegers('3,1', '--sizes')).toEqual([3, 1]);
});

test.each(['', 'x', '-1', '1.5', '1e3', '99999999999999999999'])('parseWholeNumber rejects %p', (text) => {
  expect(() => parseWholeNumber(text, '--resize')).toThrow(
    new InputError(`--resize is '${text}': give a whole number of at least 0`),
  );
});

test('parsePositiveInteger rejects 0', () => {
  expect(() => parsePositiveInteger('0', '--seeds')).toThrow(
    new InputError("--seeds is '0': give a whole number of at least 1"),
  );
});

test('parseThreadCount returns the number of CPU cores by default', () => {
  expect(parseThreadCount(undefined)).toBe(os.availableParallelism());
  expect(parseThreadCount('3')).toBe(3);
});
