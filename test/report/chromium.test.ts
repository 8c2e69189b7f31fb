import { readFileSync } from 'node:fs';
import path from 'node:path';
import { writeComparison, writeReport } from '../../src/report/report';
import {
  type Answer,
  browse,
  findChromium,
  type Step,
  UNFOLD,
  UNREADABLE,
  VIEWS,
  type Visit,
} from '../support/report/browser';
import {
  recurrentRun,
  smallRecurrentRun,
  tableCalibratedRun,
  tableRun,
  temporaryRun,
  trainingRun,
  wholeRun,
} from '../support/report/synthetic-run';

const chromium = findChromium();
if (chromium === undefined) {
  process.stderr.write('skipped: the report in a browser (no Chromium on the PATH or in NAO_CHROMIUM)\n');
}

const PAGES = ['one run', 'a comparison of three kinds of runs'];

/** Lists id and score of the shown rows of the table of all architectures. */
const SHOWN: Step = {
  evaluate:
    "[...document.querySelectorAll('.all tbody tr')].filter((row) => !row.hidden).map((row) => [row.cells[0].textContent, row.cells[2].textContent])",
};

function typeInto(control: string, value: string): Step {
  return {
    evaluate: `((control) => {
      control.value = ${JSON.stringify(value)};
      control.dispatchEvent(new Event('input', { bubbles: true }));
    })(document.querySelector('.controls ${control}'))`,
  };
}

const LOSS = `document.querySelector('[aria-label="Training loss"]')`;

const PLANTED = [
  {
    fault: 'overlapping labels',
    plant: {
      into: '[aria-label="Training loss"]',
      html: '<text x="60" y="60">first</text><text x="62" y="62">other</text>',
    },
    complaint: /overlapping: first/,
  },
  {
    fault: 'a clipped label',
    plant: {
      into: '[aria-label="Training loss"]',
      html: '<text x="360" y="60">a label too long for its place</text>',
    },
    complaint: /clipped by its chart: a label/,
  },
  {
    fault: 'a label in the color of the background',
    plant: { into: '[aria-label="Training loss"]', html: '<text x="60" y="60" fill="#fefefe">pale</text>' },
    complaint: /contrast 1\.0: pale/,
  },
  {
    fault: 'a page wider than its window',
    plant: { into: 'main', html: `<pre>${'long '.repeat(300)}</pre>` },
    complaint: /pixels wide, but the window is 1280/,
  },
] as const;

const TIP =
  '(({ textContent, offsetWidth }) => ({ text: textContent, width: offsetWidth }))' +
  "(document.querySelector('#tip'))";

/** Lists the columns of tables: how the head and the first cell are aligned, and whether the cell is a number. */
const ALIGNMENT: Step = {
  evaluate: `[...document.querySelectorAll('table')].flatMap((table) =>
    [...table.tBodies[0].rows[0].cells].map((cell, i) => {
      const head = table.tHead?.rows[0].cells[i] ?? cell;
      const text = cell.textContent.trim();
      return {
        head: head.textContent.trim(), text,
        alignments: [head, cell].map((each) => getComputedStyle(each).textAlign),
      };
    }))`,
};

(chromium === undefined ? describe.skip : describe)('in Chromium', () => {
  const answers = new Map<string, Answer>();
  let folder: string;

  beforeAll(async () => {
    const kinds = [tableCalibratedRun(), wholeRun(), tableRun(), recurrentRun(), smallRecurrentRun()];
    const runs = kinds.map((run, i) => temporaryRun(run, `kind-${i}`));
    const single = await writeReport(runs[0]);
    folder = path.dirname(single);
    const several = path.join(temporaryRun({}), 'report.html');
    await writeComparison(runs, several);

    const visits = new Map<string, Visit>();
    for (const view of VIEWS) {
      [single, several].forEach((file, i) =>
        visits.set(nameOf(view, PAGES[i]), { ...view, file, steps: [UNFOLD, UNREADABLE] }),
      );
    }
    const visit = (name: string, steps: readonly Step[], file = single): void => {
      visits.set(name, { ...VIEWS[0], file, steps });
    };
    for (const { fault, plant } of PLANTED) {
      const add = `document.querySelector(${JSON.stringify(plant.into)}).insertAdjacentHTML('beforeend', ${JSON.stringify(plant.html)})`;
      visit(fault, [{ evaluate: add }, UNREADABLE]);
    }
    visit('tooltip', [
      { evaluate: `${LOSS}.scrollIntoView({ block: 'center' })` },
      { evaluate: `JSON.parse(${LOSS}.parentElement.dataset.marks)[0]` },
      {
        moveTo: `((box, [x, y]) => [box.left + (x * box.width) / 368, box.top + (y * box.width) / 368])(
          ${LOSS}.getBoundingClientRect(), JSON.parse(${LOSS}.parentElement.dataset.marks)[0])`,
      },
      { evaluate: TIP },
      { moveTo: '[2, 2]' },
      { evaluate: TIP },
    ]);
    const training = await writeReport(temporaryRun(trainingRun()));
    [
      { file: single, view: VIEWS[0] },
      { file: single, view: VIEWS[3] },
      { file: several, view: VIEWS[2] },
      { file: training, view: VIEWS[1] },
    ].forEach(({ file, view }, i) =>
      visits.set(`accessibility ${i}`, { ...view, file, steps: [UNFOLD, { axe: true }] }),
    );
    for (const [i, file] of [single, several, training].entries()) visit(`alignment ${i}`, [ALIGNMENT], file);
    visit('explorer', [
      SHOWN,
      { click: '.all th:nth-child(3) button' },
      SHOWN,
      typeInto('select', 'controller'),
      SHOWN,
      typeInto('input', 'no such architecture'),
      SHOWN,
      { evaluate: "document.querySelector('.controls output').textContent" },
    ]);
    visit('keyboard', [
      { evaluate: `${LOSS}.parentElement.focus()` },
      {
        evaluate: `${LOSS}.parentElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }))`,
      },
      { evaluate: TIP },
      { evaluate: `JSON.parse(${LOSS}.parentElement.dataset.marks)[0][2]` },
    ]);
    visits.set('narrow', {
      ...VIEWS[2],
      file: single,
      steps: [
        {
          evaluate: `[...document.querySelectorAll('.scroll')].filter((part) => part.scrollWidth > part.clientWidth)
            .map((part) => [part.tabIndex, getComputedStyle(part).backgroundAttachment])`,
        },
      ],
    });
    visits.set('print', {
      ...VIEWS[1],
      file: single,
      steps: [
        { print: true },
        {
          evaluate: `({
            figures: [...document.querySelectorAll('figure')].map((part) => getComputedStyle(part).breakInside),
            heads: [...document.querySelectorAll('h2, h3')].map((part) => getComputedStyle(part).breakAfter),
            texts: [...document.querySelectorAll('p')].map((part) => getComputedStyle(part).breakInside),
            marks: [...document.querySelectorAll('.legend span')].map((part) => getComputedStyle(part).printColorAdjust),
            paper: getComputedStyle(document.body).backgroundColor,
          })`,
        },
      ],
    });
    visit('copy button', [
      {
        evaluate: "document.querySelectorAll('.copies').forEach((details) => { details.open = true; })",
      },
      { click: '.copy' },
      {
        evaluate:
          '(({ value, selectionStart, selectionEnd }) => value.slice(selectionStart, selectionEnd))' +
          '(document.activeElement)',
      },
    ]);
    for (const name of ['figure2a.svg', 'figure2b.svg']) {
      const texts =
        "[...document.querySelectorAll('text')]" +
        '.map((text) => [text.textContent, text.getBoundingClientRect().toJSON()])';
      visit(name, [{ evaluate: texts }], path.join(folder, name));
    }
    const all = browse(chromium ?? '', [...visits.values()]);
    [...visits.keys()].forEach((name, i) => answers.set(name, all[i]));
  });

  function answer(name: string): Answer {
    const found = answers.get(name);
    if (found === undefined) throw new Error(`no visit is named ${name}`);
    return found;
  }

  describe.each(VIEWS)('$width pixels wide, $theme', (view) => {
    test.each(PAGES)('%s logs nothing to the console and has only readable text', (page) => {
      const { messages, results } = answer(nameOf(view, page));
      expect(results[1]).toEqual([]);
      expect(messages).toEqual([]);
    });
  });

  test.each(PLANTED)('the readability check finds $fault', ({ fault, complaint }) => {
    expect((answer(fault).results[1] as string[]).join('\n')).toMatch(complaint);
  });

  test('a tooltip shows the values of the mark under the pointer', () => {
    const [, mark, , shown, , hidden] = answer('tooltip').results as [
      null,
      [number, number, string],
      null,
      { text: string; width: number },
      null,
      { width: number },
    ];
    expect(mark[2]).toMatch(/^loss \d\.\d{3}, training step \d+$/);
    expect(shown.text).toBe(mark[2]);
    expect(shown.width).toBeGreaterThan(50);
    expect(hidden.width).toBe(0);
  });

  test.each([0, 1, 2, 3])('axe-core finds nothing to improve on page %d', (page) => {
    expect(answer(`accessibility ${page}`).results.at(-1)).toEqual([]);
  });

  test('the table of all architectures is sorted, filtered and searched', () => {
    const { results } = answer('explorer');
    const [all, , sorted, , filtered, , none, count] = results as [string, string][][];
    const scores = (rows: readonly [string, string][]) => rows.map(([, score]) => Number(score));
    expect(scores(sorted)).toEqual(scores(all).sort((a, b) => a - b));
    expect(sorted).not.toEqual(all);
    expect(filtered.length).toBeGreaterThan(0);
    expect(filtered.length).toBeLessThan(all.length);
    expect(scores(filtered)).toEqual(scores(filtered).sort((a, b) => a - b));
    expect(none).toEqual([]);
    expect(count).toBe(`0 of ${all.length} shown`);
  });

  test('the arrow keys show the values of a focused chart', () => {
    const [, , tip, mark] = answer('keyboard').results as [null, null, { text: string }, string];
    expect(tip.text).toBe(mark);
  });

  test('parts that scroll on a phone cast a shadow where they go on, and have the focus', () => {
    const [parts] = answer('narrow').results as [[number, string][]];
    expect(parts.length).toBeGreaterThan(3);
    for (const part of parts) expect(part).toEqual([0, 'local, local, scroll, scroll']);
  });

  test.each([0, 1, 2])(
    'the heads of columns are aligned as their cells, and words to the left, on page %d',
    (page) => {
      type Column = { head: string; text: string; alignments: [string, string] };
      const [columns] = answer(`alignment ${page}`).results as [Column[]];
      expect(columns.length).toBeGreaterThan(10);
      for (const column of columns) {
        expect([column.head, column.alignments[0]]).toEqual([column.head, column.alignments[1]]);
        if (/^[a-z]{3,}/i.test(column.text)) expect(column).toMatchObject({ alignments: ['left', 'left'] });
      }
    },
  );

  test('a print keeps headings with their drawings and the colors of legends, on white paper', () => {
    const [, { figures, heads, texts, marks, paper }] = answer('print').results as [
      null,
      { figures: string[]; heads: string[]; texts: string[]; marks: string[]; paper: string },
    ];
    expect(new Set(texts)).toEqual(new Set(['avoid']));
    expect(new Set(marks)).toEqual(new Set(['exact']));
    expect(new Set(figures)).toEqual(new Set(['avoid']));
    expect(new Set(heads)).toEqual(new Set(['avoid']));
    expect(paper).toBe('rgb(255, 255, 255)');
  });

  test('a copy button selects its whole table', () => {
    const [, , selected] = answer('copy button').results;
    expect(selected).toMatch(/^rank,id,shared_valid_accuracy,origin,.*\n1,(.*\n){10}$/);
  });

  test.each([
    [
      'figure2a.svg',
      'Figure 2a: predictor and decoder by training set size',
      'pairwise accuracy',
      'architectures trained on',
    ],
    ['figure2b.svg', 'shared_valid_accuracy (higher is better)', 'mean shared_valid_accuracy', 'round'],
  ])('%s contains its title, legend and axis names, and no text is clipped', (name, ...expected) => {
    type Box = { left: number; top: number; right: number; bottom: number };
    const texts = answer(name).results[0] as [string, Box][];
    expect(texts.map(([text]) => text)).toEqual(expect.arrayContaining(expected));
    const isClipped = (box: Box): boolean =>
      box.left < 0 || box.top < 0 || box.right > 480 || box.bottom > 340;
    expect(texts.filter(([, box]) => isClipped(box))).toEqual([]);
    expect(readFileSync(path.join(folder, name), 'utf8')).toContain('http://www.w3.org/2000/svg');
  });
});

function nameOf({ width, theme }: (typeof VIEWS)[number], page: string): string {
  return `${page}, ${width} pixels, ${theme}`;
}
