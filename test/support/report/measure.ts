/** Function that checks all text of a page. It is source text for the browser, whose types are not available here. */
export const MEASURE = String.raw`() => {
  const SLACK = 1; // pixels
  const LEAST_CONTRAST = 3; // WCAG's for large text and graphics
  const found = [];
  const boxes = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const text = node.textContent.trim();
    const parent = node.parentElement;
    if (text === '' || ['SCRIPT', 'STYLE', 'TEXTAREA', 'TITLE', 'title'].includes(parent.tagName)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const chart = parent.closest('svg');
    const cell = parent.closest('.cell') !== null;
    // Each line of a paragraph is one box; the label of a chart is rotated or moved as a whole.
    const rectangles = chart ? [parent.getBoundingClientRect()] : [...range.getClientRects()];
    for (const { left, right, top, bottom } of rectangles) {
      if (right - left < 0.5) continue;
      boxes.push({ text: text.slice(0, 60), parent, chart, cell, left, right, top, bottom });
    }
  }
  if (boxes.length === 0) return ['no text was found'];

  const pageWidth = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > pageWidth) {
    found.push('the page is ' + document.documentElement.scrollWidth + ' pixels wide, but the window is ' + pageWidth);
  }
  for (const box of boxes) {
    const scroller = box.parent.closest('.scroll');
    if (box.chart) {
      const area = box.chart.getBoundingClientRect();
      const isOut = box.left < area.left - SLACK || box.right > area.right + SLACK ||
        box.top < area.top - SLACK || box.bottom > area.bottom + SLACK;
      if (isOut) found.push('clipped by its chart: ' + box.text);
    }
    if (!scroller && (box.left < -SLACK || box.right > pageWidth + SLACK)) found.push('outside the page: ' + box.text);
  }

  const sorted = boxes.toSorted((a, b) => a.top - b.top);
  for (let i = 0; i < sorted.length; i++) {
    for (let j = i + 1; j < sorted.length && sorted[j].top < sorted[i].bottom - SLACK; j++) {
      const [a, b] = [sorted[i], sorted[j]];
      if (a.parent === b.parent && !a.chart) continue;
      // Text that is scrolled out of view does not overlap anything.
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across <= SLACK || down <= 2 * SLACK) continue;
      if (a.parent.closest('.scroll') !== b.parent.closest('.scroll')) continue;
      found.push('overlapping: ' + a.text + ' / ' + b.text);
    }
  }

  const numbers = (color) => (color.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (color) => {
    const [red, green, blue] = numbers(color).map((part) => {
      const share = part / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const backgroundColor = (element) => {
    for (let ancestor = element; ancestor; ancestor = ancestor.parentElement) {
      const color = getComputedStyle(ancestor).backgroundColor;
      if (numbers(color)[3] !== 0 && color !== 'transparent') return color;
    }
    return 'rgb(255, 255, 255)';
  };
  for (const { text, parent, chart, cell } of boxes) {
    if (cell && chart) continue; // black on pale colors, inverted as a whole in the dark theme
    const style = getComputedStyle(parent);
    const [one, other] = [luminance(chart ? style.fill : style.color), luminance(backgroundColor(parent))];
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (contrast < LEAST_CONTRAST) found.push('contrast ' + contrast.toFixed(1) + ': ' + text);
  }
  return [...new Set(found)];
}`;
