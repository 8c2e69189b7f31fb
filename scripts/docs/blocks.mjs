const BLOCK = /^(<!-- generated: (.+?) -->\n).*?^(<!-- end -->)$/gms;

/**
 * Returns a page with the text of each block between its markers.
 *
 * @param {string} text the page
 * @param {ReadonlyMap<string, string>} blocks text by name
 * @param {string} page name for errors
 */
export function replaceBlocks(text, blocks, page) {
  return text.replace(BLOCK, (_, start, name, end) => {
    const block = blocks.get(name);
    if (block === undefined) {
      throw new Error(`${page} has an unknown block '${name}' (known: ${[...blocks.keys()].join(', ')})`);
    }
    return `${start}\n${block.trim()}\n\n${end}`;
  });
}

/** A Markdown table. Cells are Markdown; line breaks and bars are escaped. */
export function table(heads, rows) {
  const line = (cells) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

function cell(text) {
  return String(text).replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();
}

/** Plain text as Markdown: escapes what would be read as HTML, except within backticks. */
export function prose(text) {
  return text.replace(/`[^`]*`|</g, (match) => (match === '<' ? '\\<' : match));
}

export function code(text) {
  return `\`${text}\``;
}
