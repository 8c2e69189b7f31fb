import { selectImages } from '../../../src/data/images/subset';

test('selectImages copies images and labels in the given order', () => {
  const set = { pixels: Uint8Array.of(0, 1, 10, 11, 20, 21), labels: Int32Array.of(5, 6, 7) };
  expect(selectImages(set, Int32Array.of(2, 0))).toEqual({
    pixels: Uint8Array.of(20, 21, 0, 1),
    labels: Int32Array.of(7, 5),
  });
  expect(set.pixels).toEqual(Uint8Array.of(0, 1, 10, 11, 20, 21));
  expect(selectImages(set, new Int32Array())).toEqual({ pixels: new Uint8Array(), labels: new Int32Array() });
});
