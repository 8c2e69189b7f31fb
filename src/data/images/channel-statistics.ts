import type { ImageDataset } from './dataset';

/** Per channel, of pixels scaled to [0, 1]. */
export interface ChannelStatistics {
  readonly mean: number[];
  /** Population standard deviation; 1 for a channel that never changes, so that dividing by it is harmless. */
  readonly std: number[];
}

/**
 * Mean and standard deviation of the pixels of `images`, so that what is held out has no part in the normalization.
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
    for (let at = start; at < start + area * channels; at += channels) {
      for (let channel = 0; channel < channels; channel++) counts[channel][pixels[at + channel]]++;
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
    // A constant channel's mean may be off by a rounding error, so compare with the smallest real deviation instead of 0.
    std.push(histogram.filter((count) => count > 0).length > 1 ? Math.sqrt(variance) / 255 : 1);
  }
  return { mean, std };
}
