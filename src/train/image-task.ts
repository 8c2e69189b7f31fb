import { childImages, ChildTraining } from '../child/cnn/training';
import { writeServing } from '../child/cnn/serving';
import type { TrainConfig } from '../config/schema/train-images';
import { trainingDigest } from '../data/images/digest';
import { loadImageDataset } from '../data/images/registry';
import { imageBytes } from '../data/images/memory';
import { split } from '../data/images/split';
import { FailedError, InputError } from '../errors';
import { requireImageRoom } from '../evaluators/image-memory';
import type { Hooks } from '../run/hooks';
import { loading } from '../run/loading';
import { writeCard } from '../run/export-metadata';
import { naoVersion } from '../run/version';
import { type CnnCells, isCnnSpace } from '../space/cnn/cells';
import { readText } from '../space/parse-architecture';
import type { Course } from './task';
import { evaluateExport } from './evaluate-images';
import { imageEpochColumns } from './logs';

/**
 * Training on images (paper, section 4.1).
 *
 * @throws InputError, EnvironmentError where settings, data or machine do not do; what `answerStop` throws
 */
export async function imageCourse(
  config: TrainConfig,
  hooks: Hooks,
  answerStop: () => void,
): Promise<Course> {
  const { architecture, child, data, seed } = config;
  const cells = cellsOf(config);
  const dataset = await loading(data, hooks, answerStop, loadImageDataset);
  answerStop();
  const parts = split(dataset, data.validImages, data.trainImages, seed);
  const used = parts.train.length + parts.valid.length;
  const bytes = imageBytes(used, dataset.height, dataset.width, dataset.channels);
  requireImageRoom(dataset.name, bytes, (text) => hooks.progress({ kind: 'say', text }));
  hooks.progress({ kind: 'phase', name: 'building the network' });
  const training = new ChildTraining(child, cells, childImages(dataset, parts), seed);
  const { spec, steps, stepsPerEpoch } = training;

  return {
    epochs: child.epochs,
    stepsPerEpoch,
    steps,
    perStep: child.batchImages,
    items: 'images',
    dataDigest: trainingDigest(dataset),
    plan: [
      `training: ${architecture.name || architecture.text}, N = ${child.layers}, F = ${child.channels}, seed ${seed}`,
      `images: ${parts.train.length} to train on, ${parts.valid.length} held out`,
      `${child.epochs} epochs, ${steps} steps of ${child.batchImages} images`,
    ],
    columns: imageEpochColumns,
    score: { name: 'valid_accuracy', better: 'higher' },

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

    row(step, { loss, accuracy }) {
      const valid = training.held > 0 ? training.validate() : undefined;
      const { learningRate, keepPath } = training.schedule(step);
      return {
        learning_rate: learningRate,
        keep_path: keepPath,
        train_loss: loss / stepsPerEpoch,
        train_accuracy: accuracy / stepsPerEpoch,
        valid_loss: valid?.loss,
        valid_accuracy: valid?.accuracy,
      };
    },

    save: (prefix) => training.save(prefix),
    restore: (prefix) => training.restore(prefix),

    writeModel(checkpoint, epoch, folder) {
      writeServing(spec, cells, checkpoint, folder);
      writeCard(folder, {
        name: architecture.name,
        space: architecture.space,
        architecture: architecture.text,
        layers: spec.layers,
        channels: spec.channels,
        cellOutput: spec.cellOutput,
        image: { height: spec.height, width: spec.width, channels: spec.imageChannels },
        classNames: [...dataset.classNames],
        dataset: data.dataset,
        epoch,
        nao: naoVersion(),
      });
    },

    test(exported, progress) {
      const { accuracy, right, images } = evaluateExport(exported, dataset, 'test', undefined, progress);
      return {
        fields: { test_accuracy: accuracy, test_images_right: right, test_images: images },
        line: `test_accuracy: ${accuracy} (${right} of ${images} images)`,
      };
    },

    dispose: () => training.dispose(),
  };
}

function cellsOf({ architecture }: TrainConfig): CnnCells {
  const { space, architecture: integers } = readText(architecture.text, architecture.space);
  if (!isCnnSpace(space)) {
    throw new InputError(
      `an architecture of the space ${space.name} cannot be trained by itself: give a convolutional or recurrent one`,
    );
  }
  return space.cells(integers);
}
