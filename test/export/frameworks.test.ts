import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createCnnChildNetwork } from '../../src/child/cnn/create-network';
import { exportCnnChild, ExportedClassifier } from '../../src/child/cnn/serving';
import { ExportedLanguageModel, exportRnnChild } from '../../src/child/rnn/serving';
import { findModel } from '../../src/export/model';
import { exportOnnx } from '../../src/export/onnx';
import { runExport } from '../../src/export/run';
import { writeImageExportMetadata, writeTextExportMetadata } from '../../src/run/export-metadata';
import { resolveArchitecture } from '../../src/run/resolve-architecture';
import type { CellOutput } from '../../src/space/cnn/cells';
import { toRnnCell } from '../../src/space/rnn/cells';
import { childSpec, withChild } from '../support/child/cnn';
import { OpenedRnnChild } from '../support/child/rnn';
import { findPython, runModels } from '../support/export/python';
import { pixelsFor, TINY } from '../support/supernet/cnn';
import { TINY as TINY_TEXT, windows } from '../support/supernet/rnn';

const pytorch = findPython('pytorch', ['torch', 'safetensors'], "PyTorch's outputs of exported models");
const keras = findPython(
  'tensorflow',
  ['keras', 'tensorflow', 'safetensors'],
  "Keras's outputs of exported models",
);
const onnx = findPython(
  'tensorflow',
  ['tensorflow', 'tf2onnx', 'onnxruntime'],
  'ONNX files of exported models',
);

/** Cells with all operations of cnn11, with unread inputs in both cells. */
const ALL_OPS =
  '1 0 1 1 1 2 2 2 1 2 1 3 3 2 2 1 2 3 4 3 3 4 4 2 ' + '1 0 1 1 1 1 1 1 2 1 1 3 1 2 3 1 3 2 1 4 3 4 4 2';

interface ImageCase {
  readonly name: string;
  readonly given: string;
  readonly space?: string;
  readonly cellOutput: CellOutput;
  /** Odd sides pad factorized reductions; even ones pad strided windows unequally. */
  readonly sides: readonly [number, number];
}

const IMAGES: readonly ImageCase[] = [
  { name: 'naonet', given: 'NAONet', cellOutput: 'concatenated', sides: [9, 7] },
  { name: 'cnn11', given: ALL_OPS, space: 'cnn11', cellOutput: 'concatenated', sides: [8, 11] },
  { name: 'cnn', given: 'NAONet-WS', cellOutput: 'projected', sides: [8, 6] },
  { name: 'nasbench201', given: '3 1 4 0 2 3', cellOutput: 'concatenated', sides: [9, 8] },
];

const TEXTS = [
  { name: 'rnn', given: '1 0 2 1 3 1 0 0 1', output: 'loose-ends' },
  { name: 'rnn-all', given: 'NAO-RNN-PTB', output: 'all' },
] as const;

let folder = '';

/** Writes arrays for the Python programs. */
function writeReference(
  to: string,
  arrays: Readonly<Record<string, readonly [Uint8Array | Int32Array | Float32Array, number[]]>>,
): void {
  const described = Object.entries(arrays).map(([name, [values, shape]]) => {
    fs.writeFileSync(path.join(to, name), Buffer.from(values.buffer, values.byteOffset, values.byteLength));
    const dtype =
      values instanceof Float32Array ? 'float32' : values instanceof Int32Array ? 'int32' : 'uint8';
    return [name, { dtype, shape }] as const;
  });
  fs.writeFileSync(path.join(to, 'reference.json'), JSON.stringify(Object.fromEntries(described)));
}

/** Trains a network for some steps, exports it and classifies 64 images with the SavedModel. */
function prepareImages(image: ImageCase): string {
  const { name, given, cellOutput, sides } = image;
  const [height, width] = sides;
  const { space, architecture } = resolveArchitecture(given, image.space);
  const network = createCnnChildNetwork(space, architecture);
  if (network === undefined) throw new Error(`${space.name} has no networks`);
  const spec = { ...childSpec(TINY), height, width, momentum: 0.9, cellOutput };
  const to = path.join(folder, name);
  const exported = path.join(to, 'export');
  fs.mkdirSync(exported, { recursive: true });
  withChild(spec, network, (child) => {
    for (let step = 0; step < 12; step++) child.train(0.01, Int32Array.of(0, 1, 2, 3), 1, step);
    child.session.run('save', { prefix: path.join(to, 'checkpoint') });
  });
  exportCnnChild(spec, network, path.join(to, 'checkpoint'), exported);
  writeImageExportMetadata(exported, {
    ...{ name: '', space: space.name, architecture: space.format(architecture), dataset: 'images', epoch: 1 },
    ...{ cellsPerStack: spec.cellsPerStack, channels: spec.channels, cellOutput, nao: '0.0.0' },
    image: { height, width, channels: spec.imageChannels },
    statistics: { mean: [...spec.statistics.mean], std: [...spec.statistics.std] },
    classNames: ['ant', 'bee', 'cat'],
  });
  const pixels = pixelsFor({ ...spec, images: 64 });
  const model = new ExportedClassifier(exported, [height, width, spec.imageChannels]);
  const { probabilities } = model.classify(pixels);
  model.dispose();
  writeReference(to, {
    images: [pixels, [64, height, width, spec.imageChannels]],
    probabilities: [probabilities, [64, spec.classes]],
  });
  return to;
}

/** Trains a language model for some steps, exports it and reads 200 tokens with the SavedModel. */
function prepareText({ name, given, output }: (typeof TEXTS)[number]): string {
  const { space, architecture } = resolveArchitecture(given, 'rnn');
  const cell = toRnnCell(architecture);
  const spec = { ...TINY_TEXT, nodes: cell.nodes.length, output, averageWeights: output === 'all' };
  const to = path.join(folder, name);
  const exported = path.join(to, 'export');
  fs.mkdirSync(exported, { recursive: true });
  const child = new OpenedRnnChild(spec, cell);
  child.session.run('begin_training', {});
  windows(spec, spec.batchSize, 3).forEach((window, step) =>
    child.train(window, 1, { step, averaging: true }),
  );
  child.session.run('save', { prefix: path.join(to, 'checkpoint') });
  child.dispose();
  exportRnnChild(spec, cell, path.join(to, 'checkpoint'), exported);
  const metadata = {
    ...{
      name: '',
      space: 'rnn' as const,
      architecture: space.format(architecture),
      dataset: 'text',
      epoch: 1,
    },
    ...{ hiddenSize: spec.hiddenSize, output, evalBatchSize: 2, vocabularyWords: 0, nao: '0.0.0' },
  };
  writeTextExportMetadata(
    exported,
    metadata,
    Array.from({ length: spec.vocabulary }, (_, i) => ['<unk>', '<eos>'][i] ?? `word${i}`),
  );
  const [steps, texts] = [20, 10];
  const tokens = Int32Array.from({ length: steps * texts }, (_, i) => (7 * i + (i >> 3)) % spec.vocabulary);
  const model = new ExportedLanguageModel(exported, spec.hiddenSize);
  const logProbabilities = new Float32Array(steps * texts * spec.vocabulary);
  let hidden = new Float32Array(texts * spec.hiddenSize);
  for (let step = 0; step < steps; step++) {
    const next = model.predictNext(tokens.slice(step * texts, (step + 1) * texts), hidden);
    hidden = Float32Array.from(next.hidden);
    logProbabilities.set(next.logProbabilities, step * texts * spec.vocabulary);
  }
  model.dispose();
  writeReference(to, {
    tokens: [tokens, [steps, texts]],
    log_probabilities: [logProbabilities, [steps, texts, spec.vocabulary]],
    hidden: [hidden, [texts, spec.hiddenSize]],
  });
  return to;
}

let folders: string[] = [];
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nao-test-'));
  folders = [...IMAGES.map(prepareImages), ...TEXTS.map(prepareText)];
}, 600_000);

afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Differences below which outputs are equal. */
const TOLERANCE = 1e-5;

const whenFound = (python: string | undefined) => (python === undefined ? test.skip : test);

/** Expects all outputs of all models to equal those of their SavedModels. */
function expectEqual(python: string | undefined, script: string): void {
  if (python === undefined) throw new Error('no Python was found');
  const differences = runModels(python, script, folders);
  const outputs = ['cnn11', 'cnn', 'nasbench201', 'naonet'].map((model) => `${model} probabilities`);
  const texts = ['rnn', 'rnn-all'].flatMap((model) => [`${model} log_probabilities`, `${model} hidden`]);
  expect(differences.map(({ model, output }) => `${model} ${output}`).sort()).toEqual(
    [...outputs, ...texts].sort(),
  );
  expect(differences.filter(({ error }) => !(error < TOLERANCE))).toEqual([]);
}

describe('the outputs of exported models equal those of their SavedModels', () => {
  whenFound(pytorch)(
    'in PyTorch',
    () => {
      for (const each of folders) {
        runExport({
          given: each,
          space: undefined,
          format: 'pytorch',
          out: path.join(each, 'pytorch_model.py'),
        });
      }
      expectEqual(pytorch, 'run_pytorch.py');
    },
    600_000,
  );

  whenFound(keras)(
    'in Keras',
    () => {
      for (const each of folders) {
        runExport({ given: each, space: undefined, format: 'keras', out: path.join(each, 'keras_model.py') });
      }
      expectEqual(keras, 'run_keras.py');
    },
    600_000,
  );

  whenFound(onnx)(
    'in onnxruntime',
    () => {
      for (const each of folders) {
        const { trained } = findModel(each);
        if (trained === undefined || onnx === undefined) throw new Error('there is nothing to convert');
        exportOnnx(trained, path.join(each, 'model.onnx'), onnx);
      }
      expectEqual(onnx, 'run_onnx.py');
    },
    600_000,
  );
});
