/**
 * Imports go one way. Each layer may import those of the lines above it, and itself.
 * Those above `native` are independent of TensorFlow; `native` loads it and is independent of graphs.
 */
const layers = [
  { name: 'base', folders: ['src/(errors|format|memory|near-words|random|plural).ts'] },
  { name: 'files', folders: ['src/files'] },
  { name: 'plain-data', folders: ['src/config', 'src/space', 'src/data'] },
  { name: 'statistics', folders: ['src/statistics'] },
  { name: 'native', folders: ['src/native'] },
  { name: 'graph', folders: ['src/graph'] },
  { name: 'layers', folders: ['src/layers'] },
  { name: 'shared-networks', folders: ['src/networks'] },
  { name: 'networks', folders: ['supernet', 'controller', 'src/child'] },
  { name: 'run', folders: ['src/run', 'src/threads'] },
  { name: 'scoring', folders: ['src/jobs', 'src/evaluators', 'src/train'] },
  { name: 'export', folders: ['src/export'] },
  { name: 'search', folders: ['src/search'] },
  { name: 'calibration', folders: ['src/calibration'] },
  { name: 'programs', folders: ['src/cli', 'src/compare', 'src/index.ts', 'experiments'] },
];

/** Contracts: interfaces without code, which every layer may import. */
const contracts = '^(src/evaluators/evaluator|controller/(controller|policy)|src/run/hooks)\\.ts$';

const pattern = (folders) => `^(${folders.join('|').replaceAll('.', '\\.')})`;

const oneWay = layers.slice(0, -1).map(({ name, folders }, i) => ({
  name: `${name}-imports-upwards`,
  severity: 'error',
  from: { path: pattern(folders) },
  to: {
    path: pattern([...layers.slice(i + 1).flatMap((layer) => layer.folders), 'src/report', 'src/watch']),
    pathNot: contracts,
  },
}));

module.exports = {
  forbidden: [
    ...oneWay,
    ...['supernet', 'controller', 'src/child'].map((folder, _, all) => ({
      name: `${folder}-imports-another-network`,
      comment: 'supernet, controller and child never import each other',
      severity: 'error',
      from: { path: `^${folder}/` },
      to: {
        path: pattern(all.filter((other) => other !== folder).map((other) => `${other}/`)),
        pathNot: contracts,
      },
    })),
    {
      name: 'search-sees-only-contracts',
      comment: 'except run.ts, the composition root',
      severity: 'error',
      from: { path: '^src/search/', pathNot: '^src/search/run\\.ts$' },
      to: {
        path: '^(supernet|controller|src/(child|jobs|evaluators|graph|layers|networks|native))/',
        pathNot: contracts,
      },
    },
    {
      name: 'report-reads-run-folders',
      comment: 'so that any old run can be reported again',
      severity: 'error',
      from: { path: '^src/report/' },
      to: {
        path: '^(supernet|controller|src/(child|jobs|evaluators|graph|layers|networks|native|search|cli))/',
        pathNot: contracts,
      },
    },
    {
      name: 'watch-reads-run-folders',
      comment: 'so that runs of any process can be watched',
      severity: 'error',
      from: { path: '^src/watch/' },
      to: {
        path: '^(supernet|controller|src/(child|jobs|evaluators|graph|layers|networks|native|search|cli))/',
        pathNot: contracts,
      },
    },
    {
      name: 'report-imports-watch',
      severity: 'error',
      from: { path: '^src/report/' },
      to: { path: '^src/watch/' },
    },
    {
      name: 'tfjs-only-in-native-and-session',
      comment: 'other code is tested without TensorFlow',
      severity: 'error',
      from: { path: '^(src|supernet|controller|experiments)/', pathNot: '^src/(native|graph/session\\.ts)' },
      to: { path: '@tensorflow' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'not-in-package-json',
      severity: 'error',
      from: { path: '^(src|supernet|controller)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'], pathNot: '^node_modules/@types/' },
    },
    { name: 'not-found', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['require', 'node', 'types', 'default'],
    },
    doNotFollow: { path: 'node_modules' },
  },
};
