import { formatNumber } from '../format';
import { emptyHtml, html, Html, renderSection } from '../html/html';
import { readNumberCell } from '../read-csv';
import type { TrainingFiles } from './files';

/** Height of a picture on the page, pixels. */
const HEIGHT = 64;

/** Renders pictures of wrongly classified test images; nothing for texts, or if all are right. */
export function renderWrongImagesSection({ predictions, pictures, classNames }: TrainingFiles): Html {
  const shown = predictions.rows
    .flatMap((row) => {
      const place = readNumberCell(row, 'picture');
      return place === undefined ? [] : [{ place, row }];
    })
    .sort((a, b) => a.place - b.place);
  if (pictures === undefined || shown.length === 0) return emptyHtml;
  const { width, height } = readPngSize(pictures);
  const pictureWidth = (HEIGHT * width) / height / shown.length;
  const nameOf = (text: string): string => classNames[Number(text)] ?? text;
  const items = shown.map(({ place, row }) => {
    const { image, label, predicted } = row;
    const probability = formatNumber(readNumberCell(row, 'probability') ?? NaN);
    const position = `${-place * pictureWidth}px 0`;
    return html`<li>
      <span
        class="picture"
        role="img"
        aria-label="test image ${image}, ${nameOf(label)}"
        style="background-position: ${position}"
      ></span>
      <span>${nameOf(predicted)} ${probability}<br />is ${nameOf(label)}</span>
    </li>`;
  });
  const source = `data:image/png;base64,${pictures.toString('base64')}`;
  const style = `.picture { display: block; width: ${pictureWidth}px; height: ${HEIGHT}px; image-rendering: pixelated; background: url(${source}) 0 0 / auto ${HEIGHT}px no-repeat; print-color-adjust: exact; }`;
  return renderSection(
    'Wrong with the highest probability',
    html`<p>
        Test images whose wrong class had the highest probabilities, with that class and its probability.
      </p>
      <style>
        ${new Html(style)}
      </style>
      <ul class="pictures">
        ${items}
      </ul>`,
  );
}

/** Reads the size of a PNG from its header. */
function readPngSize(png: Buffer): { width: number; height: number } {
  if (png.length < 24) return { width: 1, height: 1 }; // a damaged file has nothing to show
  return { width: png.readUInt32BE(16), height: Math.max(1, png.readUInt32BE(20)) };
}
