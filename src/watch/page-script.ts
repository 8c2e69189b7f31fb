import { ACTIVATION } from '../report/html/script';

/** Shows the sections that the server sends, and keeps what the reader has opened, scrolled to and selected. */
const UPDATES = `
const { events, revision } = document.body.dataset;
const sections = document.getElementById('sections');
const connection = document.getElementById('connection');
const status = document.getElementById('status');
const pauseButton = document.getElementById('pause');
const FOCUSABLE = 'a, button, summary, input, textarea, [tabindex]';
const waiting = new Map();
let last = revision;
let source;
let isPaused = false;
let hasEnded = false;

function say(text) {
  if (connection.textContent !== text) connection.textContent = text;
}

function showTimes(root) {
  for (const time of root.querySelectorAll('time')) {
    const date = new Date(time.dateTime);
    time.title = date.toLocaleString();
    const isToday = date.toDateString() === new Date().toDateString();
    time.textContent = isToday ? date.toLocaleTimeString() : date.toLocaleString();
  }
}

function activate(root) {
  activateCharts(root);
  activateCopies(root);
  showTimes(root);
}

function isSelectedIn(element) {
  const selection = document.getSelection();
  return selection !== null && !selection.isCollapsed && selection.intersectsNode?.(element) !== false &&
    element.contains(selection.anchorNode);
}

function replaceContent(element, html) {
  if (isSelectedIn(element)) {
    waiting.set(element, html);
    return;
  }
  waiting.delete(element);
  const details = [...element.querySelectorAll('details')].map(({ open }) => open);
  const scrolls = [...element.querySelectorAll('.scroll')].map(({ scrollLeft, scrollTop }) => [scrollLeft, scrollTop]);
  const focused = [...element.querySelectorAll(FOCUSABLE)].indexOf(document.activeElement);
  element.innerHTML = html;
  activate(element);
  const newDetails = element.querySelectorAll('details');
  if (newDetails.length === details.length) newDetails.forEach((part, i) => (part.open = details[i]));
  element.querySelectorAll('.scroll').forEach((part, i) => part.scrollTo(...(scrolls[i] ?? [0, 0])));
  if (focused >= 0) element.querySelectorAll(FOCUSABLE)[focused]?.focus({ preventScroll: true });
}

document.addEventListener('selectionchange', () => {
  for (const [element, html] of waiting) replaceContent(element, html);
});

function apply({ title, status: newStatus, order, changed }) {
  document.title = title;
  if (status.textContent !== newStatus) status.textContent = newStatus;
  for (const child of [...sections.children]) if (!order.includes(child.dataset.section)) child.remove();
  order.forEach((id, i) => {
    let element = [...sections.children].find((child) => child.dataset.section === id);
    if (element === undefined) {
      element = document.createElement('div');
      element.dataset.section = id;
      sections.insertBefore(element, sections.children[i] ?? null);
    }
    if (Object.hasOwn(changed, id)) replaceContent(element, changed[id]);
  });
}

function disconnect() {
  source?.close();
  source = undefined;
}

function connect() {
  if (isPaused || hasEnded || document.hidden || source !== undefined) return;
  source = new EventSource(events + '?since=' + encodeURIComponent(last));
  source.addEventListener('open', () => say(''));
  source.addEventListener('error', () => {
    const isRefused = source?.readyState === EventSource.CLOSED;
    if (isRefused) disconnect();
    say(isRefused ? 'This page is not served any more: go back to the list of runs, or load it again.' : 'Connection lost: trying again.');
  });
  source.addEventListener('change', (event) => {
    apply(JSON.parse(event.data));
    last = event.lastEventId;
  });
  source.addEventListener('end', () => {
    hasEnded = true;
    disconnect();
    say('nao watch has ended: this page stays as it is.');
  });
}

// A page that nobody sees needs no connection, of which browsers allow six to one server.
document.addEventListener('visibilitychange', () => (document.hidden ? disconnect() : connect()));
pauseButton.addEventListener('click', () => {
  isPaused = !isPaused;
  pauseButton.setAttribute('aria-pressed', String(isPaused));
  if (isPaused) disconnect();
  say(isPaused ? 'Updates are paused.' : '');
  connect();
});

activate(document);
connect();
`;

/** Script of the live pages: they are replaced in parts as the server sends them. */
export const PAGE_SCRIPT = `'use strict';${ACTIVATION}${UPDATES}`;
