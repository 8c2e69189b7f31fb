import fs from 'node:fs';
import path from 'node:path';
import { loadConfig } from '../../src/config/load-search';
import { loadTrainConfig } from '../../src/config/load-train';
import { loadImageDataset } from '../../src/data/images/registry';
import { loadTextDataset } from '../../src/data/text/registry';
import { readTableRows } from '../../src/evaluators/table/rows';
import { type Random, randomInteger } from '../../src/random';
import { readArchitectures } from '../../src/space/architecture-file';
import { createNasBench201Space } from '../../src/space/nasbench201/space';
import { parseInAnySpace } from '../../src/space/parse-architecture';
import { PUBLISHED_ARCHITECTURES } from '../../src/space/published';
import { createSpace } from '../../src/space/registry';
import { packFolder, writeImageFixture } from '../support/data/image-files';
import { writeTextFixture } from '../support/data/text-files';
import { mutateBytes } from './mutate';

/** A kind of input, with the function that reads it. */
export interface InputKind {
  readonly name: string;
  /** Prepares inputs in a folder. @returns a function that mutates an input and reads it; throws what reading throws */
  prepare(folder: string): Promise<(random: Random) => unknown>;
}

const SETTINGS = `# a comment
space: { name: cnn, nodes: 5 }
mode: ws
seed: 7
data:
  dataset: cifar10
  dir: /data/cifar
supernet:
  channels: 20
  learningRate: 0.05
  cutoutPixels: 0
search:
  rounds: 3
  poolSize: 100
controller: &c
  epochs: 10
`;

const SPACES = [
  createSpace('cnn', { nodes: 5 }),
  createSpace('cnn11', { nodes: 5 }),
  createSpace('rnn', { nodes: 12 }),
  createNasBench201Space(),
];

export const INPUT_KINDS: readonly InputKind[] = [
  {
    name: 'architectures',
    prepare: () =>
      Promise.resolve((random) => {
        const space = SPACES[randomInteger(random, SPACES.length)];
        const known = PUBLISHED_ARCHITECTURES[randomInteger(random, PUBLISHED_ARCHITECTURES.length)];
        const text = random() < 0.8 ? space.format(space.sample(random)) : known.name;
        const mutated = mutateBytes(Buffer.from(text), random).toString();
        const { space: found, architecture } = parseInAnySpace(mutated);
        const again = found.parse(found.format(architecture));
        if (again.join() !== architecture.join())
          throw new Error(`'${mutated}' is read as another architecture`);
      }),
  },
  {
    name: 'architecture files',
    prepare: (folder) => {
      const file = path.join(folder, 'architectures.txt');
      return Promise.resolve((random) => {
        const space = SPACES[randomInteger(random, SPACES.length)];
        const lines = Array.from({ length: 3 }, () => space.format(space.sample(random)));
        fs.writeFileSync(file, mutateBytes(Buffer.from(`# cells\n${lines.join('\n')}\n`), random));
        for (const architecture of readArchitectures(file, space)) space.canonical(architecture);
      });
    },
  },
  {
    name: 'settings files',
    prepare: (folder) => {
      const file = path.join(folder, 'settings.yaml');
      return Promise.resolve((random) => {
        fs.writeFileSync(file, mutateBytes(Buffer.from(SETTINGS), random));
        if (random() < 0.8) loadConfig({ preset: 'tiny', files: [file] });
        else
          loadTrainConfig(
            { name: 'a cell', space: 'cnn', text: SPACES[0].format(SPACES[0].sample(random)) },
            { preset: 'tiny', files: [file] },
          );
      });
    },
  },
  {
    name: 'assignments',
    prepare: () =>
      Promise.resolve((random) => {
        const lines = [
          'search.rounds=3',
          'space.name=rnn',
          'supernet.learningRate=0.1',
          'data.dir=/x',
          'seed=5',
        ];
        const line = lines[randomInteger(random, lines.length)];
        loadConfig({ preset: 'tiny', set: [mutateBytes(Buffer.from(line), random).toString()] });
      }),
  },
  {
    name: 'tables',
    prepare: (folder) => {
      const file = path.join(folder, 'table.csv');
      const space = createNasBench201Space();
      return Promise.resolve((random) => {
        const rows = Array.from(
          { length: 5 },
          () => `${space.format(space.sample(random))},${100 * random()},1`,
        );
        fs.writeFileSync(file, mutateBytes(Buffer.from(`arch,score,test\n${rows.join('\n')}\n`), random));
        readTableRows(
          {
            file,
            architectureColumn: 'arch',
            scoreColumn: 'score',
            testColumn: 'test',
            direction: 'maximize',
          },
          space,
        );
      });
    },
  },
  {
    name: 'texts',
    prepare: (folder) => {
      const dir = writeTextFixture(path.join(folder, 'text'), { words: { train: 200, valid: 60, test: 60 } });
      const file = path.join(dir, 'valid.txt');
      const original = fs.readFileSync(file);
      return Promise.resolve((random) => {
        fs.writeFileSync(file, mutateBytes(original, random));
        return loadTextDataset({ dataset: 'text', dir, vocabularyWords: randomInteger(random, 2) * 20 });
      });
    },
  },
  {
    name: 'images',
    async prepare(folder) {
      const dir = await writeImageFixture(path.join(folder, 'images'), { perClassTrain: 2, perClassTest: 1 });
      const file = path.join(dir, 'train', 'bee', '01.png');
      const original = fs.readFileSync(file);
      return async (random) => {
        fs.writeFileSync(file, mutateBytes(original, random));
        try {
          await loadImageDataset({ dataset: 'images', dir, resizePixels: randomInteger(random, 2) * 8 });
        } finally {
          emptyCache();
        }
      };
    },
  },
  ...['tar', 'tar.gz'].map((ending): InputKind => ({
    name: `archives .${ending}`,
    async prepare(folder) {
      const tree = await writeImageFixture(path.join(folder, 'images'), {
        perClassTrain: 1,
        perClassTest: 1,
      });
      const file = await packFolder(tree, path.join(folder, `images.${ending}`));
      const original = fs.readFileSync(file);
      return async (random) => {
        fs.writeFileSync(file, mutateBytes(original, random));
        try {
          await loadImageDataset({ dataset: 'images', dir: file, resizePixels: 0 });
        } finally {
          emptyCache();
        }
      };
    },
  })),
];

/** Removes decoded images from the cache, which belongs to the process of the inputs. */
function emptyCache(): void {
  const cache = process.env.NAO_CACHE_DIR;
  if (cache === undefined) throw new Error('the inputs need a cache folder of their own');
  fs.rmSync(cache, { recursive: true, force: true });
}
