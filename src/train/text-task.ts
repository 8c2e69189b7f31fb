import { childText, TextTraining } from '../child/rnn/training';
import { writeTextServing } from '../child/rnn/serving';
import type { TextTrainConfig } from '../config/schema/train-text';
import { textDigest } from '../data/text/digest';
import { loadTextDataset } from '../data/text/registry';
import { requireWindows } from '../data/text/bptt-windows';
import { FailedError } from '../errors';
import type { Hooks } from '../run/hooks';
import { loading } from '../run/loading';
import { writeTextCard } from '../run/export-metadata';
import { naoVersion } from '../run/version';
import { readText } from '../space/parse-architecture';
import { rnnCell } from '../space/rnn/cells';
import type { Course, TestResult } from './task';
import { evaluateTextExport } from './evaluate-text';
import { textEpochColumns } from './logs';

/**
 * Training on a text (paper, section 4.3).
 *
 * @throws InputError, EnvironmentError where settings, data or machine do not do; what `answerStop` throws
 */
export async function textCourse(
  { architecture, rnn, data, seed }: TextTrainConfig,
  hooks: Hooks,
  answerStop: () => void,
): Promise<Course> {
  const cell = rnnCell(readText(architecture.text, architecture.space).architecture);
  const dataset = await loading(data, hooks, answerStop, loadTextDataset);
  answerStop();
  const { name, vocabulary, test } = dataset;
  const text = childText(dataset, data.trainTokens);
  if (test.length > 0) requireWindows(name, 'test', test.length, rnn.scoreSequences, 1);
  hooks.progress({ kind: 'phase', name: 'building the network' });
  const training = new TextTraining(rnn, cell, text, seed);
  const { spec, steps, stepsPerEpoch } = training;
  const perStep = rnn.batchSequences * rnn.unrollTokens;

  return {
    epochs: rnn.epochs,
    stepsPerEpoch,
    steps,
    perStep,
    items: 'tokens',
    dataDigest: textDigest(dataset),
    plan: [
      `training: ${architecture.name || architecture.text}, ${rnn.hiddenUnits} hidden units, seed ${seed}`,
      `tokens of ${vocabulary.length} words: ${text.train.length} to train on, ${text.valid.length} held out`,
      `${rnn.epochs} epochs, ${steps} steps of ${rnn.batchSequences} x ${rnn.unrollTokens} tokens`,
    ],
    columns: textEpochColumns,
    score: { name: 'valid_perplexity', better: 'lower' },

    train(step) {
      const { loss, skipped } = training.train(step);
      // What is not finite would spoil the sums, and JSON has no such numbers.
      return skipped ? { loss: 0, skipped: 1 } : { loss, skipped: 0 };
    },

    row(step, { loss, skipped }) {
      const learned = stepsPerEpoch - skipped;
      if (learned === 0) {
        throw new FailedError(
          `no step of the epoch that ends with step ${step + 1} had finite gradients: start again with a smaller ` +
            `rnn.learningRate or rnn.clipNorm (the last checkpoint is kept)`,
        );
      }
      const scored = training.validate();
      const { learningRate, averaging } = training.schedule(step);
      return {
        learning_rate: learningRate,
        averaging: averaging ? 1 : 0,
        train_loss: loss / learned,
        skipped_steps: skipped,
        valid_loss: scored.loss,
        valid_perplexity: scored.perplexity,
      };
    },

    save: (prefix) => training.save(prefix),
    restore: (prefix) => training.restore(prefix),

    writeModel(checkpoint, epoch, folder) {
      writeTextServing(spec, cell, checkpoint, folder);
      const card = {
        name: architecture.name,
        space: 'rnn' as const,
        architecture: architecture.text,
        hiddenUnits: spec.hiddenUnits,
        output: spec.output,
        scoreSequences: spec.scoreSequences,
        vocabularyWords: data.vocabularyWords,
        dataset: data.dataset,
        epoch,
        nao: naoVersion(),
      };
      writeTextCard(folder, card, vocabulary);
    },

    test(exported, progress): TestResult {
      if (test.length === 0) return { fields: {}, line: `${name} has no test part: nothing was scored` };
      const { perplexity, tokens } = evaluateTextExport(exported, dataset, 'test', undefined, progress);
      return {
        fields: { test_perplexity: perplexity, test_tokens: tokens },
        line: `test_perplexity: ${perplexity} (${tokens} tokens)`,
      };
    },

    dispose: () => training.dispose(),
  };
}
