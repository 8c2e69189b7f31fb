import sharp from 'sharp';
import { InputError } from '../../errors';
import { isJpegOrPng } from './signature';

/** An image as 8-bit RGB, [height, width, 3]. */
export interface DecodedImage {
  readonly height: number;
  readonly width: number;
  readonly pixels: Uint8Array;
}

/** Version of the decoder, part of the cache's key. */
export const DECODER_VERSION = `sharp ${sharp.versions.sharp ?? ''} libvips ${sharp.versions.vips} upright`;

/**
 * Decodes a JPEG or PNG to 8-bit RGB. Gray becomes three equal channels, and 16 bits are scaled to 8. CMYK and embedded
 * color profiles are converted to sRGB. Transparency is dropped and the color beneath it kept. An orientation tag (EXIF)
 * is applied, so that photographs are upright.
 *
 * @param where the file, for messages
 * @param resizePixels side of the square that the image is scaled to cover, with its longer side cropped evenly at both
 *   ends; 0 keeps the size
 * @throws InputError naming the file if it is not an image, damaged or truncated
 */
export async function decodeImage(
  bytes: Uint8Array,
  where: string,
  resizePixels: number,
): Promise<DecodedImage> {
  if (!isJpegOrPng(bytes)) {
    throw new InputError(
      `${where} is ${bytes.length === 0 ? 'empty' : 'neither JPEG nor PNG inside'}: replace or remove it`,
    );
  }
  // 'warning' also rejects images that libjpeg decodes with errors, because parts of them are noise.
  let image = sharp(bytes, { failOn: 'warning' }).autoOrient();
  if (resizePixels > 0) image = image.resize(resizePixels, resizePixels, { fit: 'cover' });
  try {
    const { data, info } = await image
      .removeAlpha()
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) throw new Error(`${info.channels} channels after conversion to RGB`);
    return { height: info.height, width: info.width, pixels: data };
  } catch (error) {
    throw new InputError(
      `${where} is damaged or truncated (${(error as Error).message.trim()}): replace or remove it`,
    );
  }
}
