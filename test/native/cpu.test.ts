import { hasAvx512, multipliesBfloat16 } from '../../src/native/cpu';
import { describePrecision } from '../../src/networks/language-model/precision';

test.each([
  ['flags\t\t: fpu avx2 avx512f avx512_bf16 amx_tile', true],
  ['flags\t\t: fpu avx512f amx_bf16', true],
  ['Features\t: fp asimd bf16 i8mm', true],
  ['flags\t\t: fpu avx2 avx512f avx512_vnni', false],
  ['Features\t: fp asimd', false],
  ['', false],
])('multipliesBfloat16 reads the instructions of the first processor: %j', (line, expected) => {
  expect(
    multipliesBfloat16(`processor\t: 0\nmodel name\t: bf16 in a name\n${line}\n\nprocessor\t: 1\n`),
  ).toBe(expected);
});

test.each([
  ['flags\t\t: fpu avx2 avx512f avx512_bf16', true],
  ['flags\t\t: fpu avx2 fma', false],
  ['Features\t: fp asimd', false],
])('hasAvx512 reads the instructions of the first processor: %j', (line, expected) => {
  expect(hasAvx512(`processor\t: 0\nmodel name\t: avx512f in a name\n${line}\n\nprocessor\t: 1\n`)).toBe(
    expected,
  );
});

test('the plan says the precision, unless it is float32, and where it is slow', () => {
  expect(describePrecision('float32', () => false)).toEqual([]);
  expect(describePrecision('bfloat16', () => true)).toEqual([
    'precision: matrix products of bfloat16 numbers',
  ]);
  expect(describePrecision('bfloat16', () => false)).toEqual([
    'precision: matrix products of bfloat16 numbers: slower than float32 on this CPU, which has no instructions for them',
  ]);
});
