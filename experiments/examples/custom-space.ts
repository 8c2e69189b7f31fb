import {
  createFunctionEvaluator,
  createPositionalSpace,
  createRunRecord,
  type Evaluator,
  getSystemInfo,
  InputError,
  loadConfig,
  noopHooks,
  prepareEnvironment,
  registerSpace,
  RunFolder,
  runSearch,
  type Space,
  writeReport,
} from 'nao';

/*
 * Searches a space that is not part of nao: plain networks of `nodes` layers, each with one of four widths.
 *
 * Usage: node dist/experiments/examples/custom-space.js RUN_DIR
 */

const WIDTHS = [16, 32, 64, 128];

/** An architecture is one number per layer: the index of its width. */
function createLayersSpace(nodes: number): Space {
  // Every position takes any of the four widths, and a token means the same at each of them.
  const layers = createPositionalSpace(
    Array.from({ length: nodes }, () => ({ choices: WIDTHS.length, firstToken: 0 })),
  );
  return {
    ...layers,
    name: 'layers',
    vocabulary: WIDTHS.length,
    parse(text) {
      const words = text.trim().split(/\s+/);
      if (words.length !== nodes) throw new InputError(`'${text}' has ${words.length} widths: give ${nodes}`);
      return layers.read(words, (word) => new InputError(`width ${word}: give 0 to ${WIDTHS.length - 1}`));
    },
    canonical: layers.format, // different texts are different networks
    symmetries: () => [],
    draw(widths) {
      const layerNames = widths.map((index, layer) => `"${layer + 1}: ${WIDTHS[index]}"`);
      return [{ title: 'Layers', dot: `digraph { ${layerNames.join(' -> ')} }` }];
    },
  };
}

/** Replaces training: deep layers should be wide and early ones narrow. */
function createEvaluator({ length }: Space): Evaluator {
  return createFunctionEvaluator({
    metric: { name: 'growth', direction: 'maximize' },
    dataDigest: 'growth-1', // a run is only resumed with an evaluator of the same digest
    score: (widths) => widths.reduce((sum, width, layer) => sum + width * (layer - length / 3), 0),
  });
}

async function main(runDir: string): Promise<void> {
  registerSpace({ name: 'layers', create: ({ nodes }) => createLayersSpace(nodes) });
  const config = loadConfig({ preset: 'tiny', set: ['space.name=layers', 'space.nodes=6', 'seed=1'] });
  prepareEnvironment(config.run);
  const folder = RunFolder.create(runDir, config, createRunRecord(getSystemInfo('auto')));
  try {
    const { best } = await runSearch(config, folder, noopHooks, { evaluator: createEvaluator });
    const widths = best?.architecture.map((index) => WIDTHS[index]).join(', ');
    process.stdout.write(`best widths: ${widths} (growth ${best?.score})\n${await writeReport(runDir)}\n`);
  } finally {
    folder.close();
  }
}

void main(process.argv[2]);
