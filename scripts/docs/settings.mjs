import { createRequire } from 'node:module';
import { join } from 'node:path';
import { code, prose, table } from './blocks.mjs';
import { readSettingComments } from './comments.mjs';
import { dist, root } from './pages.mjs';

const require = createRequire(import.meta.url);
const load = (file) => require(join(dist, 'config', `${file}.js`));

/** Groups that a search uses only in a certain space or mode, and where: their values are shown as there. */
const HOMES = {
  rnn: { space: 'rnn', mode: 'ws' },
  child: { space: 'cnn', mode: 'full' },
  rnnChild: { space: 'rnn', mode: 'full' },
  full: { space: 'cnn', mode: 'full' },
  table: { space: 'nasbench201', mode: 'table' },
  baselines: { space: 'nasbench201', mode: 'table' },
};
const DEFAULT_HOME = { space: 'cnn', mode: 'ws' };

/** Spaces and modes whose presets differ, what they are compared with, and the groups that they use. */
const VARIANTS = [
  { space: 'cnn', mode: 'full', base: DEFAULT_HOME, unused: ['supernet', 'rnn', 'rnnChild', 'child'] },
  { space: 'rnn', mode: 'ws', base: DEFAULT_HOME, unused: ['supernet', 'child', 'rnnChild', 'rnn'] },
  { space: 'rnn', mode: 'full', base: HOMES.rnn, unused: ['supernet', 'child', 'rnnChild', 'rnn'] },
  { space: 'nasbench201', mode: 'ws', base: DEFAULT_HOME, unused: ['mode', 'child', 'rnn', 'rnnChild', 'full', 'table', 'baselines'] }, // prettier-ignore
  { space: 'nasbench201', mode: 'full', base: HOMES.child, unused: ['mode', 'supernet', 'rnn', 'rnnChild', 'table', 'baselines'] }, // prettier-ignore
  { space: 'nasbench201', mode: 'table', base: DEFAULT_HOME, unused: ['supernet', 'child', 'rnn', 'rnnChild', 'table'] }, // prettier-ignore
];

export function settingBlocks() {
  const { PRESET_NAMES: presetNames, resolvePreset } = load('presets/by-name');
  const resolve = ({ space, mode }) => presetNames.map((name) => resolvePreset(name, space, mode));
  return [
    ['settings of a search', searchSettings(presetNames, resolve)],
    ['presets by space and mode', VARIANTS.map((variant) => differences(variant, presetNames, resolve)).join('\n\n')],
    ['presets', presetSizes(presetNames, resolve)],
    ...trainBlocks(),
  ];
}

function searchSettings(presetNames, resolve) {
  const { searchConfigSchema } = load('schema/search');
  const comments = readComments('search.ts', 'searchConfigSchema');
  const description = load('describe').describeSchema(searchConfigSchema);
  const presets = (group) => resolve(HOMES[group] ?? DEFAULT_HOME);
  return groups(description.names)
    .map(([group, names]) => {
      const home = HOMES[group];
      const note = home ? `Values in the space ${code(home.space)}, mode ${code(home.mode)}.` : '';
      return section(group, comments, note, settingTable(names, comments, description, presetNames, presets(group)));
    })
    .join('\n\n');
}

function trainBlocks() {
  const { mergeSettings } = load('merge');
  return [
    ['images', 'imageTrain', load('presets/train-images').imageTrainPreset, () => true],
    ['text', 'textTrain', load('presets/train-text').textTrainPreset, (group) => ['data', 'rnn'].includes(group)],
  ].map(([kind, schemaName, { paper, changes }, isShown]) => {
    const constant = `${schemaName}ConfigSchema`;
    const comments = readComments(`train-${kind}.ts`, constant);
    const description = load('describe').describeSchema(load(`schema/train-${kind}`)[constant]);
    const presetNames = Object.keys(changes).sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
    const presets = presetNames.map((name) => mergeSettings(paper, changes[name]));
    const sections = groups(description.names)
      .filter(([group]) => isShown(group))
      .map(([group, names]) =>
        section(group, comments, '', settingTable(names, comments, description, presetNames, presets), `training on ${kind}`),
      );
    return [`settings of a training run on ${kind}`, sections.join('\n\n')];
  });
}

const ORDER = ['quick', 'cpu', 'child', 'paper', 'tiny'];

function readComments(file, name) {
  return readSettingComments(join(root, 'src', 'config', 'schema', file), name);
}

/** Names of settings by group, the ungrouped ones first. */
function groups(names) {
  const byGroup = new Map([['', []]]);
  for (const name of names) {
    const group = name.includes('.') ? name.slice(0, name.indexOf('.')) : '';
    byGroup.set(group, [...(byGroup.get(group) ?? []), name]);
  }
  return [...byGroup];
}

function section(group, comments, note, text, title = '') {
  const name = group === '' ? 'General' : group;
  const heading = `#### ${title === '' ? name : `${name}, ${title}`}`;
  const about = [comments.get(group) ?? '', note].filter((part) => part !== '').join(' ');
  return [heading, ...(about === '' ? [] : [prose(about)]), text].join('\n\n');
}

function settingTable(names, comments, description, presetNames, presets) {
  return table(
    ['setting', 'value', 'meaning', ...presetNames.map(code)],
    names.map((name) => [
      code(name),
      prose(description.describeValue(name)),
      prose(comments.get(name) ?? ''),
      ...presets.map((preset) => value(preset, name)),
    ]),
  );
}

function differences({ space, mode, base, unused }, presetNames, resolve) {
  const { searchConfigSchema } = load('schema/search');
  const { names } = load('describe').describeSchema(searchConfigSchema);
  const presets = resolve({ space, mode });
  const bases = resolve(base);
  const rows = names
    .filter((name) => !unused.includes(name.split('.')[0]))
    .map((name) => ({ name, values: presets.map((preset) => value(preset, name)), olds: bases.map((preset) => value(preset, name)) }))
    .filter(({ values, olds }) => values.some((each, i) => each !== olds[i]));
  return [
    `#### Space ${space}, mode ${mode}`,
    `Differences from the space ${code(base.space)}, mode ${code(base.mode)}:`,
    table(['setting', ...presetNames.map(code)], rows.map(({ name, values }) => [code(name), ...values])),
  ].join('\n\n');
}

function value(preset, name) {
  const { getSetting } = load('merge');
  const found = getSetting(preset, name);
  if (found === undefined || found === '') return '';
  return code(typeof found === 'string' ? found : JSON.stringify(found));
}

/** Sizes of the networks of images in a space, whose paper has a letter for the channels. */
function sharedImages(space, letter) {
  return {
    space,
    mode: 'ws',
    network: ({ supernet }) => `N = ${supernet.cellsPerStack}, ${letter} = ${supernet.channels}`,
    training: ({ supernet, search }) => epochsInAll(supernet, search),
  };
}

function imageChildren(space, letter) {
  return {
    space,
    mode: 'full',
    network: ({ child }) => `N = ${child.cellsPerStack}, ${letter} = ${child.channels}`,
    training: ({ child }) => `${child.epochs} each`,
  };
}

const SIZES = [
  sharedImages('cnn', 'F'),
  {
    space: 'rnn',
    mode: 'ws',
    network: ({ rnn }) => `${rnn.hiddenSize} hidden units`,
    training: ({ rnn, search }) => epochsInAll(rnn, search),
  },
  imageChildren('cnn', 'F'),
  {
    space: 'rnn',
    mode: 'full',
    network: ({ rnnChild }) => `${rnnChild.hiddenSize} hidden units`,
    training: ({ rnnChild }) => `${rnnChild.epochs} each`,
  },
  sharedImages('nasbench201', 'C'),
  imageChildren('nasbench201', 'C'),
  { space: 'nasbench201', mode: 'table', network: () => '', training: () => '' },
];

function epochsInAll({ firstEpochs, epochsPerRound }, { rounds }) {
  return `${firstEpochs + (rounds - 1) * epochsPerRound} in all`;
}

function presetSizes(presetNames, resolve) {
  const rows = SIZES.flatMap(({ space, mode, network, training }) =>
    resolve({ space, mode }).map((preset, i) => {
      const { rounds, poolSize, newPerRound } = preset.search;
      const architectures = poolSize + (rounds - 1) * newPerRound;
      const dataset = mode === 'table' ? '' : code(preset.data.dataset);
      return [code(space), code(mode), code(presetNames[i]), dataset, rounds, architectures, network(preset), training(preset)];
    }),
  );
  return table(['space', 'mode', 'preset', 'data set', 'rounds', 'architectures', 'network', 'epochs'], rows);
}
