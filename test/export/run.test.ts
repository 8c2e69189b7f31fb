import fs from 'node:fs';
import path from 'node:path';
import { loadTrainConfig } from '../../src/config/load-train';
import type { ExportFormat } from '../../src/export/formats';
import { exportOnnx } from '../../src/export/onnx';
import { runExport } from '../../src/export/run';
import { encodeSafetensors, permute } from '../../src/export/safetensors';
import { Graph } from '../../src/graph/graph';
import { encodeSavedModel } from '../../src/graph/write';
import { getSystemInfo } from '../../src/native/system-info';
import { writeImageExportMetadata } from '../../src/run/export-metadata';
import { RunFolder } from '../../src/run/folder';
import { createRunRecord } from '../../src/run/record';
import { resolveArchitecture } from '../../src/run/resolve-architecture';
import { PUBLISHED_ARCHITECTURES } from '../../src/space/published';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();
const file = (name: string): string => path.join(folder(), name);
const NASBENCH201 = '3 1 4 0 2 3';

function exportText(given: string, format: ExportFormat): string {
  return runExport({ given, space: undefined, format, out: undefined }).join('\n');
}

test.each([...PUBLISHED_ARCHITECTURES.map(({ name }) => name), NASBENCH201])(
  'the genotype of %s is read back from a file',
  (given) => {
    const out = file('cell.txt');
    expect(runExport({ given, space: undefined, format: 'genotype', out })).toEqual([out]);
    const { space, architecture } = resolveArchitecture(given);
    expect(resolveArchitecture(out).architecture).toEqual(architecture);
    expect(resolveArchitecture(out).space.name).toBe(space.name);
  },
);

test('a genotype has the notation of DARTS', () => {
  expect(exportText('NAONet-WS', 'genotype')).toMatch(
    /^Genotype\(\n {4}normal=\[\n {8}\('sep_conv_5x5', 0\), \('skip_connect', 0\),\n/,
  );
  expect(exportText('NAONet-WS', 'genotype')).toContain('    normal_concat=[3, 4, 5, 6],\n    reduce=[\n');
  expect(exportText(NASBENCH201, 'genotype')).toBe(
    '|nor_conv_3x3~0|+|skip_connect~0|avg_pool_3x3~1|+|none~0|nor_conv_1x1~1|nor_conv_3x3~2|',
  );
});

test('JSON names nodes, edges, operations and sizes', () => {
  const naonet = JSON.parse(exportText('NAONet-WS', 'json')) as Record<string, unknown>;
  expect(naonet).toMatchObject({
    name: 'NAONet-WS',
    space: 'cnn',
    cells: {
      normal: {
        nodes: [
          { name: 'input0' },
          { name: 'input1' },
          { name: 'node2', operation: 'sum' },
          {},
          {},
          {},
          {},
          { name: 'output' },
        ],
        edges: expect.arrayContaining([
          { from: 'input0', to: 'node2', operation: 'sep_conv_5x5' },
          { from: 'node3', to: 'output' },
        ]) as unknown,
      },
    },
    network: { cellsPerStack: 6, channels: 36, cellOutput: 'concatenated', classes: 10 },
  });
  expect(JSON.parse(exportText('NAO-RNN-PTB', 'json'))).toMatchObject({
    cells: { cell: { edges: expect.arrayContaining([{ from: 'hidden', to: 'node0' }]) as unknown } },
    network: { hiddenSize: 850 },
  });
});

test.each(['pytorch', 'keras'] as const)('%s source has no line longer than 88 characters', (format) => {
  for (const given of [...PUBLISHED_ARCHITECTURES.map(({ text }) => text), NASBENCH201]) {
    expect(
      exportText(given, format)
        .split('\n')
        .filter((line) => line.length > 88),
    ).toEqual([]);
  }
});

test('source of an untrained network neither normalizes pixels nor loads weights', () => {
  expect(exportText('NAONet', 'pytorch')).not.toMatch(/safetensors|MEAN/);
  expect(exportText('NAONet', 'pytorch')).toMatch(/images: \[batch, 3, 32, 32\], normalized/);
});

test('a file that exists is not overwritten', () => {
  const out = file('model.py');
  fs.writeFileSync(out, 'mine');
  for (const format of ['pytorch', 'json'] as const) {
    expect(() => runExport({ given: 'NAONet', space: undefined, format, out })).toThrow(
      /model\.py exists: move it away, or give another file with --out/,
    );
  }
  expect(fs.readFileSync(out, 'utf8')).toBe('mine');
});

test.each([
  ['keras', 'model', /writes a Python file, but --out is .*model: give a name that ends in \.py/],
  ['keras', 'missing/model.py', /the folder of .*model\.py does not exist: make it/],
  ['onnx', 'model.onnx', /NAONet has no trained weights, which format onnx needs: give the folder/],
  ['onnx', undefined, /format onnx writes files: give the first one's name with --out/],
] as const)('format %s to %s is refused', (format, name, message) => {
  const out = name === undefined ? undefined : file(name);
  expect(() => runExport({ given: 'NAONet', space: undefined, format, out })).toThrow(message);
  expect(fs.readdirSync(folder())).toEqual([]);
});

/** Writes the metadata of an exported classifier. */
function writeMetadata(to: string, image: { height: number; width: number; channels: number }): void {
  const { space, architecture } = resolveArchitecture('NAONet-WS');
  writeImageExportMetadata(to, {
    ...{ name: '', space: space.name, architecture: space.format(architecture), dataset: 'images', epoch: 1 },
    ...{ cellsPerStack: 1, channels: 4, cellOutput: 'projected', nao: '0.0.0', classNames: ['a', 'b'] },
    image,
  });
}

test.each(['pytorch', 'keras', 'onnx'] as const)(
  'format %s refuses the export of a version that gave its parameters no names',
  (format) => {
    const exported = file('export');
    fs.mkdirSync(exported);
    writeMetadata(exported, { height: 8, width: 8, channels: 3 });
    const graph = new Graph();
    graph.signature('serving_default', {}, { y: graph.scalar(1) });
    fs.writeFileSync(path.join(exported, 'saved_model.pb'), encodeSavedModel(graph));
    const out = file(format === 'onnx' ? 'model.onnx' : 'model.py');
    expect(() => runExport({ given: folder(), space: undefined, format, out })).toThrow(
      /export was written by nao 0\.0\.0, not nao .* \(its parameters have no names\): run 'nao resume' on/,
    );
    expect(fs.existsSync(out)).toBe(false);
    expect(runExport({ given: folder(), space: undefined, format: 'genotype', out: undefined })).toHaveLength(
      1,
    );
  },
);

test('a training without export is not taken for an untrained network', () => {
  const config = loadTrainConfig(
    { name: '', space: 'nasbench201', text: NASBENCH201 },
    { preset: 'tiny', set: ['seed=1'] },
  );
  RunFolder.create(file('run'), config, createRunRecord(getSystemInfo())).close();
  const run = { given: file('run'), space: undefined, out: file('model.py') };
  expect(() => runExport({ ...run, format: 'keras' })).toThrow(
    `${file('run')} has no exported model yet: finish the training with 'nao resume ${file('run')}'`,
  );
  expect(runExport({ ...run, format: 'genotype', out: undefined })).toHaveLength(1);
});

test('a given space must be that of the exported network', () => {
  writeMetadata(folder(), { height: 8, width: 8, channels: 3 });
  const request = { given: folder(), format: 'genotype', out: undefined } as const;
  expect(runExport({ ...request, space: 'cnn' })).toHaveLength(1);
  expect(() => runExport({ ...request, space: 'rnn' })).toThrow(
    /is of space 'cnn', not 'rnn': leave --space out/,
  );
});

test('images that reductions leave as they are have no source', () => {
  writeMetadata(folder(), { height: 2, width: 1, channels: 3 });
  expect(() =>
    runExport({ given: folder(), space: undefined, format: 'pytorch', out: file('a.py') }),
  ).toThrow(/images of 1x2 pixels are too small for format pytorch/);
});

test('without the Python packages, the message says how to install them', () => {
  const trained = { folder: folder(), dataset: 'any', epochs: 1, nao: '0.0.0' };
  expect(() => exportOnnx(trained, file('model.onnx'), file('no-python'))).toThrow(
    "format onnx needs tensorflow and tf2onnx for python3: run 'python3 -m pip install tensorflow tf2onnx'",
  );
});

test('permute moves axes like a transposed array', () => {
  const tensor = { name: 'any', shape: [2, 3, 2], values: Float32Array.from({ length: 12 }, (_, i) => i) };
  expect(permute(tensor, [2, 0, 1])).toEqual({
    name: 'any',
    shape: [2, 2, 3],
    values: Float32Array.of(0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11),
  });
});

test('a safetensors file is a length, an aligned JSON header and the values', () => {
  const bytes = Buffer.from(
    encodeSafetensors([
      { name: 'a', shape: [2], values: Float32Array.of(1, 2) },
      { name: 'b', shape: [], values: Float32Array.of(3) },
    ]),
  );
  const length = Number(bytes.readBigUInt64LE(0));
  expect(length % 8).toBe(0);
  expect(JSON.parse(bytes.toString('utf8', 8, 8 + length))).toEqual({
    __metadata__: { format: 'pt' },
    a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
    b: { dtype: 'F32', shape: [], data_offsets: [8, 12] },
  });
  expect([0, 4, 8].map((offset) => bytes.readFloatLE(8 + length + offset))).toEqual([1, 2, 3]);
  expect(bytes.length).toBe(8 + length + 12);
});
