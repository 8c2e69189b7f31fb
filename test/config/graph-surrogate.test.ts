import { loadConfig } from '../../src/config/load-search';
import { mergeSettings } from '../../src/config/merge';
import { resolvePreset } from '../../src/config/presets/by-name';
import { withGraphSurrogate } from '../../src/config/presets/graph-surrogate';
import { validateSearchConfig } from '../../src/config/validate';

test.each(['cnn', 'rnn', 'cnn11'])('withGraphSurrogate is one change to a preset of space %s', (name) => {
  const mode = name === 'cnn11' ? 'full' : 'ws';
  for (const preset of ['quick', 'cpu', 'paper', 'tiny']) {
    const plain = mergeSettings({ ...resolvePreset(preset, name, mode), mode }, { seed: 1 });
    const config = validateSearchConfig(mergeSettings(plain, withGraphSurrogate({})));
    expect(config.controller).toEqual({
      ...validateSearchConfig(plain).controller,
      predictor: 'gp',
      targets: 'ranks',
    });
    expect(config.search).toMatchObject({ acquisitionSamples: 5000, ucbBeta: 1 });
  }
});

test("withGraphSurrogate keeps the preset's own settings", () => {
  expect(withGraphSurrogate({ mode: 'table', search: { ucbBeta: 2, topK: 4 } })).toEqual({
    mode: 'table',
    controller: { predictor: 'gp', targets: 'ranks' },
    search: { acquisitionSamples: 5000, ucbBeta: 2, topK: 4 },
  });
});

const load = (preset: string, name: string, mode: string) =>
  loadConfig({
    preset,
    flags: { mode, 'space.name': name, ...(mode === 'table' ? { 'table.file': 'table.csv' } : {}) },
  });

test('presets quick and cpu have the graph surrogate', () => {
  const table = load('quick', 'nasbench201', 'table');
  expect(table.controller).toMatchObject({ predictor: 'gp', targets: 'ranks', epochs: 10 });
  expect(table.search).toMatchObject({ acquisitionSamples: 5000, ucbBeta: 1, topK: 10 });
  for (const [name, mode] of [
    ['cnn', 'ws'],
    ['rnn', 'ws'],
    ['cnn11', 'full'],
  ] as const) {
    for (const preset of ['quick', 'cpu']) {
      const config = load(preset, name, mode);
      expect(config.controller).toMatchObject({ predictor: 'gp', targets: 'ranks' });
      expect(config.search).toMatchObject({ acquisitionSamples: 5000, ucbBeta: 1 });
    }
  }
});

test("preset paper keeps the paper's predictor", () => {
  for (const name of ['cnn', 'rnn']) {
    expect(load('paper', name, 'ws').controller).toMatchObject({ predictor: 'network', targets: 'scores' });
  }
});
