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
  tableRun,
  temporaryRun,
  wholeRun,
} from '../support/report/synthetic-run';

const chromium = findChromium();
if (chromium === undefined) {
  process.stderr.write(
    'not tested, since no Chromium is on the PATH (nor named by NAO_CHROMIUM): the report in a browser\n',
  );
}

const PAGES = ['one run', 'runs of three kinds compared'];

const PLANTED = [
  {
    fault: 'a label over another',
    plant: { into: '.chart svg', html: '<text x="60" y="60">first</text><text x="62" y="62">other</text>' },
    complaint: /over each other: first/,
  },
  {
    fault: 'a cut label',
    plant: { into: '.chart svg', html: '<text x="360" y="60">a label too long for its place</text>' },
    complaint: /cut by its chart: a label/,
  },
  {
    fault: 'a label in the color of the page',
    plant: { into: '.chart svg', html: '<text x="60" y="60" fill="#fefefe">pale</text>' },
    complaint: /contrast 1\.0: pale/,
  },
  {
    fault: 'a page that is wider than its window',
    plant: { into: 'main', html: `<pre>${'long '.repeat(300)}</pre>` },
    complaint: /pixels wide, the window 1280/,
  },
] as const;

const LOSS = `document.querySelector('[aria-label="Training loss"]')`;
const TIP = "(({ textContent, offsetWidth }) => ({ text: textContent, width: offsetWidth }))(document.querySelector('#tip'))"; // prettier-ignore

(chromium === undefined ? describe.skip : describe)('in Chromium', () => {
  const answers = new Map<string, Answer>();
  let folder: string;

  beforeAll(async () => {
    const kinds = [wholeRun(), wholeRun(), tableRun(), recurrentRun(), smallRecurrentRun()];
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
    visit('pointing', [
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
    visit('copying', [
      { evaluate: "document.querySelectorAll('.copies').forEach((one) => { one.open = true; })" },
      { click: '.copy' },
      { evaluate: 'document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)' }, // prettier-ignore
    ]);
    visit(
      'drawing',
      [{ evaluate: "[...document.querySelectorAll('text')].map((one) => [one.textContent, one.getBoundingClientRect().toJSON()])" }], // prettier-ignore
      path.join(folder, 'figure2a.svg'),
    );
    const all = browse(chromium ?? '', [...visits.values()]);
    [...visits.keys()].forEach((name, i) => answers.set(name, all[i]));
  });

  function answer(name: string): Answer {
    const found = answers.get(name);
    if (found === undefined) throw new Error(`${name} was not asked`);
    return found;
  }

  describe.each(VIEWS)('$width pixels wide, $theme', (view) => {
    test.each(PAGES)('%s: no complaint, and every word can be read', (page) => {
      const { complaints, told } = answer(nameOf(view, page));
      expect(told[1]).toEqual([]);
      expect(complaints).toEqual([]);
    });
  });

  test.each(PLANTED)('the check finds $fault', ({ fault, complaint }) => {
    expect((answer(fault).told[1] as string[]).join('\n')).toMatch(complaint);
  });

  test('a mark that is pointed at tells its values, until it is left', () => {
    const [, mark, , pointed, , left] = answer('pointing').told as [
      null,
      [number, number, string],
      null,
      { text: string; width: number },
      null,
      { width: number },
    ];
    expect(mark[2]).toMatch(/^loss \d\.\d{3}, training step \d+$/);
    expect(pointed.text).toBe(mark[2]);
    expect(pointed.width).toBeGreaterThan(50);
    expect(left.width).toBe(0);
  });

  test('a button selects its table whole', () => {
    const [, , selected] = answer('copying').told;
    expect(selected).toMatch(/^rank,id,shared_valid_accuracy,origin,.*\n1,(.*\n){10}$/);
  });

  test('figure 2 as a file of its own has its legend inside, and nothing is cut', () => {
    const texts = answer('drawing').told[0] as [string, { left: number; top: number; right: number; bottom: number }][]; // prettier-ignore
    expect(texts.map(([text]) => text)).toEqual(
      expect.arrayContaining(['pairwise accuracy (left)', 'architectures learned from']),
    );
    const isCut = (box: (typeof texts)[number][1]): boolean =>
      box.left < 0 || box.top < 0 || box.right > 480 || box.bottom > 320;
    expect(texts.filter(([, box]) => isCut(box))).toEqual([]);
    expect(readFileSync(path.join(folder, 'figure2a.svg'), 'utf8')).toContain('http://www.w3.org/2000/svg');
  });
});

function nameOf({ width, theme }: (typeof VIEWS)[number], page: string): string {
  return `${page}, ${width} pixels, ${theme}`;
}
