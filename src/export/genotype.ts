import { formatCnnGenotype } from '../space/cnn/genotype';
import { formatBenchmarkText } from '../space/nasbench201/text';
import { formatRnnGenotype } from '../space/rnn/genotype';
import type { Model } from './model';

/** Formats a model's cells in the notation of DARTS, a cell of NAS-Bench-201 in the benchmark's. nao reads both. */
export function formatGenotypeFile(model: Model): string {
  switch (model.kind) {
    case 'nao-cells':
      return formatCnnGenotype(model.cells);
    case 'nasbench201':
      return `${formatBenchmarkText(model.architecture)}\n`;
    case 'text':
      return formatRnnGenotype(model.cell, model.output);
  }
}
