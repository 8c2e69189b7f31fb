import { createHash } from 'node:crypto';

/**
 * Script of the page. It shows tooltips near the marks of charts and copies tables; without it the page lacks only
 * these. It uses only features that all current browsers support.
 */
export const SCRIPT = `'use strict';
const tip = document.getElementById('tip');
const REACH = 24;

function findNearest(marks, x, y) {
  let nearest;
  let least = REACH * REACH;
  for (const mark of marks) {
    const distance = (mark[0] - x) ** 2 + (mark[1] - y) ** 2;
    if (distance <= least) [least, nearest] = [distance, mark];
  }
  return nearest;
}

function addRing(svg) {
  const circle = document.createElementNS('http://www.w3.org/2000/svg', 'circle');
  circle.setAttribute('r', '5');
  circle.setAttribute('class', 'ring');
  svg.append(circle);
  return circle;
}

for (const chart of document.querySelectorAll('.chart')) {
  const svg = chart.querySelector('svg');
  const marks = JSON.parse(chart.dataset.marks);
  const circle = addRing(svg);
  chart.addEventListener('pointermove', (event) => {
    const area = svg.getBoundingClientRect();
    const scale = area.width / svg.viewBox.baseVal.width;
    const mark = findNearest(marks, (event.clientX - area.left) / scale, (event.clientY - area.top) / scale);
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
    // Browsers may deny a local file the asynchronous clipboard; with execCommand the text is at least selected.
    button.textContent = document.execCommand('copy') ? 'Copied' : 'Selected: press Ctrl-C';
    setTimeout(() => (button.textContent = label), 1500);
  });
}
`;

/** Source expression of this script for the content security policy, which allows no other script. */
export const SCRIPT_SOURCE = `'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'`;
