/**
 * Rules from sets of parameters to modules of the networks that are written, whose parts are separated by dots. A module of
 * PyTorch has this path; a layer of Keras has it with underscores.
 */
const RULES: readonly (readonly [RegExp, (...groups: readonly string[]) => string])[] = [
  [/^(stem|classifier)$/, (name) => name],
  [/^last$/, () => ''],
  // NAO's cells
  [/^cell(\d+)\/(input\d)$/, (cell, input) => `cells.${cell}.${input}`],
  [/^cell(\d+)\/loose(\d+)$/, (cell, state) => `cells.${cell}.loose.${state}`],
  [/^cell(\d+)\/output(\d+)$/, (cell, state) => `cells.${cell}.project.${state}`],
  [/^cell(\d+)\/output$/, (cell) => `cells.${cell}`],
  [
    /^cell(\d+)\/(\d+)\/(\d)\/(row|column)$/,
    (cell, node, branch, part) => `${nameBranch(cell, node, branch)}.${part}`,
  ],
  [/^cell(\d+)\/(\d+)\/(\d)\/\w+$/, (cell, node, branch) => nameBranch(cell, node, branch)],
  // NAS-Bench-201
  [/^stage(\d)\/cell(\d+)\/(\d)\/\w+$/, (stage, cell, edge) => `stages.${stage}.${cell}.edges.${edge}`],
  [/^reduction(\d)\/(\w+)$/, (stage, part) => `reductions.${Number(stage) - 1}.${part}`],
  // recurrent cells
  [/^input$/, () => 'cell'],
  [/^node(\d+)$/, (node) => `cell.nodes.${Number(node) - 1}`],
];

function nameBranch(cell: string, node: string, branch: string): string {
  return `cells.${cell}.branches.${2 * Number(node) + Number(branch)}`;
}

/** Returns true for the 1x1 convolutions that have no batch norm of their own, hence no module around them. */
export function isBareConvolution(module: string): boolean {
  return /\.(project\.\d+|shortcut)$/.test(module);
}

/**
 * Splits the name of a parameter into the path of its module and its own name: `cell1/0/1/separable/gamma2` has the module
 * `cells.1.branches.1`. A parameter without set has the module ''.
 */
export function findModule(parameter: string): { readonly module: string; readonly name: string } {
  const end = parameter.lastIndexOf('/');
  const [set, name] = [parameter.slice(0, Math.max(0, end)), parameter.slice(end + 1)];
  if (set === '') return { module: '', name };
  for (const [pattern, toModule] of RULES) {
    const match = pattern.exec(set);
    if (match !== null) return { module: toModule(...match.slice(1)), name };
  }
  throw new Error(`no module has the parameter ${parameter}`);
}
