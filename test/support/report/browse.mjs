/**
 * Opens pages in Chromium and does what it is told on standard input, a JSON list of visits; answers with JSON. A process of
 * its own: the library that drives the browser is an ES module, which Jest does not load.
 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import puppeteer from 'puppeteer-core';

const { executablePath, visits } = JSON.parse(readFileSync(0, 'utf8'));

// Containers run tests as root, where Chromium's sandbox does not start; the pages are our own.
const browser = await puppeteer.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
try {
  const answers = [];
  for (const visit of visits) answers.push(await answer(visit));
  process.stdout.write(JSON.stringify(answers));
} finally {
  await browser.close();
}

async function answer({ file, width, theme, steps }) {
  const page = await browser.newPage();
  const complaints = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
  await page.setViewport({ width, height: 900 });
  await page.goto(pathToFileURL(file).href);
  const told = [];
  for (const step of steps) told.push(await take(page, step));
  await page.close();
  return { complaints, told };
}

async function take(page, { evaluate, moveTo, click, screenshot }) {
  if (evaluate !== undefined) return (await page.evaluate(evaluate)) ?? null;
  if (click !== undefined) await page.click(click);
  if (moveTo !== undefined) await page.mouse.move(...(await page.evaluate(moveTo)));
  if (screenshot !== undefined) await page.screenshot({ path: screenshot, fullPage: true });
  return null;
}
