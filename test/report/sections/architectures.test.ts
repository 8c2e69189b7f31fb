import { createRandomStream } from '../../../src/random';
import { createCnnSpace } from '../../../src/space/cnn/space';
import { searchedRun } from '../../support/report/searched-run';
import { writePage } from '../../support/report/synthetic-run';

/** Reads the section with a title as text, tags removed and whitespace collapsed. */
function section(page: string, title: string): string {
  const [, found = ''] = new RegExp(`<h2>${title}</h2>(.*?)</section>`, 's').exec(page) ?? [];
  return found
    .replace(/<(textarea|button)\b.*?<\/\1>/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replace(/\s+/g, ' ');
}

const CONFIG =
  'mode: table\nspace: { name: nasbench201, nodes: 5 }\ntable: { file: a.csv, direction: maximize }';

const ROWS = [
  '1 0 random - - 3+3+3+3+3+3 70 1531546 220119680',
  '1 1 random - - 0+0+0+0+0+0 10 73306 7783040',
  '2 2 controller 0 10 1+0+0+0+0+0 - 73306 7783040',
  '2 3 controller 1 20 2+0+0+0+0+0 60 100000 9000000',
  '2 4 controller 0 10 2+3+0+0+0+0 50 900000 90000000',
];

describe('the report of a search in a table', () => {
  let page: string;
  beforeAll(async () => {
    page = await writePage(searchedRun(CONFIG, 'accuracy', ROWS));
  });

  test('shows the best so far by evaluations', () => {
    expect(section(page, 'Best so far')).toContain(
      'The best of 5 evaluations, 70, was found by evaluation 1.',
    );
  });

  test('says how many tokens of the best differ', () => {
    // 3 3 3 3 3 3, 2 0 0 0 0 0, 2 3 0 0 0 0 and 0 0 0 0 0 0: six pairs differ in 6, 5, 6, 1, 1 and 2 tokens.
    expect(section(page, 'Top 4')).toContain('On average, two of them differ in 3.5 of 6 tokens.');
  });

  test('lists all architectures, ranked ones first', () => {
    const [, body = ''] = /<table class="all">.*?<tbody>(.*?)<\/tbody>/s.exec(page) ?? [];
    const ids = [...body.matchAll(/<th scope=row>(\d+)/g)].map(([, id]) => id);
    expect(ids).toEqual(['0', '3', '4', '1', '2']);
    expect(body).toContain('<td class=text>2 0 0 0 0 0');
    expect(body).toContain('<td>100,000<td>9,000,000');
  });

  test('shows the Pareto front of score and cost', () => {
    const text = section(page, 'Score against cost');
    expect(text).toContain(
      '3 of 4 architectures are on the front, from 10 with 73,306 parameters to 70 with 1,531,546.',
    );
    expect(text).toContain('from 10 with 7,783,040 multiply-adds to 70 with 220,119,680.');
  });

  test('shows the gains of children over their parents by step size', () => {
    const text = section(page, 'Parents and children');
    expect(text).toContain('1 of 2 children are better than their parents; the mean gain is 15.');
    expect(text).toContain('10 1 0 0 -20 -20');
    expect(text).toContain('20 1 1 1 50 50');
    expect(text).toContain('The best architecture, 0, was drawn at random');
  });

  test('says that proposals in an enumerated space may have no parent, and how the best was found', async () => {
    const rows = [...ROWS, '2 5 controller - - 3+3+3+3+3+2 80 1531546 200000000'];
    const text = section(await writePage(searchedRun(CONFIG, 'accuracy', rows)), 'Parents and children');
    expect(text).toContain('The best architecture, 5, was proposed by the controller and has no parent.');
    expect(text).toContain('a proposal may have no parent');
  });

  test('describes a single child as one', async () => {
    const rows = [ROWS[0], '2 1 controller 0 10 1+0+0+0+0+0 60 - -', '2 2 controller - - 2+0+0+0+0+0 50 - -'];
    const text = section(await writePage(searchedRun(CONFIG, 'accuracy', rows)), 'Parents and children');
    expect(text).toContain('The only child with a parent is not better than it; the gain is -10.');
  });

  test('does not compare the parts of so few architectures', () => {
    expect(page).not.toContain('What the good cells share');
  });
});

test('a run with objectives says them, shows their front first and how the best was chosen', async () => {
  const objectives = '{ maxParameters: 2e6, maxMultiplyAdds: 0, minimize: multiply-adds }';
  const files = searchedRun(`${CONFIG}\nsearch: { rounds: 2, objectives: ${objectives} }`, 'accuracy', [
    ...ROWS,
    '2 5 random - - 3+3+3+3+3+2 70 1531546 200000000', // as good as architecture 0, and cheaper
  ]);
  const best = { architecture: '3 3 3 3 3 2', rule: 'highest accuracy on the front' };
  const page = await writePage({ ...files, 'best.json': JSON.stringify(best) });
  const text = section(page, 'Score against cost');
  expect(text).toContain('two objectives, accuracy and few multiply-adds: its result is their front.');
  expect(text).toContain('Only architectures with at most 2000000 parameters were scored.');
  expect(text.indexOf('against multiply-adds')).toBeLessThan(text.indexOf('against parameters'));
  expect(page).toContain('Best architecture: <strong>5</strong>');
  expect(page.replace(/\s+/g, ' ')).toContain(
    'Chosen for the highest accuracy on the front: 1,531,546 parameters, 200,000,000 multiply-adds.',
  );
  expect(page).not.toContain('name different architectures');
});

describe('the report of a search without any score', () => {
  const rows = ['1 0 random - - 3+3+3+3+3+3 - - -', '2 1 random - - 0+0+0+0+0+0 - - -'];
  const run = searchedRun(`${CONFIG}\nsearch: { rounds: 2 }`, 'accuracy', rows);
  const failing = run['architectures.csv'].replaceAll(',100,,1,1,', ',100,the score is <nan>,1,1,');
  const finished = { 'rounds.csv': 'round,scored\r\n1,0\r\n2,0\r\n' };
  let page: string;
  beforeAll(async () => {
    page = await writePage({ ...run, 'architectures.csv': failing, ...finished });
  });

  test('says so, with the first failure', () => {
    const words = page.replace(/\s+/g, ' ');
    expect(words).toContain(
      'None of 2 architectures has a score. The first failure: the score is &lt;nan&gt;.',
    );
    expect(words).not.toContain('just started');
  });

  test('lists all architectures with their failures, the newest first', () => {
    const [, body = ''] = /<table class="all">.*?<tbody>(.*?)<\/tbody>/s.exec(page) ?? [];
    expect([...body.matchAll(/<th scope=row>(\d+)/g)].map(([, id]) => id)).toEqual(['1', '0']);
    expect(body).toContain('<td class=text>the score is &lt;nan&gt;');
    expect(section(page, 'All architectures')).not.toContain('by rank');
  });
});

test.each([
  ['has no round yet', 2, 0, true],
  ['has finished its first round', 2, 1, true],
  ['has finished its only round', 1, 1, false],
  ['has one round, which is running', 1, 0, false],
  ['has finished both rounds', 2, 2, false],
])(
  'that predictions follow in round 2 is on the page of a search that %s: %p, %p',
  async (_, planned, done, said) => {
    const config = `${CONFIG}\nsearch: { rounds: ${planned} }`;
    const rounds = ['round,scored', ...Array.from({ length: done }, (__, i) => `${i + 1},2`)];
    const files = searchedRun(config, 'accuracy', ROWS.slice(0, 2));
    const page = await writePage({ ...files, 'rounds.csv': `${rounds.join('\r\n')}\r\n` });
    const text = section(page, 'Predicted against measured');
    expect(text).toContain('No architecture has both a predicted and a measured score');
    expect(text.includes('follow in round 2')).toBe(said);
  },
);

test('a run without costs has no section about them', async () => {
  const rows = ROWS.map((row) => row.replace(/\S+ \S+$/, '- -'));
  expect(await writePage(searchedRun(CONFIG, 'accuracy', rows))).not.toContain('Score against cost');
});

test('with shared weights, the best so far begins again in each round', async () => {
  const rows = [
    '1 0 random - - 0 0.5 - -',
    '1 1 random - - 1 0.25 - -',
    '2 0 random - - 0 0.375 - -',
    '2 1 random - - 1 0.4375 - -',
  ];
  const text = section(
    await writePage(searchedRun('mode: ws', 'shared_valid_accuracy', rows)),
    'Best so far',
  );
  expect(text).toContain('The best of 4 evaluations, 0.4375, was found by evaluation 4.');
  expect(text).toContain('comparable only within a round');
});

test('the parts of the best tenth are compared with those of all', async () => {
  // The best two of twenty cells have convolutions only, the others none.
  const rows = Array.from({ length: 20 }, (_, i) => {
    const [cell, score] = i < 2 ? ['3+3+3+3+3+3', 90] : ['1+1+1+1+1+0', 50];
    return `1 ${i} random - - ${cell} ${score} - -`;
  });
  const text = section(await writePage(searchedRun(CONFIG, 'accuracy', rows)), 'What the good cells share');
  expect(text).toContain('the best 2 of 20 ranked architectures');
  expect(text).toContain('Most favored by the best tenth: conv 3×3, 100 % against 10 %.');
  expect(text).toContain('operation conv 3×3 1 0.1000 10');
  expect(text).toContain('edge 2 to 3 none 0 0.9000 0');
});

test('the page stays small for thousands of architectures', async () => {
  const space = createCnnSpace(5);
  const random = createRandomStream(1, 'many');
  const rows = Array.from({ length: 1300 }, (_, i) => {
    const text = space.format(space.sample(random)).replaceAll(' ', '+');
    return `${1 + Math.floor(i / 500)} ${i} controller ${i >> 1} 10 ${text} ${random()} ${i}000 ${i}000000`;
  });
  const config = 'mode: full\nspace: { name: cnn, nodes: 5 }\ndata: { dataset: cifar10 }';
  const page = await writePage(searchedRun(config, 'valid_accuracy', rows));
  expect(page.match(/<th scope=row>/g)).toHaveLength(1300);
  expect(page.length).toBeLessThan(800_000);
});

test('mode full shows the learning curve of each architecture, at most 200', async () => {
  const curves = ['round,id,step,train_loss'];
  for (let id = 0; id < 400; id++) {
    for (let point = 1; point <= 24; point++) curves.push(`1,${id},${point * 10},${2 / point + id / 1000}`);
  }
  const rows = Array.from({ length: 400 }, (_, id) => `1 ${id} random - - 0 ${id / 400} - -`);
  const page = await writePage({
    ...searchedRun('mode: full', 'valid_accuracy', rows),
    'children.csv': `${curves.join('\n')}\n`,
  });
  const text = section(page, 'Training of each architecture');
  expect(text).toContain('Last losses of 137 architectures: from 0.08333 to 0.4823.');
  expect(text).toContain('One of 3 other architectures is drawn.');
});
