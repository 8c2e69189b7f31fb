import { open } from 'node:fs/promises';
import { html, type Html, renderSection } from '../report/html/html';
import { ignoreMissing } from '../report/read-csv';

/** Bytes at the end of a file of messages that are read, and the most lines of them that are shown. */
const MAX_BYTES = 64 * 1024;
const MAX_LINES = 100;

/** Reads the last lines of a file of messages; none if it does not exist. */
export async function readLastMessages(file: string): Promise<string[]> {
  const handle = await ignoreMissing(open(file, 'r'));
  if (handle === undefined) return [];
  try {
    const { size } = await handle.stat();
    const start = Math.max(0, size - MAX_BYTES);
    const bytes = Buffer.alloc(size - start);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
    const lines = bytes.toString('utf8', 0, bytesRead).split('\n').slice(0, -1);
    // The first line may be cut.
    return (start === 0 ? lines : lines.slice(1)).slice(-MAX_LINES);
  } finally {
    await handle.close();
  }
}

/** Renders messages, the newest first. */
export function renderMessages(lines: readonly string[]): Html {
  const items = [...lines].reverse().map((line) => {
    const [time, text] = splitLine(line);
    return html`<li>${time === '' ? '' : html`<time datetime="${time}">${time}</time> `}${text}</li>`;
  });
  return renderSection(
    'Messages',
    lines.length === 0
      ? html`<p class="absent">The run has not written messages.log yet.</p>`
      : html`<div class="scroll messages" role="group" tabindex="0" aria-label="messages, newest first">
          <ol>
            ${items}
          </ol>
        </div>`,
  );
}

function splitLine(line: string): [time: string, text: string] {
  const match = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) (.*)$/.exec(line);
  return match === null ? ['', line] : [match[1], match[2]];
}
