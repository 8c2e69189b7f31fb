import { createHash } from 'node:crypto';

/** Shows the values of a chart's marks near the pointer, and one after the other by the arrow keys. */
const CHARTS = `
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

function activateCharts(root) {
for (const chart of root.querySelectorAll('.chart')) {
  const svg = chart.querySelector('svg');
  const marks = JSON.parse(chart.dataset.marks);
  if (chart.matches('.broad')) {
    const { marks: labeled } = chart.previousElementSibling.dataset;
    JSON.parse(labeled).forEach((mark, i) => (marks[i][2] = mark[2]));
  }
  if (marks.length === 0) continue;
  const circle = addRing(svg);
  let current = -1;

  function show(mark) {
    tip.hidden = mark === undefined;
    circle.classList.toggle('shown', mark !== undefined);
    if (mark === undefined) return;
    const area = svg.getBoundingClientRect();
    const scale = area.width / svg.viewBox.baseVal.width;
    circle.setAttribute('cx', mark[0]);
    circle.setAttribute('cy', mark[1]);
    tip.textContent = mark[2];
    const width = document.documentElement.clientWidth;
    const left = area.left + mark[0] * scale;
    const above = area.top + mark[1] * scale - tip.offsetHeight - 10;
    tip.style.left = Math.max(4, Math.min(left - tip.offsetWidth / 2, width - tip.offsetWidth - 4)) + 'px';
    tip.style.top = (above > 4 ? above : area.top + mark[1] * scale + 12) + 'px';
  }

  chart.tabIndex = 0;
  chart.setAttribute('role', 'group');
  chart.setAttribute('aria-label', svg.getAttribute('aria-label') + ': arrow keys read its values');
  chart.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === 'Escape') show(undefined);
    if (step === undefined) return;
    event.preventDefault();
    current = Math.max(0, Math.min(marks.length - 1, current + step));
    show(marks[current]);
  });
  chart.addEventListener('blur', () => show(undefined));
  chart.addEventListener('pointermove', (event) => {
    const area = svg.getBoundingClientRect();
    const scale = area.width / svg.viewBox.baseVal.width;
    show(findNearest(marks, (event.clientX - area.left) / scale, (event.clientY - area.top) / scale));
  });
  chart.addEventListener('pointerleave', () => show(undefined));
}
}
`;

/** Copies the text next to a button. */
const COPIES = `
function activateCopies(root) {
for (const button of root.querySelectorAll('.copy')) {
  button.addEventListener('click', () => {
    const text = button.nextElementSibling;
    text.select();
    const label = button.textContent;
    // Browsers may deny a local file the asynchronous clipboard; with execCommand the text is at least selected.
    button.textContent = document.execCommand('copy') ? 'Copied' : 'Selected: press Ctrl-C';
    setTimeout(() => (button.textContent = label), 1500);
  });
}
}
`;

/** Unfolds the report of a run that a link leads to. */
const FOLDS = `
function unfoldTarget() {
  const folded = document.getElementById(location.hash.slice(1))?.querySelector('details.fold');
  if (folded) folded.open = true;
}
window.addEventListener('hashchange', unfoldTarget);
unfoldTarget();
`;

/** Sorts, filters and searches the table of all architectures. */
const EXPLORERS = `
function parseNumber(text) {
  return text === '' ? NaN : Number(text.replaceAll(',', ''));
}

function compareCells(a, b) {
  const [x, y] = [parseNumber(a), parseNumber(b)];
  if (!Number.isNaN(x) && !Number.isNaN(y)) return x - y;
  return a < b ? -1 : a > b ? 1 : 0;
}

function addLabeled(form, text, control) {
  const label = document.createElement('label');
  label.append(text + ' ', control);
  form.append(label);
  return control;
}

for (const explorer of document.querySelectorAll('.explorer')) {
  const table = explorer.querySelector('table');
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const names = heads.map((head) => head.textContent.trim());
  const rows = [...body.rows].map((row) => ({ row, cells: [...row.cells].map((cell) => cell.textContent.trim()) }));

  const form = document.createElement('form');
  form.className = 'controls';
  form.addEventListener('submit', (event) => event.preventDefault());
  const words = addLabeled(form, 'Search', document.createElement('input'));
  words.type = 'search';
  words.placeholder = 'id, part of an architecture, ...';
  const selects = ['origin', 'first round', 'step size'].filter((name) => names.includes(name)).map((name) => {
    const column = names.indexOf(name);
    const select = addLabeled(form, name, document.createElement('select'));
    const values = [...new Set(rows.map(({ cells }) => cells[column]))].filter((value) => value !== '');
    select.append(new Option('all', ''), ...values.sort(compareCells).map((value) => new Option(value)));
    return { column, select };
  });
  const count = document.createElement('output');
  form.append(count);
  explorer.prepend(form);

  function filter() {
    const wanted = words.value.toLowerCase().split(/\\s{2,}|,/).map((word) => word.trim()).filter((word) => word !== '');
    let shown = 0;
    for (const { row, cells } of rows) {
      const text = cells.join('\\n').toLowerCase();
      const isShown = wanted.every((word) => text.includes(word)) &&
        selects.every(({ column, select }) => select.value === '' || cells[column] === select.value);
      row.hidden = !isShown;
      if (isShown) shown += 1;
    }
    count.textContent = shown.toLocaleString('en-US') + ' of ' + rows.length.toLocaleString('en-US') + ' shown';
  }
  form.addEventListener('input', filter);
  filter();

  heads.forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = names[column];
    head.replaceChildren(button);
    button.addEventListener('click', () => {
      const isAscending = head.getAttribute('aria-sort') !== 'ascending';
      for (const other of heads) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', isAscending ? 'ascending' : 'descending');
      const sign = isAscending ? 1 : -1;
      // Empty cells stay last.
      const sorted = [...rows].sort(({ cells: a }, { cells: b }) =>
        (a[column] === '') - (b[column] === '') || sign * compareCells(a[column], b[column]));
      body.append(...sorted.map(({ row }) => row));
    });
  });
}
`;

/** Functions that add tooltips to the charts below an element, and copying to its tables. */
export const ACTIVATION = `${CHARTS}${COPIES}`;

/**
 * Script of the page: tooltips of charts, copies of tables, and the explorer of all architectures. Without it the page
 * lacks only these. It uses only features that all current browsers support.
 */
export const SCRIPT = `'use strict';${ACTIVATION}
activateCharts(document);
activateCopies(document);
${FOLDS}${EXPLORERS}`;

/** Source expression of this script for the content security policy, which allows no other script. */
export const SCRIPT_SOURCE = createScriptSource(SCRIPT);

/** Creates the source expression by which a content security policy allows a script. */
export function createScriptSource(script: string): string {
  return `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
}
