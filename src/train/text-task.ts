import { exportRnnChild } from '../child/rnn/serving';
import { RnnChildTraining, selectChildText } from '../child/rnn/training';
import type { TextTrainConfig } from '../config/schema/train-text';
import { assertWindowsFit } from '../data/text/bptt-windows';
import type { TextDataset } from '../data/text/dataset';
import { digestText } from '../data/text/digest';
import { FailedError } from '../errors';
import { describePrecision } from '../networks/language-model/precision';
import type { RunContext } from '../run/context';
import { writeTextExportMetadata } from '../run/export-metadata';
import { readNaoVersion } from '../run/version';
import { parseInAnySpace } from '../space/parse-architecture';
import { type RnnCell, toRnnCell } from '../space/rnn/cells';
import { NO_DETAILS } from './details';
import { evaluateTextExport } from './evaluate-text';
import { TEXT_EPOCH_COLUMNS } from './logs';
import type { TestResult, TrainingTask } from './task';
import { TextDetails } from './text-details';

/**
 * Creates the training of a recurrent cell's language model (NAO section 4.3; Luo et al. 2018).
 *
 * @throws InputError if the text is too short; EnvironmentError if the native library is missing
 */
export function createTextTask(
  { architecture, rnn, data, seed }: TextTrainConfig,
  cell: RnnCell,
  dataset: TextDataset,
  context: RunContext,
): TrainingTask {
  const { name, vocabulary, test } = dataset;
  const text = selectChildText(dataset, data.trainTokens);
  if (test.length > 0) assertWindowsFit(name, 'test', test.length, rnn.evalBatchSize, 1);
  context.progress({ kind: 'phase', name: 'building the network' });
  const training = new RnnChildTraining(rnn, cell, text, seed);
  const { spec, steps, stepsPerEpoch } = training;
  const itemsPerStep = rnn.batchSize * rnn.bpttSteps;

  return {
    epochs: rnn.epochs,
    stepsPerEpoch,
    steps,
    itemsPerStep,
    unit: 'tokens',
    dataDigest: digestText(dataset),
    description: [
      `training: ${architecture.name || architecture.text}, ${rnn.hiddenSize} hidden units, seed ${seed}`,
      `tokens of ${vocabulary.length} words: ${text.train.length} for training, ${text.valid.length} held out`,
      `${rnn.epochs} epochs, ${steps} steps of ${rnn.batchSize} x ${rnn.bpttSteps} tokens`,
      ...describePrecision(rnn.precision),
    ],
    columns: TEXT_EPOCH_COLUMNS,
    score: { name: 'valid_perplexity', direction: 'minimize' },

    train(step) {
      const { loss, skipped } = training.train(step);
      // Numbers that are not finite would make the sums non-finite, and JSON cannot hold them.
      return skipped ? { loss: 0, skipped: 1 } : { loss, skipped: 0 };
    },

    createEpochRow(step, { loss, skipped }) {
      const trainedSteps = stepsPerEpoch - skipped;
      if (trainedSteps === 0) {
        throw new FailedError(
          `no step of the epoch that ends with step ${step + 1} had finite gradients: start again with a smaller ` +
            `rnn.learningRate or rnn.clipNorm (the last checkpoint is kept)`,
        );
      }
      const validation = training.validate();
      const { learningRate, averaging } = training.schedule(step);
      return {
        learning_rate: learningRate,
        averaging: averaging ? 1 : 0,
        train_loss: loss / trainedSteps,
        skipped_steps: skipped,
        valid_loss: validation.loss,
        valid_perplexity: validation.perplexity,
      };
    },

    save: (prefix) => training.save(prefix),
    restore: (prefix) => training.restore(prefix),

    exportModel(checkpoint, epoch, folder) {
      exportRnnChild(spec, cell, checkpoint, folder);
      const metadata = {
        name: architecture.name,
        space: 'rnn' as const,
        architecture: architecture.text,
        hiddenSize: spec.hiddenSize,
        output: spec.output,
        evalBatchSize: spec.evalBatchSize,
        vocabularyWords: data.vocabularyWords,
        dataset: data.dataset,
        epoch,
        nao: readNaoVersion(),
      };
      writeTextExportMetadata(folder, metadata, vocabulary);
    },

    test(exported, onProgress): TestResult {
      if (test.length === 0) {
        return { fields: {}, summary: `${name} has no test part: nothing was scored`, details: NO_DETAILS };
      }
      const details = new TextDetails();
      const { perplexity, tokens } = evaluateTextExport(
        exported,
        dataset,
        'test',
        undefined,
        onProgress,
        (step, token, loss) => details.add(step, token, loss),
      );
      return {
        fields: { test_perplexity: perplexity, test_tokens: tokens },
        summary: `test_perplexity: ${perplexity} (${tokens} tokens)`,
        details: details.finish(vocabulary),
      };
    },

    dispose: () => training.dispose(),
  };
}

/** @throws InputError if the text is not a recurrent cell */
export function parseRnnCell({ architecture }: TextTrainConfig): RnnCell {
  return toRnnCell(parseInAnySpace(architecture.text, architecture.space).architecture);
}
