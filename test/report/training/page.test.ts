import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { InputError } from '../../../src/errors';
import { writeComparison, writeReport } from '../../../src/report/report';
import { temporaryRun } from '../../support/report/synthetic-run';

const CONFIG = `task: train
seed: 3
architecture: { name: NAONet-WS, space: cnn, text: 0 1 0 4 2 2 1 3 0 1 0 4 2 2 1 3 }
data: { dataset: cifar10 }
child: { epochs: 2 }
`;

const IMAGES = {
  'config.yaml': CONFIG,
  'epochs.csv':
    'epoch,step,learning_rate,drop_path_keep,train_loss,train_accuracy,valid_loss,valid_accuracy,images_per_s,seconds\n' +
    '1,10,0.1,1,2,0.25,1.5,0.5,80,30\n2,20,0.05,1,1,0.5,1.25,0.625,80,30\n',
  'result.json': '{"test_accuracy": 0.6, "epoch": 2, "valid_accuracy": 0.625}',
  'test-predictions.csv':
    'image,label,predicted,probability,picture\n0,0,0,0.9,\n1,0,1,0.8,0\n2,1,1,0.7,\n3,2,1,0.6,1\n4,2,2,0.5,\n',
};

const TEXT = {
  'config.yaml': CONFIG.replace(
    'space: cnn, text: 0 1 0 4 2 2 1 3 0 1 0 4 2 2 1 3',
    'space: rnn, text: 0 0 1 0 1',
  ),
  'epochs.csv':
    'epoch,step,learning_rate,averaging,train_loss,skipped_steps,valid_loss,valid_perplexity,tokens_per_s,seconds\n' +
    '1,10,1,0,5,0,4.5,90,100,60\n',
  'test-positions.csv': 'from,to,tokens,loss,perplexity\n1,1,10,5,148.4\n2,4,30,4,54.6\n',
  'hardest-words.csv': 'word,occurrences,loss,share\nwhale,7,6.5,0.25\n',
};

async function report(
  files: Readonly<Record<string, string>>,
  classNames = ['cat', 'dog', '<b>ship</b>'],
): Promise<string> {
  const folder = temporaryRun(files);
  mkdirSync(path.join(folder, 'export'));
  writeFileSync(path.join(folder, 'export', 'architecture.json'), JSON.stringify({ classNames }));
  if ('test-predictions.csv' in files) {
    const raw = { width: 8, height: 4, channels: 3 as const };
    await sharp(new Uint8Array(8 * 4 * 3), { raw })
      .png()
      .toFile(path.join(folder, 'wrong-images.png'));
  }
  return readFileSync(await writeReport(folder), 'utf8');
}

function visibleText(page: string): string {
  return page
    .replace(/<(style|script|textarea|button)\b.*?<\/\1\s*>/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
}

describe('the report of a training on images', () => {
  let page: string;
  beforeAll(async () => {
    page = await report(IMAGES);
  });

  test('shows its score, architecture, epochs and curves', () => {
    const words = visibleText(page);
    for (const fact of ['test_accuracy 0.6000', 'NAONet-WS:', 'Epochs 2 of 2', 'Time of the epochs 1 min']) {
      expect(words).toContain(fact);
    }
    expect(words).toContain('Held out: from 0.5000 at epoch 1 to 0.6250 at epoch 2.');
    expect(page).toContain('aria-label="Normal cell of NAONet-WS"');
  });

  test('shows how classes are confused', () => {
    const words = visibleText(page);
    expect(words).toContain(
      'class cat dog &lt;b&gt;ship&lt;/b&gt; cat 1 1 0 dog 0 1 0 &lt;b&gt;ship&lt;/b&gt; 0 1 1',
    );
    expect(words).toContain('cat dog 1 0.5000');
    expect(words).toContain('dog 1 1 0.3333');
  });

  test('shows pictures of wrong images, and allows nothing else to load', () => {
    expect(page.match(/class="picture"/g)).toHaveLength(2);
    expect(page).toContain('aria-label="test image 3, &lt;b&gt;ship&lt;/b&gt;"');
    // Two pictures of 4x4 pixels, 64 pixels high.
    expect(page).toContain('background-position: -64px 0');
    expect(page).toMatch(/Content-Security-Policy" content="default-src [^"]*; img-src data:"/);
    expect(page.replace(/<script>.*?<\/script>/s, '')).not.toMatch(/https?:\/\//);
  });
});

test('the report of a training on a text shows the perplexity by position, and the words that cost most', async () => {
  const words = visibleText(await report(TEXT));
  expect(words).toContain('From 148.4 at position 1 to 54.60 at 2 to 4.');
  expect(words).toContain('whale 7 6.500 0.2500');
  expect(words).toContain('The training has not ended');
  expect(words).not.toContain('Confusion');
});

test('a text training whose perplexities are all infinite has a report without the figure', async () => {
  const positions = 'from,to,tokens,loss,perplexity\n1,1,10,1000,inf\n2,4,30,900,inf\n';
  const page = await report({ ...TEXT, 'test-positions.csv': positions });
  expect(visibleText(page)).toContain('No position has a finite perplexity.');
  expect(page).not.toContain('Perplexity by position');
  expect(visibleText(page)).toContain('whale 7 6.500 0.2500');
});

test.each(['9.5', '999999999', '3', '-1', '', 'inf'])(
  'a line of test-predictions.csv with label %p is damaged',
  async (label) => {
    const predictions = `${IMAGES['test-predictions.csv']}5,${label},0,0.5,\n`;
    const words = visibleText(await report({ ...IMAGES, 'test-predictions.csv': predictions }));
    expect(words).toContain('test-predictions.csv: skipped 1 damaged line.');
    expect(words).toContain('cat dog 1 0.5000');
  },
);

test('a classifier with unknown classes has at most 10,000', async () => {
  const lines = ['image,label,predicted,probability,picture', '0,9998,9999,0.5,', '1,10000,0,0.5,'];
  const words = visibleText(
    await report({ 'config.yaml': CONFIG, 'test-predictions.csv': `${lines.join('\n')}\n` }, []),
  );
  expect(words).toContain('test-predictions.csv: skipped 1 damaged line.');
  expect(words).toContain('9998 9999 1 1');
});

test('the report of a training that has just started says what is missing', async () => {
  const words = visibleText(await report({ 'config.yaml': CONFIG }));
  expect(words).toContain('epochs.csv has no rows');
  expect(words).toContain('Epochs 0 of 2');
  expect(words).not.toMatch(/undefined|NaN/);
});

test('a training is not compared', async () => {
  const folders = [temporaryRun(IMAGES), temporaryRun(TEXT)];
  const comparing = writeComparison(folders, path.join(temporaryRun({}), 'page.html'));
  await expect(comparing).rejects.toBeInstanceOf(InputError);
  await expect(comparing).rejects.toThrow(/is the folder of a training run, and only searches are compared/);
});
