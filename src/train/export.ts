import fs from 'node:fs';
import type { ChildSpec } from '../child/cnn';
import { writeServing } from '../child/serving';
import type { TrainConfig } from '../config/train-schema';
import type { ImageDataset } from '../data/dataset';
import { onDisk } from '../run/disk';
import { type ModelCard, writeCard } from '../run/model-card';
import { naoVersion } from '../run/version';
import type { CnnCells } from '../space/cnn-cells';

/**
 * Exports a trained network as a SavedModel with its architecture.json.
 *
 * @param checkpoint prefix of the weights
 * @param epoch that they were trained for
 * @param folder replaced as a whole if it is there
 */
export function writeExport(
  { spec, cells }: { readonly spec: ChildSpec; readonly cells: CnnCells },
  { architecture, data }: TrainConfig,
  { classNames }: ImageDataset,
  checkpoint: string,
  epoch: number,
  folder: string,
): void {
  const beside = `${folder}.writing`;
  onDisk(folder, () => {
    fs.rmSync(beside, { recursive: true, force: true });
    fs.mkdirSync(beside, { recursive: true });
    writeServing(spec, cells, checkpoint, beside);
    const card: ModelCard = {
      name: architecture.name,
      space: architecture.space,
      architecture: architecture.text,
      layers: spec.layers,
      channels: spec.channels,
      cellOutput: spec.cellOutput,
      image: { height: spec.height, width: spec.width, channels: spec.imageChannels },
      classNames: [...classNames],
      dataset: data.dataset,
      epoch,
      nao: naoVersion(),
    };
    writeCard(beside, card);
    fs.rmSync(folder, { recursive: true, force: true });
    fs.renameSync(beside, folder);
  });
}
