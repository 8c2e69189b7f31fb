import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type RunningWatch, startWatch } from '../support/cli/watch';
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
import { trainingRun, wholeRun } from '../support/report/synthetic-run';

const chromium = findChromium();
if (chromium === undefined) {
  process.stderr.write('skipped: the live view in a browser (no Chromium on the PATH or in NAO_CHROMIUM)\n');
}

/** Marks the page, by which a reload would be seen. */
const MARK: Step = { evaluate: 'window.mark = 1' };

const STATE: Step = {
  evaluate: `({
    mark: window.mark,
    title: document.title,
    open: document.querySelector('[data-section=cells] details').open,
    focus: document.activeElement.closest('[data-section]')?.dataset.section,
    scroll: document.querySelector('[data-section=pool] .scroll').scrollTop,
    status: document.getElementById('status').textContent,
  })`,
};

const contains = (text: string): Step => ({
  waitFor: `document.body.textContent.includes(${JSON.stringify(text)})`,
});

(chromium === undefined ? describe.skip : describe)('in Chromium', () => {
  const answers = new Map<string, Answer>();
  let folder: string;
  let watch: RunningWatch;

  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nao watch ü-'));
    const files = wholeRun();
    const write = (name: string, contents: Readonly<Record<string, string>>): void => {
      fs.mkdirSync(path.join(folder, name));
      for (const [file, text] of Object.entries(contents))
        fs.writeFileSync(path.join(folder, name, file), text);
    };
    const rows = files['architectures.csv'].split('\r\n');
    const grown = { ...files, 'architectures.csv': `${rows.slice(0, 81).join('\r\n')}\r\n` };
    write('whole', files);
    write('growing', grown);
    write('deleted', files);
    write('training', trainingRun());
    watch = await startWatch(folder);
    const page = (name: string): string => `${watch.url}run/${name}`;

    const visits = new Map<string, Visit>();
    for (const view of VIEWS) {
      for (const name of ['', 'whole']) {
        const url = name === '' ? watch.url : page(name);
        visits.set(nameOf(view, name), {
          ...view,
          url,
          steps: [contains(name === '' ? 'whole' : 'Settings'), UNFOLD, UNREADABLE],
        });
      }
    }
    ['', 'whole', 'training'].forEach((name, i) => {
      const url = name === '' ? watch.url : page(name);
      const steps: Step[] = [contains(name === '' ? 'whole' : 'Settings'), UNFOLD, { axe: true }];
      visits.set(`accessibility ${name}`, { ...VIEWS[i], url, steps });
    });
    const append = (file: string, text: string): Step => ({
      append: { to: path.join(folder, 'growing', file), text },
    });
    visits.set('growing', {
      ...VIEWS[0],
      url: page('growing'),
      steps: [
        contains('The best of 80 evaluations'),
        MARK,
        { evaluate: "document.querySelector('[data-section=cells] details').open = true" },
        { evaluate: "document.querySelector('[data-section=pool] .scroll').scrollTop = 50" },
        { evaluate: "document.querySelector('[data-section=progress] .chart.broad').focus()" },
        append('architectures.csv', `${rows.slice(81, 101).join('\r\n')}\r\n`),
        contains('The best of 100 evaluations'),
        STATE,
        append('messages.log', '2026-01-02T03:04:05.678Z a <b>bold</b> message\n'),
        contains('a <b>bold</b> message'),
        { evaluate: "document.querySelectorAll('.messages b').length" },
        { click: '#pause' },
        append('messages.log', '2026-01-02T03:04:06.678Z a message in the pause\n'),
        { evaluate: 'new Promise((resolve) => setTimeout(resolve, 3000))' },
        { evaluate: "document.body.textContent.includes('a message in the pause')" },
        { click: '#pause' },
        contains('a message in the pause'),
        { evaluate: 'window.mark' },
      ],
    });
    visits.set('deleted', {
      ...VIEWS[0],
      url: page('deleted'),
      steps: [
        contains('The best of 120 evaluations'),
        { remove: path.join(folder, 'deleted') },
        contains('was deleted or moved'),
        { evaluate: '[document.title, document.querySelectorAll("#sections > *").length]' },
      ],
    });
    const all = browse(chromium ?? '', [...visits.values()]);
    [...visits.keys()].forEach((name, i) => answers.set(name, all[i]));
  });

  afterAll(async () => {
    await watch.end();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  describe.each(VIEWS)('$width pixels wide, $theme', (view) => {
    test.each(['', 'whole'])('the page %j has only readable text and logs no error', (name) => {
      const { messages, results } = answers.get(nameOf(view, name)) ?? {
        messages: ['not visited'],
        results: [],
      };
      expect(results[2]).toEqual([]);
      expect(messages).toEqual([]);
    });
  });

  test.each(['', 'whole', 'training'])('axe-core finds nothing to improve on the page %j', (name) => {
    expect(answers.get(`accessibility ${name}`)?.results[2]).toEqual([]);
  });

  test('a page follows its files without a reload, and keeps what was opened, scrolled and focused', () => {
    const { messages, results } = answers.get('growing') ?? { messages: [], results: [] };
    // The pause ends a request.
    expect(messages.filter((message) => !/^failed: .*events/.test(message))).toEqual([]);
    expect(results[7]).toEqual({
      mark: 1,
      title: 'growing: finished',
      open: true,
      focus: 'progress',
      scroll: 50,
      status: 'finished',
    });
    expect(results[10]).toBe(0);
  });

  test('updates are paused by a button, and then continue', () => {
    const { results } = answers.get('growing') ?? { results: [] };
    expect(results[14]).toBe(false);
    expect(results[17]).toBe(1);
  });

  test('a run that is deleted while it is watched says so', () => {
    const { messages, results } = answers.get('deleted') ?? { messages: [], results: [] };
    expect(messages).toEqual([]);
    expect(results[3]).toEqual(['deleted: deleted or moved', 1]);
  });
});

function nameOf({ width, theme }: (typeof VIEWS)[number], name: string): string {
  return `${name}, ${width} pixels, ${theme}`;
}
