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
  wholeRun,
} from '../support/report/synthetic-run';

const chromium = findChromium();
if (chromium === undefined) {
  process.stderr.write('skipped: the report in a browser (no Chromium on the PATH or in NAO_CHROMIUM)\n');
}

const PAGES = ['one run', 'a comparison of three kinds of runs'];

const PLANTED = [
  {
    fault: 'overlapping labels',
    plant: { into: '.chart svg', html: '<text x="60" y="60">first</text><text x="62" y="62">other</text>' },
    complaint: /overlapping: first/,
  },
  {
    fault: 'a clipped label',
    plant: { into: '.chart svg', html: '<text x="360" y="60">a label too long for its place</text>' },
    complaint: /clipped by its chart: a label/,
  },
  {
    fault: 'a label in the color of the background',
    plant: { into: '.chart svg', html: '<text x="60" y="60" fill="#fefefe">pale</text>' },
    complaint: /contrast 1\.0: pale/,
  },
  {
    fault: 'a page wider than its window',
    plant: { into: 'main', html: `<pre>${'long '.repeat(300)}</pre>` },
    complaint: /pixels wide, but the window is 1280/,
  },
] as const;

const LOSS = `document.querySelector('[aria-label="Training loss"]')`;
const TIP =
  '(({ textContent, offsetWidth }) => ({ text: textContent, width: offsetWidth }))' +
  "(document.querySelector('#tip'))";

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
      const add = `document.querySelector('${plant.into}').insertAdjacentHTML('beforeend', ${JSON.stringify(plant.html)})`;
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
    visit(
      'figure file',
      [
        {
          evaluate:
            "[...document.querySelectorAll('text')]" +
            '.map((text) => [text.textContent, text.getBoundingClientRect().toJSON()])',
        },
      ],
      path.join(folder, 'figure2a.svg'),
    );
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

  test('a copy button selects its whole table', () => {
    const [, , selected] = answer('copy button').results;
    expect(selected).toMatch(/^rank,id,shared_valid_accuracy,origin,.*\n1,(.*\n){10}$/);
  });

  test('a figure file contains its legend, and no text is clipped', () => {
    type Box = { left: number; top: number; right: number; bottom: number };
    const texts = answer('figure file').results[0] as [string, Box][];
    expect(texts.map(([text]) => text)).toEqual(
      expect.arrayContaining(['pairwise accuracy (left)', 'architectures trained on']),
    );
    const isClipped = (box: Box): boolean =>
      box.left < 0 || box.top < 0 || box.right > 480 || box.bottom > 320;
    expect(texts.filter(([, box]) => isClipped(box))).toEqual([]);
    expect(readFileSync(path.join(folder, 'figure2a.svg'), 'utf8')).toContain('http://www.w3.org/2000/svg');
  });
});

function nameOf({ width, theme }: (typeof VIEWS)[number], page: string): string {
  return `${page}, ${width} pixels, ${theme}`;
}
