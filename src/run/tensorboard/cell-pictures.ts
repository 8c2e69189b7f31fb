import { renderSvg } from '../../space/dot';
import type { Architecture, Space } from '../../space/space';
import { createImage, type SummaryValue } from './event';

/** Pixels per inch: enough to read the text of a cell. */
const DENSITY = 110;

/**
 * Draws the cells of an architecture as images of a group of tags, such as `cells`. A run does not fail because it has no
 * pictures.
 *
 * @param log called if the cells cannot be drawn
 */
export async function drawCellPictures(
  group: string,
  space: Pick<Space, 'draw'>,
  architecture: Architecture,
  log: (text: string) => void,
): Promise<SummaryValue[]> {
  try {
    return await drawCells(group, space, architecture);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log(`TensorBoard shows no cells, because they cannot be drawn: ${reason}`);
    return [];
  }
}

async function drawCells(
  group: string,
  space: Pick<Space, 'draw'>,
  architecture: Architecture,
): Promise<SummaryValue[]> {
  // Lazy import: the library is large, and most commands draw nothing.
  const { default: sharp } = await import('sharp');
  return Promise.all(
    space.draw(architecture).map(async ({ title, dot }) => {
      const drawing = sharp(Buffer.from(await renderSvg(dot)), { density: DENSITY });
      const { data, info } = await drawing
        .flatten({ background: '#ffffff' })
        .png()
        .toBuffer({ resolveWithObject: true });
      const tag = `${group}/${title.toLowerCase()}`;
      return createImage(tag, { png: data, width: info.width, height: info.height });
    }),
  );
}
