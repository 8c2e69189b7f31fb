import { createHash } from 'node:crypto';

/**
 * The page's script, in the reader's browser: near a mark of a chart it tells the mark's values, and its buttons copy
 * tables. Without it the page only loses these. It keeps to what every browser of the last years has.
 */
export const SCRIPT = `'use strict';
const tip = document.getElementById('tip');
const REACH = 24;

function nearest(marks, x, y) {
  let best;
  let least = REACH * REACH;
  for (const mark of marks) {
    const distance = (mark[0] - x) ** 2 + (mark[1] - y) ** 2;
    if (distance <= least) [least, best] = [distance, mark];
  }
  return best;
}

function ring(svg) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', 'circle');
  made.setAttribute('r', '5');
  made.setAttribute('class', 'ring');
  svg.append(made);
  return made;
}

for (const chart of document.querySelectorAll('.chart')) {
  const svg = chart.querySelector('svg');
  const marks = JSON.parse(chart.dataset.marks);
  const circle = ring(svg);
  chart.addEventListener('pointermove', (event) => {
    const area = svg.getBoundingClientRect();
    const scale = area.width / svg.viewBox.baseVal.width;
    const mark = nearest(marks, (event.clientX - area.left) / scale, (event.clientY - area.top) / scale);
    tip.hidden = mark === undefined;
    circle.classList.toggle('shown', mark !== undefined);
    if (mark === undefined) return;
    circle.setAttribute('cx', mark[0]);
    circle.setAttribute('cy', mark[1]);
    tip.textContent = mark[2];
    const width = document.documentElement.clientWidth;
    const left = area.left + mark[0] * scale;
    const above = area.top + mark[1] * scale - tip.offsetHeight - 10;
    tip.style.left = Math.max(4, Math.min(left - tip.offsetWidth / 2, width - tip.offsetWidth - 4)) + 'px';
    tip.style.top = (above > 4 ? above : area.top + mark[1] * scale + 12) + 'px';
  });
  chart.addEventListener('pointerleave', () => {
    tip.hidden = true;
    circle.classList.remove('shown');
  });
}

for (const button of document.querySelectorAll('.copy')) {
  button.addEventListener('click', () => {
    const text = button.nextElementSibling;
    text.select();
    const label = button.textContent;
    // A page on the disk may be refused the newer clipboard; the text is then selected at least.
    button.textContent = document.execCommand('copy') ? 'Copied' : 'Selected: press Ctrl-C';
    setTimeout(() => (button.textContent = label), 1500);
  });
}
`;

/** The source that the page's content security policy allows: this script and no other. */
export const SCRIPT_SOURCE = `'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'`;
