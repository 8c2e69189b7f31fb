import { exportCnnChild } from '../child/cnn/serving';
import { CnnChildTraining, selectChildImages } from '../child/cnn/training';
import type { ImageTrainConfig } from '../config/schema/train-images';
import { digestTrainingImages } from '../data/images/digest';
import { countImageBytes } from '../data/images/memory';
import { loadImageDataset } from '../data/images/registry';
import { splitDataset } from '../data/images/split';
import { FailedError, InputError } from '../errors';
import { assertImageMemory } from '../evaluators/image-memory';
import { writeImageExportMetadata } from '../run/export-metadata';
import type { RunHooks } from '../run/hooks';
import { loadDataset } from '../run/loading';
import { readNaoVersion } from '../run/version';
import { type CnnCells, isCnnSpace } from '../space/cnn/cells';
import { parseInAnySpace } from '../space/parse-architecture';
import { evaluateImageExport } from './evaluate-images';
import { imageEpochColumns } from './logs';
import type { TrainingTask } from './task';

/**
 * Training on images (paper, section 4.1).
 *
 * @throws InputError, EnvironmentError where settings, data or machine do not do; what `throwIfStopped` throws
 */
export async function createImageTask(
  config: ImageTrainConfig,
  hooks: RunHooks,
  throwIfStopped: () => void,
): Promise<TrainingTask> {
  const { architecture, child, data, seed } = config;
  const cells = parseCnnCells(config);
  const dataset = await loadDataset(data, hooks, throwIfStopped, loadImageDataset);
  throwIfStopped();
  const parts = splitDataset(dataset, data.validImages, data.trainImages, seed);
  const used = parts.train.length + parts.valid.length;
  const bytes = countImageBytes(used, dataset.height, dataset.width, dataset.channels);
  assertImageMemory(dataset.name, bytes, (text) => hooks.progress({ kind: 'say', text }));
  hooks.progress({ kind: 'phase', name: 'building the network' });
  const training = new CnnChildTraining(child, cells, selectChildImages(dataset, parts), seed);
  const { spec, steps, stepsPerEpoch } = training;

  return {
    epochs: child.epochs,
    stepsPerEpoch,
    steps,
    itemsPerStep: child.batchSize,
    unit: 'images',
    dataDigest: digestTrainingImages(dataset),
    description: [
      `training: ${architecture.name || architecture.text}, N = ${child.cellsPerStack}, F = ${child.channels}, seed ${seed}`,
      `images: ${parts.train.length} to train on, ${parts.valid.length} held out`,
      `${child.epochs} epochs, ${steps} steps of ${child.batchSize} images`,
    ],
    columns: imageEpochColumns,
    score: { name: 'valid_accuracy', direction: 'maximize' },

    train(step) {
      const { loss, accuracy, gradientNorm } = training.train(step);
      if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm)) {
        throw new FailedError(
          `the training loss became ${loss} and its gradient ${gradientNorm} in step ${step + 1}: start again with a ` +
            `smaller child.learningRate or child.clipNorm (the last checkpoint is kept)`,
        );
      }
      return { loss, accuracy };
    },

    createEpochRow(step, { loss, accuracy }) {
      const valid = training.validationCount > 0 ? training.validate() : undefined;
      const { learningRate, dropPathKeep: dropPathKeep } = training.schedule(step);
      return {
        learning_rate: learningRate,
        drop_path_keep: dropPathKeep,
        train_loss: loss / stepsPerEpoch,
        train_accuracy: accuracy / stepsPerEpoch,
        valid_loss: valid?.loss,
        valid_accuracy: valid?.accuracy,
      };
    },

    save: (prefix) => training.save(prefix),
    restore: (prefix) => training.restore(prefix),

    exportModel(checkpoint, epoch, folder) {
      exportCnnChild(spec, cells, checkpoint, folder);
      writeImageExportMetadata(folder, {
        name: architecture.name,
        space: architecture.space,
        architecture: architecture.text,
        cellsPerStack: spec.cellsPerStack,
        channels: spec.channels,
        cellOutput: spec.cellOutput,
        image: { height: spec.height, width: spec.width, channels: spec.imageChannels },
        classNames: [...dataset.classNames],
        dataset: data.dataset,
        epoch,
        nao: readNaoVersion(),
      });
    },

    test(exported, onProgress) {
      const { accuracy, correct, images } = evaluateImageExport(
        exported,
        dataset,
        'test',
        undefined,
        onProgress,
      );
      return {
        fields: { test_accuracy: accuracy, test_images_correct: correct, test_images: images },
        summary: `test_accuracy: ${accuracy} (${correct} of ${images} images)`,
      };
    },

    dispose: () => training.dispose(),
  };
}

function parseCnnCells({ architecture }: ImageTrainConfig): CnnCells {
  const { space, architecture: integers } = parseInAnySpace(architecture.text, architecture.space);
  if (!isCnnSpace(space)) {
    throw new InputError(
      `an architecture of the space ${space.name} cannot be trained by itself: give a convolutional or recurrent one`,
    );
  }
  return space.cells(integers);
}
