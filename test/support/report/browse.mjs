/**
 * Opens pages in Chromium and performs the visits on standard input, a JSON list. Prints the answers as JSON. It is a
 * separate process because puppeteer-core is an ES module, which Jest does not load.
 */
import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import puppeteer from 'puppeteer-core';

const { executablePath, visits } = JSON.parse(readFileSync(0, 'utf8'));

// Containers run tests as root, where Chromium's sandbox does not start. The pages are trusted.
const browser = await puppeteer.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
try {
  const answers = [];
  for (const visit of visits) answers.push(await answer(visit));
  process.stdout.write(JSON.stringify(answers));
} finally {
  await browser.close();
}

async function answer({ file, url, width, theme, steps }) {
  const page = await browser.newPage();
  const messages = [];
  page.on('console', (message) => messages.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => messages.push(String(error)));
  page.on('requestfailed', (request) => messages.push(`failed: ${request.url()}`));
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
  await page.setViewport({ width, height: 900 });
  await page.goto(url ?? pathToFileURL(file).href);
  const results = [];
  for (const step of steps) results.push(await performStep(page, step));
  await page.close();
  return { messages, results };
}

async function performStep(
  page,
  { evaluate, moveTo, click, screenshot, axe, print, waitFor, append, remove },
) {
  if (append !== undefined) appendFileSync(append.to, append.text);
  if (remove !== undefined) rmSync(remove, { recursive: true });
  if (waitFor !== undefined) await page.waitForFunction(waitFor, { timeout: 60_000 });
  if (evaluate !== undefined) return (await page.evaluate(evaluate)) ?? null;
  if (print !== undefined) await page.emulateMediaType('print');
  if (axe !== undefined) return findViolations(page);
  if (click !== undefined) await page.click(click);
  if (moveTo !== undefined) await page.mouse.move(...(await page.evaluate(moveTo)));
  if (screenshot !== undefined) await page.screenshot({ path: screenshot, fullPage: true });
  return null;
}

/** Lists what axe-core finds. It runs beside the page's content security policy, which allows no other script. */
async function findViolations(page) {
  await page.evaluate(
    `${readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')};0`,
  );
  const { violations } = await page.evaluate('axe.run(document)');
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
}
