import { createCnnChildNetwork } from '../child/cnn/create-network';
import type { CnnChildNetwork } from '../child/cnn/network';
import { exportCnnChild } from '../child/cnn/serving';
import { CnnChildTraining, selectChildImages } from '../child/cnn/training';
import type { ImageTrainConfig } from '../config/schema/train-images';
import type { ImageDataset } from '../data/images/dataset';
import { digestTrainingImages } from '../data/images/digest';
import { countImageBytes } from '../data/images/memory';
import { splitDataset } from '../data/images/split';
import { FailedError, InputError } from '../errors';
import { assertImageMemory } from '../evaluators/image-memory';
import type { RunContext } from '../run/context';
import { writeImageExportMetadata } from '../run/export-metadata';
import { readNaoVersion } from '../run/version';
import { parseInAnySpace } from '../space/parse-architecture';
import { evaluateImageExport } from './evaluate-images';
import { createImageDetails, type Prediction } from './image-details';
import { IMAGE_EPOCH_COLUMNS } from './logs';
import type { TrainingTask } from './task';

/**
 * Creates the training of a CNN on images (NAO section 4.1; Luo et al. 2018).
 *
 * @throws InputError, EnvironmentError if settings, data or machine are unsuitable
 */
export function createImageTask(
  { architecture, child, data, seed }: ImageTrainConfig,
  network: CnnChildNetwork,
  dataset: ImageDataset,
  context: RunContext,
): TrainingTask {
  const parts = splitDataset(dataset, data.validImages, data.trainImages, seed);
  const used = parts.train.length + parts.valid.length;
  const bytes = countImageBytes(used, dataset.height, dataset.width, dataset.channels);
  assertImageMemory(dataset.name, bytes, context.log);
  context.progress({ kind: 'phase', name: 'building the network' });
  const training = new CnnChildTraining(child, network, selectChildImages(dataset, parts), seed);
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
      `images: ${parts.train.length} for training, ${parts.valid.length} held out`,
      `${child.epochs} epochs, ${steps} steps of ${child.batchSize} images`,
    ],
    columns: IMAGE_EPOCH_COLUMNS,
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
      const { learningRate, dropPathKeep } = training.schedule(step);
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
      exportCnnChild(spec, network, checkpoint, folder);
      writeImageExportMetadata(folder, {
        name: architecture.name,
        space: architecture.space,
        architecture: architecture.text,
        cellsPerStack: spec.cellsPerStack,
        channels: spec.channels,
        cellOutput: spec.cellOutput,
        image: { height: spec.height, width: spec.width, channels: spec.imageChannels },
        statistics: { mean: [...spec.statistics.mean], std: [...spec.statistics.std] },
        classNames: [...dataset.classNames],
        dataset: data.dataset,
        epoch,
        nao: readNaoVersion(),
      });
    },

    test(exported, onProgress) {
      const predictions: Prediction[] = [];
      const { accuracy, correct, images } = evaluateImageExport(
        exported,
        dataset,
        'test',
        undefined,
        onProgress,
        (prediction) => predictions.push(prediction),
      );
      return {
        fields: { test_accuracy: accuracy, test_images_correct: correct, test_images: images },
        summary: `test_accuracy: ${accuracy} (${correct} of ${images} images)`,
        details: createImageDetails(dataset, predictions),
      };
    },

    dispose: () => training.dispose(),
  };
}

/** @throws InputError if the text is not an architecture, or its space has no convolutional networks */
export function parseCnnNetwork({ architecture }: ImageTrainConfig): CnnChildNetwork {
  const { space, architecture: integers } = parseInAnySpace(architecture.text, architecture.space);
  const network = createCnnChildNetwork(space, integers);
  if (network === undefined) {
    throw new InputError(
      `architectures of the space ${space.name} cannot be trained from scratch: use a convolutional or recurrent cell`,
    );
  }
  return network;
}
