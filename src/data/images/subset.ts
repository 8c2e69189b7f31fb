import type { ImageSet } from './dataset';

/** Some images of a set, in the order of `images`, their numbers in it; the set itself stays as it is. */
export function takeImages({ pixels, labels }: ImageSet, images: Int32Array): ImageSet {
  const size = pixels.length / Math.max(1, labels.length);
  const taken = new Uint8Array(images.length * size);
  images.forEach((image, place) => {
    taken.set(pixels.subarray(image * size, (image + 1) * size), place * size);
  });
  return { pixels: taken, labels: images.map((image) => labels[image]) };
}
