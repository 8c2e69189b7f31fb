import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { FailedError, InputError } from '../../src/errors';
import { COLORS } from '../../src/report/colors';
import { writeReport } from '../../src/report/report';
import {
  ARCHITECTURE_COLUMNS,
  CONFIG,
  lines,
  temporaryRun,
  TRAINING_COLUMNS,
  wholeRun,
  writePage,
} from '../support/report/synthetic-run';

const whole = wholeRun();

/** Returns the visible text of a page: tags removed, entities decoded, whitespace collapsed. */
function visibleText(page: string): string {
  return page
    .replace(/<(style|script|textarea|button)\b.*?<\/\1\s*>/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');
}

/** Returns the cells of the best row of the last round in architectures.csv. */
function bestRowOfLastRound(): string[] {
  const rows = whole['architectures.csv']
    .trim()
    .split('\r\n')
    .map((row) => row.split(','));
  return rows.filter(([round]) => round === '2').sort((a, b) => Number(b[7]) - Number(a[7]))[0];
}

describe('the report of a complete run', () => {
  let page: string;
  let words: string;
  beforeAll(async () => {
    page = await writePage(whole);
    words = visibleText(page);
  });

  test('shows data set, mode, space, seed and rounds', () => {
    for (const fact of [
      'fashion-mnist',
      'ws',
      'cnn, 5 nodes per cell',
      'Seed 11',
      'Rounds finished 3 of 3',
    ]) {
      expect(words).toContain(fact);
    }
    expect(words).toContain('Time in finished rounds 1 h 30 min');
  });

  test('names the best architecture of the last scoring with its score and origin', () => {
    const [, id, origin, , , text, , score] = bestRowOfLastRound();
    const fourDigits = Number(score).toPrecision(4);
    expect(words).toContain(
      `Best architecture: ${id} , shared_valid_accuracy ${fourDigits} over 5,000 images in round 2 (higher is better), origin ${origin}.`,
    );
    expect(words).toContain(text);
  });

  test('warns that a shared score is not the score of the trained network', () => {
    expect(words).toContain('it is not the score of the trained network');
  });

  test('shows the parameters and multiply-adds of the best cells', () => {
    const counted = words.match(
      /Network cost: [\d.]+ million parameters, [\d.]+ million multiply-adds [^(]*\(network of N = 6, F = 36 for CIFAR-10/g,
    );
    expect(counted).toHaveLength(3);
  });

  test('draws both cells of the three best architectures', () => {
    expect(page.match(/aria-label="Normal cell of architecture \d+"/g)).toHaveLength(3);
    expect(page.match(/aria-label="Reduction cell of architecture \d+"/g)).toHaveLength(3);
  });

  test('lists the ten best architectures with their origins', () => {
    const top = /<h2>Top 10<\/h2>.*?<\/section>/s.exec(page)?.[0] ?? '';
    const rows = [...top.matchAll(/<tr>\s*<th scope="row" class="number">\d+<\/th>.*?<\/tr>/gs)].map(
      ([row]) => visibleText(row),
    );
    expect(rows).toHaveLength(10);
    for (const row of rows) expect(row).toMatch(/ (controller|random) /);
  });

  test("shows Kendall's tau with its n for every round that has one", () => {
    expect(words).toContain("round Kendall's tau Spearman's rho n 1 0.4100 0.5100 15 2 0.4200 0.5200 15");
  });

  test.each([
    'Training loss',
    'Training accuracy',
    'Learning rate',
    'Controller loss',
    'Ranking of held-out architectures',
    'Incorrectly decoded tokens',
    'Figure 2a: predictor and decoder by training set size',
    'Figure 2b: candidates of each round, mean shared_valid_accuracy (higher is better)',
    'shared_valid_accuracy (higher is better)',
    'shared_valid_accuracy (higher is better): measured against predicted',
  ])('draws the figure "%s"', (title) => {
    expect(page).toContain(`role="img" aria-label="${title}"`);
  });

  test('loads nothing and allows only its own script', () => {
    const [, script] = /<script>(.*?)<\/script>/s.exec(page) ?? [];
    const others = page.replace(`<script>${script}</script>`, '');
    expect(others).not.toMatch(/https?:|\/\/[a-z]|<script|<link|<img|<iframe|@import|url\((?!#)|\son\w+=/i);
    const digest = createHash('sha256').update(script).digest('base64');
    expect(page.replaceAll('&#39;', "'")).toContain(
      `"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${digest}'"`,
    );
  });

  test('has unique identifiers', () => {
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('uses only chart colors that the dark theme replaces', () => {
    const charts = [...page.matchAll(/<div class="chart[ "].*?<\/svg>/gs)].map(([figure]) => figure).join('');
    const used = [...charts.matchAll(/(?:fill|stroke)="(#[^"]*)"/g)].map(([, color]) => color);
    const clipping = '#000';
    const known: string[] = [...Object.values(COLORS).map(({ light }) => light), clipping];
    expect(used.length).toBeGreaterThan(50);
    expect(used.filter((color) => !known.includes(color))).toEqual([]);
    expect(page).toContain('prefers-color-scheme: dark');
  });
});

test('writeReport is deterministic and writes only the report and its figures', async () => {
  const folder = temporaryRun(whole);
  const written = ['report.html', 'figure2a.csv', 'figure2a.svg', 'figure2b.csv', 'figure2b.svg'];
  const write = async () => {
    await writeReport(folder);
    return written.map((file) => readFileSync(path.join(folder, file), 'utf8'));
  };
  expect(await write()).toEqual(await write());
  expect(readdirSync(folder).sort()).toEqual([...Object.keys(whole), ...written].sort());
  for (const [file, text] of Object.entries(whole)) {
    expect(readFileSync(path.join(folder, file), 'utf8')).toBe(text);
  }
});

describe('the report of a run that has just started', () => {
  test('shows what is missing if there is only config.yaml', async () => {
    const words = visibleText(await writePage({ 'config.yaml': CONFIG }));
    expect(words).toContain('No architecture has been scored yet: the run has just started.');
    expect(words).toContain('Rounds finished 0 of 3');
    for (const file of ['architectures.csv', 'training.csv', 'controller.csv']) {
      expect(words).toMatch(new RegExp(`${file} has no (rows|scores)`));
    }
    expect(words).not.toContain('undefined');
    expect(words).not.toContain('NaN');
  });

  test('shows the same if the logs have only headers', async () => {
    const headers = Object.fromEntries(
      Object.entries(whole).map(([file, text]) => [
        file,
        file === 'config.yaml' ? text : text.slice(0, text.indexOf('\n') + 1),
      ]),
    );
    expect(visibleText(await writePage(headers))).toContain(
      'No architecture has been scored yet: the run has just started.',
    );
  });

  test.each([0.02, 0.3, 0.61, 0.999])('is rendered if every file is truncated to share %p', async (share) => {
    const cut = Object.fromEntries(
      Object.entries(whole).map(([file, text]) => [
        file,
        file === 'config.yaml' ? text : text.slice(0, Math.floor(share * text.length)),
      ]),
    );
    const words = visibleText(await writePage(cut));
    expect(words).not.toContain('NaN');
    expect(words).not.toContain('damaged');
  });
});

describe('the report warns about', () => {
  test('damaged lines', async () => {
    const training = whole['training.csv'].replace('\r\n', '\r\n12,0.\r\n');
    expect(visibleText(await writePage({ ...whole, 'training.csv': training }))).toContain(
      'training.csv: skipped 1 damaged line.',
    );
  });

  test('a missing or unreadable config.yaml', async () => {
    const { 'config.yaml': config, ...rest } = whole;
    expect(config).toBe(CONFIG);
    const lost = await writePage(rest);
    expect(visibleText(lost)).toContain('config.yaml is missing');
    expect(lost).toContain('aria-label="Normal cell of architecture');
    expect(visibleText(await writePage({ ...whole, 'config.yaml': 'a: [b' }))).toContain(
      'config.yaml cannot be read',
    );
  });

  test('a best.json that is damaged or names another architecture', async () => {
    const [, , , , , text] = bestRowOfLastRound();
    const agreeing = await writePage({ ...whole, 'best.json': JSON.stringify({ architecture: text }) });
    expect(agreeing).not.toContain('best.json');
    const other = JSON.stringify({ architecture: text.split(' ').reverse().map(Number) });
    expect(await writePage({ ...whole, 'best.json': other })).toContain('name different architectures');
    expect(await writePage({ ...whole, 'best.json': '{"arch' })).toContain('best.json cannot be read');
  });

  test("an undefined Kendall's tau", async () => {
    const rounds = whole['rounds.csv'].replace('0.41,0.51,15', ',,15');
    expect(visibleText(await writePage({ ...whole, 'rounds.csv': rounds }))).toContain(
      '1 undefined undefined 15',
    );
  });

  test('cells of an unknown space', async () => {
    const config = CONFIG.replace('name: cnn', 'name: cnm');
    expect(visibleText(await writePage({ ...whole, 'config.yaml': config }))).toContain(
      "The cells cannot be drawn: unknown search space 'cnm'",
    );
  });
});

describe('the report of a search for a recurrent cell', () => {
  const cell = '0 0 1 1 1 2 2 1 2 4 1 4 1 4 1 7 1 8 2 1 0 4 1';
  const files = {
    'config.yaml': 'mode: ws\nspace: { name: rnn, nodes: 12 }\ndata: { dataset: ptb }',
    'architectures.csv': lines([
      ARCHITECTURE_COLUMNS.replace('shared_valid_accuracy', 'shared_valid_perplexity'),
      `1,0,random,,,${cell},,612.5,6.4175,73760,,2,2`,
      `1,1,random,,,1 ${cell.slice(2)},600,580.25,6.3635,73760,,2,1`,
    ]),
    'training.csv': lines([
      TRAINING_COLUMNS.replace('images,images_per_s', 'tokens,tokens_per_s'),
      '1,1,1,10,9.2,,2240,5500,0.4',
      '1,1,2,10,9.1,,2240,5500,0.4',
    ]),
  };

  test('shows perplexities over tokens, the lowest first', async () => {
    const words = visibleText(await writePage(files));
    expect(words).toContain('rnn, 12 nodes per cell');
    expect(words).toContain(
      'Best architecture: 1 , shared_valid_perplexity 580.3 over 73,760 tokens in round 1 (lower is better)',
    );
    expect(words).not.toMatch(/images|Training accuracy|higher is better/);
  });

  test.each([
    'Recurrent cell of architecture 1',
    'Training loss',
    'shared_valid_perplexity (lower is better)',
    'shared_valid_perplexity (lower is better): measured against predicted',
  ])('draws the figure "%s"', async (title) => {
    expect(await writePage(files)).toContain(`role="img" aria-label="${title}"`);
  });

  test('draws the cell if the settings are lost', async () => {
    const withoutSettings = Object.fromEntries(
      Object.entries(files).filter(([file]) => file !== 'config.yaml'),
    );
    expect(await writePage(withoutSettings)).toContain('aria-label="Recurrent cell of architecture 1"');
  });
});

test('the report of a table search has no warning about shared weights', async () => {
  const page = await writePage({
    'config.yaml':
      'mode: table\nspace: { name: cnn, nodes: 1 }\ntable: { file: scores.csv, direction: maximize }',
    'architectures.csv': lines([
      ARCHITECTURE_COLUMNS.replace('shared_valid_accuracy', 'accuracy'),
      '0,1,random,,,0 0 1 1 0 2 1 3,,91.5,,0,,0,1',
    ]),
  });
  expect(visibleText(page)).toContain('accuracy 91.50 in round 0');
  expect(page).not.toContain('not the score of the trained network');
});

test('the report escapes names from the files', async () => {
  const attack = '<script>alert(1)</script>"\'&';
  const page = await writePage({
    'config.yaml': JSON.stringify({ mode: attack, data: { dataset: attack }, space: { name: attack } }),
    'best.json': JSON.stringify({ architecture: attack }),
    'architectures.csv': lines([
      ARCHITECTURE_COLUMNS.replace('shared_valid_accuracy', () => '<b>metric</b>$&'),
      '0,<i>1</i>,<u>o</u>,<s>p</s>,,<em>0 0</em>,0.1,0.5,,0,,0,1',
    ]),
  });
  expect(page.replace(/<script>'use strict'/, '')).not.toMatch(/<(script|b|i|u|s|em)>/);
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;');
  // A dollar sign is special in String.replace.
  expect(page).toContain('aria-label="&lt;b&gt;metric&lt;/b&gt;$&amp; (higher is better)"');
  expect(page).toContain('&lt;em&gt;0 0&lt;/em&gt;');
});

describe('writeReport rejects', () => {
  test('a folder that does not exist', async () => {
    const folder = path.join(temporaryRun({}), 'none');
    await expect(writeReport(folder)).rejects.toThrow(
      new InputError(`folder '${folder}' does not exist: give the run folder of a search`),
    );
  });

  test('a file', async () => {
    const file = path.join(temporaryRun({}), 'file');
    writeFileSync(file, '');
    await expect(writeReport(file)).rejects.toThrow(/is a file: give the run folder/);
  });

  test('a folder that is not a run folder', async () => {
    await expect(writeReport(temporaryRun({ 'notes.txt': '' }))).rejects.toThrow(
      /is not a run folder \(it has neither config.yaml nor architectures.csv\)/,
    );
  });

  test('an unwritable report.html, leaving no temporary file behind', async () => {
    const folder = temporaryRun({ 'config.yaml': CONFIG });
    mkdirSync(path.join(folder, 'report.html'));
    const writing = writeReport(folder);
    await expect(writing).rejects.toBeInstanceOf(FailedError);
    await expect(writing).rejects.toThrow(/cannot write .*report\.html/);
    expect(readdirSync(folder).sort()).toEqual(['config.yaml', 'report.html']);
  });
});
