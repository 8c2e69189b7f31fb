import { formatLanguageModel as formatKerasLanguageModel } from './keras/language-model';
import { formatNaoCells as formatKerasNaoCells } from './keras/nao-cells';
import { formatNasBench201 as formatKerasNasBench201 } from './keras/nasbench201';
import { toKerasTensor } from './keras/weights';
import type { LanguageModel, Model, NaoCellsModel, NasBench201Model } from './model';
import { formatLanguageModel as formatPytorchLanguageModel } from './pytorch/language-model';
import { formatNaoCells as formatPytorchNaoCells } from './pytorch/nao-cells';
import { formatNasBench201 as formatPytorchNasBench201 } from './pytorch/nasbench201';
import { toPytorchTensor } from './pytorch/weights';
import type { NamedTensor } from './safetensors';

/** A framework that models are written for. */
interface Framework {
  /** Each writes a source file. @param module name by which Python imports the file */
  readonly naoCells: (model: NaoCellsModel, module: string) => string;
  readonly nasBench201: (model: NasBench201Model, module: string) => string;
  readonly languageModel: (model: LanguageModel, module: string) => string;
  /** Converts a parameter of an export to the framework's name and layout. */
  readonly toTensor: (parameter: NamedTensor) => NamedTensor;
}

export const FRAMEWORKS = {
  pytorch: {
    naoCells: formatPytorchNaoCells,
    nasBench201: formatPytorchNasBench201,
    languageModel: formatPytorchLanguageModel,
    toTensor: toPytorchTensor,
  },
  keras: {
    naoCells: formatKerasNaoCells,
    nasBench201: formatKerasNasBench201,
    languageModel: formatKerasLanguageModel,
    toTensor: toKerasTensor,
  },
} as const satisfies Readonly<Record<string, Framework>>;

/** Writes a model as one Python file. @param module name by which Python imports it */
export function formatModelSource(framework: keyof typeof FRAMEWORKS, model: Model, module: string): string {
  const { naoCells, nasBench201, languageModel } = FRAMEWORKS[framework];
  switch (model.kind) {
    case 'nao-cells':
      return naoCells(model, module);
    case 'nasbench201':
      return nasBench201(model, module);
    case 'text':
      return languageModel(model, module);
  }
}
