import type { ImageDataset } from './dataset';

/** Statistics of pixels scaled to [0, 1], per channel. */
export interface ChannelStatistics {
  readonly mean: number[];
  /** Population standard deviation; 1 for a constant channel, so that dividing by it is safe. */
  readonly std: number[];
}

/**
 * Computes mean and standard deviation of the pixels of `images`. Held-out images do not influence the normalization.
 *
 * @param images indices into `dataset.train`, at least one
 */
export function computeChannelStatistics(dataset: ImageDataset, images: Int32Array): ChannelStatistics {
  const { channels } = dataset;
  const area = dataset.height * dataset.width;
  const { pixels } = dataset.train;
  const counts = Array.from({ length: channels }, () => new Float64Array(256));
  for (const image of images) {
    const start = image * area * channels;
    for (let pixel = start; pixel < start + area * channels; pixel += channels) {
      for (let channel = 0; channel < channels; channel++) counts[channel][pixels[pixel + channel]]++;
    }
  }
  const mean: number[] = [];
  const std: number[] = [];
  for (const histogram of counts) {
    const total = area * images.length;
    const sum = histogram.reduce((acc, count, value) => acc + count * value, 0);
    const channelMean = sum / total;
    const variance =
      histogram.reduce((acc, count, value) => acc + count * (value - channelMean) ** 2, 0) / total;
    mean.push(channelMean / 255);
    // A constant channel is detected by its histogram, because rounding errors can make its variance non-zero.
    std.push(histogram.filter((count) => count > 0).length > 1 ? Math.sqrt(variance) / 255 : 1);
  }
  return { mean, std };
}
