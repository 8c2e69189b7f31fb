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
} from '../support/report/synthetic-run';

const whole = wholeRun();

async function report(files: Readonly<Record<string, string>>): Promise<string> {
  return readFileSync(await writeReport(temporaryRun(files)), 'utf8');
}

/** The page as its reader sees it: tags away, entities read, blanks joined. */
function wordsOf(page: string): string {
  return page
    .replace(/<(style|script|textarea|button)\b.*?<\/\1\s*>/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');
}

/** Cells of the row of architectures.csv that is best in the last round. */
function bestOfLastRound(): string[] {
  const rows = whole['architectures.csv']
    .trim()
    .split('\r\n')
    .map((row) => row.split(','));
  return rows.filter(([round]) => round === '2').sort((a, b) => Number(b[7]) - Number(a[7]))[0];
}

describe('a whole run', () => {
  let page: string;
  let words: string;
  beforeAll(async () => {
    page = await report(whole);
    words = wordsOf(page);
  });

  test('says what was searched', () => {
    for (const fact of ['fashion-mnist', 'ws', 'cnn, 5 nodes a cell', 'Seed 11', 'Rounds finished 3 of 3']) {
      expect(words).toContain(fact);
    }
    expect(words).toContain('Time in finished rounds 1 h 30 min');
  });

  test('names the best architecture of the last scoring, its score and where it came from', () => {
    const [, id, origin, , , text, , score] = bestOfLastRound();
    const fourDigits = Number(score).toPrecision(4);
    expect(words).toContain(
      `Best architecture: ${id} , shared_valid_accuracy ${fourDigits} over 5,000 images in round 2 (higher is better), origin ${origin}.`,
    );
    expect(words).toContain(text);
  });

  test('says that a score from shared weights is no score of the trained network', () => {
    expect(words).toContain('it is not the score of the trained network');
  });

  test('says what the best cells take as a network, and as which', () => {
    const counted = words.match(/Trained by itself: [\d.]+ million parameters, [\d.]+ million multiply-adds an image \(network of N = 6, F = 36 for CIFAR-10/g); // prettier-ignore
    expect(counted).toHaveLength(3);
  });

  test('draws both cells of the best architecture and of the next two', () => {
    expect(page.match(/aria-label="Normal cell of architecture \d+"/g)).toHaveLength(3);
    expect(page.match(/aria-label="Reduction cell of architecture \d+"/g)).toHaveLength(3);
  });

  test('lists the origin of the top 10', () => {
    const top = /<h2>Top 10<\/h2>.*?<\/section>/s.exec(page)?.[0] ?? '';
    const rows = [...top.matchAll(/<tr>\s*<td>\d+<\/td>.*?<\/tr>/gs)].map(([row]) => wordsOf(row));
    expect(rows).toHaveLength(10);
    for (const row of rows) expect(row).toMatch(/ (controller|random|seed) /);
  });

  test('gives Kendall tau with its n, for every round that has it', () => {
    expect(words).toContain('round Kendall tau Spearman rho n 1 0.4100 0.5100 15 2 0.4200 0.5200 15');
  });

  test.each([
    'Training loss',
    'Training accuracy',
    'Learning rate',
    'Controller loss',
    'Order of held-out architectures',
    'Tokens decoded wrongly',
    'Figure 2a: predictor and decoder by architectures learned from',
    'Figure 2b: candidates of each round, mean shared_valid_accuracy (higher is better)',
    'shared_valid_accuracy (higher is better)',
    'shared_valid_accuracy (higher is better): predicted across, measured up',
  ])('draws: %s', (title) => {
    expect(page).toContain(`role="img" aria-label="${title}"`);
  });

  test('loads nothing, and runs its own script alone', () => {
    const [, script] = /<script>(.*?)<\/script>/s.exec(page) ?? [];
    const others = page.replace(`<script>${script}</script>`, '');
    expect(others).not.toMatch(/https?:|\/\/[a-z]|<script|<link|<img|<iframe|@import|url\((?!#)|\son\w+=/i);
    const digest = createHash('sha256').update(script).digest('base64');
    expect(page).toContain(`"default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; script-src &#39;sha256-${digest}&#39;"`); // prettier-ignore
  });

  test('has no identifier twice', () => {
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('uses no chart color that the dark theme does not exchange', () => {
    const charts = [...page.matchAll(/<div class="chart".*?<\/svg>/gs)].map(([figure]) => figure).join('');
    const used = [...charts.matchAll(/(?:fill|stroke)="(#[^"]*)"/g)].map(([, color]) => color);
    const clipping = '#000';
    const known: string[] = [...Object.values(COLORS).map(({ light }) => light), clipping];
    expect(used.length).toBeGreaterThan(50);
    expect(used.filter((color) => !known.includes(color))).toEqual([]);
    expect(page).toContain('prefers-color-scheme: dark');
  });
});

test('the same files give the same bytes, and no file but the report and its figures is written', async () => {
  const folder = temporaryRun(whole);
  const made = ['report.html', 'figure2a.csv', 'figure2a.svg', 'figure2b.csv', 'figure2b.svg'];
  const write = async () => {
    await writeReport(folder);
    return made.map((file) => readFileSync(path.join(folder, file), 'utf8'));
  };
  expect(await write()).toEqual(await write());
  expect(readdirSync(folder).sort()).toEqual([...Object.keys(whole), ...made].sort());
  for (const [file, text] of Object.entries(whole)) {
    expect(readFileSync(path.join(folder, file), 'utf8')).toBe(text);
  }
});

describe('a run that has only begun', () => {
  test('with its configuration alone says what is not there yet', async () => {
    const words = wordsOf(await report({ 'config.yaml': CONFIG }));
    expect(words).toContain('Nothing is scored yet: this run has only begun.');
    expect(words).toContain('Rounds finished 0 of 3');
    for (const file of ['architectures.csv', 'training.csv', 'controller.csv']) {
      expect(words).toMatch(new RegExp(`${file} has no (rows|scores)`));
    }
    expect(words).not.toContain('undefined');
    expect(words).not.toContain('NaN');
  });

  test('with headers alone says the same', async () => {
    const headers = Object.fromEntries(
      Object.entries(whole).map(([file, text]) => [
        file,
        file === 'config.yaml' ? text : text.slice(0, text.indexOf('\n') + 1),
      ]),
    );
    expect(wordsOf(await report(headers))).toContain('Nothing is scored yet: this run has only begun.');
  });

  test.each([0.02, 0.3, 0.61, 0.999])('cut off at share %p of every file is reported', async (share) => {
    const cut = Object.fromEntries(
      Object.entries(whole).map(([file, text]) => [
        file,
        file === 'config.yaml' ? text : text.slice(0, Math.floor(share * text.length)),
      ]),
    );
    const words = wordsOf(await report(cut));
    expect(words).not.toContain('NaN');
    expect(words).not.toContain('damaged');
  });
});

describe('what a reader should doubt is said', () => {
  test('damaged lines', async () => {
    const training = whole['training.csv'].replace('\r\n', '\r\n12,0.\r\n');
    expect(wordsOf(await report({ ...whole, 'training.csv': training }))).toContain(
      'training.csv: 1 damaged line was left out.',
    );
  });

  test('a lost or unreadable configuration', async () => {
    const { 'config.yaml': config, ...rest } = whole;
    expect(config).toBe(CONFIG);
    const lost = await report(rest);
    expect(wordsOf(lost)).toContain('config.yaml is missing');
    expect(lost).toContain('aria-label="Normal cell of architecture');
    expect(wordsOf(await report({ ...whole, 'config.yaml': 'a: [b' }))).toContain(
      'config.yaml cannot be read',
    );
  });

  test('a best.json that names another architecture, or is damaged', async () => {
    const [, , , , , text] = bestOfLastRound();
    const agreeing = await report({ ...whole, 'best.json': JSON.stringify({ architecture: text }) });
    expect(agreeing).not.toContain('best.json');
    const other = JSON.stringify({ architecture: text.split(' ').reverse().map(Number) });
    expect(await report({ ...whole, 'best.json': other })).toContain('best.json names another architecture');
    expect(await report({ ...whole, 'best.json': '{"arch' })).toContain('best.json cannot be read');
  });

  test('an undefined Kendall tau is called so', async () => {
    const rounds = whole['rounds.csv'].replace('0.41,0.51,15', ',,15');
    expect(wordsOf(await report({ ...whole, 'rounds.csv': rounds }))).toContain('1 undefined undefined 15');
  });

  test('cells of a space that is not known here', async () => {
    const config = CONFIG.replace('name: cnn', 'name: cnm');
    expect(wordsOf(await report({ ...whole, 'config.yaml': config }))).toContain(
      'The cells cannot be drawn: unknown search space &#39;cnm&#39;',
    );
  });
});

describe('a search for a recurrent cell', () => {
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

  test('tells perplexities over tokens, the lowest first', async () => {
    const words = wordsOf(await report(files));
    expect(words).toContain('rnn, 12 nodes a cell');
    expect(words).toContain(
      'Best architecture: 1 , shared_valid_perplexity 580.3 over 73,760 tokens in round 1 (lower is better)',
    );
    expect(words).not.toMatch(/images|Training accuracy|higher is better/);
  });

  test.each([
    'Recurrent cell of architecture 1',
    'Training loss',
    'shared_valid_perplexity (lower is better)',
    'shared_valid_perplexity (lower is better): predicted across, measured up',
  ])('draws: %s', async (title) => {
    expect(await report(files)).toContain(`role="img" aria-label="${title}"`);
  });

  test('draws the cell where the settings are lost', async () => {
    const withoutSettings = Object.fromEntries(
      Object.entries(files).filter(([file]) => file !== 'config.yaml'),
    );
    expect(await report(withoutSettings)).toContain('aria-label="Recurrent cell of architecture 1"');
  });
});

test('a score from a table carries no warning about shared weights', async () => {
  const page = await report({
    'config.yaml':
      'mode: table\nspace: { name: cnn, nodes: 1 }\ntable: { file: scores.csv, direction: maximize }',
    'architectures.csv': lines([
      ARCHITECTURE_COLUMNS.replace('shared_valid_accuracy', 'accuracy'),
      '0,1,seed,,,0 0 1 1 0 2 1 3,,91.5,,0,,0,1',
    ]),
  });
  expect(wordsOf(page)).toContain('accuracy 91.50 in round 0');
  expect(page).not.toContain('not the score of the trained network');
});

test('names out of the files are escaped', async () => {
  const attack = '<script>alert(1)</script>"\'&';
  const page = await report({
    'config.yaml': JSON.stringify({ mode: attack, data: { dataset: attack }, space: { name: attack } }),
    'best.json': JSON.stringify({ architecture: attack }),
    'architectures.csv': lines([
      ARCHITECTURE_COLUMNS.replace('shared_valid_accuracy', () => '<b>metric</b>$&'),
      '0,<i>1</i>,<u>o</u>,<s>p</s>,,<em>0 0</em>,0.1,0.5,,0,,0,1',
    ]),
  });
  expect(page.replace(/<script>'use strict'/, '')).not.toMatch(/<(script|b|i|u|s|em)>/);
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;');
  // A dollar sign means something in String.replace.
  expect(page).toContain('aria-label="&lt;b&gt;metric&lt;/b&gt;$&amp; (higher is better)"');
  expect(page).toContain('&lt;em&gt;0 0&lt;/em&gt;');
});

describe('refusals', () => {
  test('a folder that does not exist', async () => {
    const folder = path.join(temporaryRun({}), 'none');
    await expect(writeReport(folder)).rejects.toThrow(
      new InputError(`there is no folder '${folder}': give the run folder that a search wrote`),
    );
  });

  test('a file', async () => {
    const file = path.join(temporaryRun({}), 'file');
    writeFileSync(file, '');
    await expect(writeReport(file)).rejects.toThrow(/is a file: give the run folder/);
  });

  test('a folder of something else', async () => {
    await expect(writeReport(temporaryRun({ 'notes.txt': '' }))).rejects.toThrow(
      /is no run folder \(it has neither config.yaml nor architectures.csv\)/,
    );
  });

  test('the folder of a training', async () => {
    await expect(writeReport(temporaryRun({ 'config.yaml': 'task: train' }))).rejects.toThrow(
      /is the folder of a training, which has no report: .*; give the run folder that a search wrote$/,
    );
  });

  test('a place that cannot be written to, leaving nothing behind', async () => {
    const folder = temporaryRun({ 'config.yaml': CONFIG });
    mkdirSync(path.join(folder, 'report.html'));
    const writing = writeReport(folder);
    await expect(writing).rejects.toBeInstanceOf(FailedError);
    await expect(writing).rejects.toThrow(/cannot write .*report\.html/);
    expect(readdirSync(folder).sort()).toEqual(['config.yaml', 'report.html']);
  });
});
