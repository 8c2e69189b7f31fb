import type { ImageSet } from './dataset';

/** Copies some images of a set. @param images indices into the set, in the order of the result */
export function selectImages({ pixels, labels }: ImageSet, images: Int32Array): ImageSet {
  const size = pixels.length / Math.max(1, labels.length);
  const selected = new Uint8Array(images.length * size);
  images.forEach((image, index) => {
    selected.set(pixels.subarray(image * size, (image + 1) * size), index * size);
  });
  return { pixels: selected, labels: images.map((image) => labels[image]) };
}
