import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { createRandomStream } from '../../../src/random';
import { drawCellPictures } from '../../../src/run/tensorboard/cell-pictures';
import { createScalars } from '../../../src/run/tensorboard/event';
import { createHparamsEnd } from '../../../src/run/tensorboard/hparams';
import { RunEvents } from '../../../src/run/tensorboard/run-events';
import { createSettings } from '../../../src/run/tensorboard/run-settings';
import { createCnnSpace } from '../../../src/space/cnn/space';
import { findPython } from '../../support/export/python';
import { temporaryFolder } from '../../support/temp-folder';

const folder = temporaryFolder();

/** Fails if a file is reported as damaged. */
function fail(text: string): never {
  throw new Error(text);
}

/** Lists all event files with their contents. */
function contents(): Record<string, string> {
  const files = fs.readdirSync(folder(), { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    files
      .filter((file) => file.includes('tfevents'))
      .map((file) => [file, fs.readFileSync(path.join(folder(), file), 'base64')]),
  );
}

function addRound(events: RunEvents, round: number): void {
  for (let step = 1; step <= 3; step++) events.addTraining(round, 10 * round + step, { loss: 1 / step });
  events.addController(round, 5, { loss: 0.5 });
  events.addRound(round, { best_score: round / 10 }, [0.1, 0.2, 0.2, round / 10]);
}

test('truncateTo restores the files of a checkpoint, also within a round and with later rounds', () => {
  const events = RunEvents.open(folder(), () => 1);
  addRound(events, 1);
  events.addTraining(2, 21, { loss: 1 });
  events.flush();
  const positions = events.positions();
  const before = contents();
  events.addTraining(2, 22, { loss: 2 });
  addRound(events, 3);
  events.close();
  const resumed = RunEvents.open(folder(), () => 1);
  resumed.truncateTo(positions, fail);
  expect(contents()).toEqual(before);
  resumed.close();
});

test('a resumed search has the same files as an uninterrupted one', () => {
  const write = (isInterrupted: boolean): Record<string, string> => {
    fs.rmSync(folder(), { recursive: true });
    fs.mkdirSync(folder());
    let events = RunEvents.open(folder(), () => 1);
    addRound(events, 1);
    events.addTraining(2, 21, { loss: 1 });
    if (isInterrupted) {
      const positions = events.positions();
      events.addTraining(2, 22, { loss: 7 });
      events.close();
      events = RunEvents.open(folder(), () => 1);
      events.truncateTo(positions, fail);
    }
    events.addTraining(2, 22, { loss: 2 });
    events.close();
    return contents();
  };
  expect(write(true)).toEqual(write(false));
});

test('truncateTo reports damaged and missing files of a round, and goes on', () => {
  const events = RunEvents.open(folder(), () => 1);
  addRound(events, 1);
  const positions = events.positions();
  events.close();
  const file = path.join(folder(), 'round-001', 'events.out.tfevents.0.nao');
  const size = positions.round?.position.bytes;
  const resume = (): string[] => {
    const damages: string[] = [];
    const resumed = RunEvents.open(folder(), () => 1);
    resumed.truncateTo(positions, (text) => damages.push(text));
    resumed.addTraining(1, 14, { loss: 1 });
    resumed.close();
    return damages;
  };
  fs.writeFileSync(file, fs.readFileSync(file).fill(0, 50, 60));
  expect(resume()).toEqual([
    `${file} is damaged in its first ${size} bytes, which were intact at the last checkpoint: TensorBoard's curves are not complete`,
  ]);
  fs.rmSync(path.dirname(file), { recursive: true });
  expect(resume()).toEqual([
    `${file} has 40 bytes, fewer than the ${size} at the last checkpoint: TensorBoard's curves are not complete`,
  ]);
});

test('clear leaves no round', () => {
  const events = RunEvents.open(folder(), () => 1);
  addRound(events, 1);
  events.clear();
  events.close();
  expect(Object.keys(contents())).toEqual(['events.out.tfevents.0.nao']);
});

test('TensorBoard reads scalars, histograms, settings and images, with a run for each round', async () => {
  const events = RunEvents.open(folder(), () => 1);
  const settings = { seed: 7, search: { rounds: 2, unused: 1 }, list: [1, 2], ok: true };
  const isUsed = (name: string): boolean => name !== 'search.unused';
  // A resumed run may have other settings than at its start.
  events.writeSettings(createSettings({ ...settings, seed: 6 }, isUsed, 1));
  events.writeSettings(createSettings(settings, isUsed, 1));
  addRound(events, 1);
  addRound(events, 2);
  const space = createCnnSpace(2);
  const architecture = space.sample(createRandomStream(1, 'picture'));
  const pictures = await drawCellPictures('cells', space, architecture, () => undefined);
  events.addToRun(0, [...createScalars('result', { accuracy: 0.5 }), ...pictures, createHparamsEnd(2)]);
  events.close();
  const script = `
import json, sys
from tensorboard.backend.event_processing import plugin_event_multiplexer as multiplexer
from tensorboard.plugins.hparams import metadata
from tensorboard.util import tensor_util
runs = multiplexer.EventMultiplexer().AddRunsFromDirectory(sys.argv[1]).Reload()
tags = {run: sorted(t for kind in ('tensors', 'scalars', 'images', 'histograms') for t in (runs.GetAccumulator(run).Tags().get(kind) or []))
        for run in runs.Runs()}
search = runs.GetAccumulator('.')
def values(run, tag):
    return [(e.step, round(float(tensor_util.make_ndarray(e.tensor_proto)), 4)) for e in runs.Tensors(run, tag)]
text = tensor_util.make_ndarray(runs.Tensors('.', 'settings')[0].tensor_proto)[0].decode()
image = tensor_util.make_ndarray(runs.Tensors('.', 'cells/normal cell')[0].tensor_proto)
histogram = tensor_util.make_ndarray(runs.Tensors('.', 'search/scores')[-1].tensor_proto)
start = metadata.parse_session_start_info_plugin_data(
    search.SummaryMetadata('_hparams_/session_start_info').plugin_data.content)
print(json.dumps(dict(tags=tags, loss=values('round-002', 'train/loss'), best=values('.', 'search/best_score'),
    text=text, png=image[2][:4].hex(), count=float(histogram[:, 2].sum()),
    texts=len(runs.Tensors('.', 'settings')), hparams=sorted(start.hparams), seed=start.hparams['seed'].number_value)))`;
  const python = findPython('notebook', ['tensorboard'], 'a comparison with TensorBoard');
  if (python === undefined) return;
  const { stdout, stderr } = spawnSync(python, ['-c', script, folder()], { encoding: 'utf8' });
  expect(stderr).not.toMatch(/Error/);
  const read = JSON.parse(stdout) as Record<string, unknown>;
  expect(read).toMatchObject({
    tags: {
      '.': expect.arrayContaining([
        'settings',
        'search/best_score',
        'search/scores',
        'result/accuracy',
        'cells/normal cell',
      ]) as unknown,
      'round-001': ['controller/loss', 'train/loss'],
      'round-002': ['controller/loss', 'train/loss'],
    },
    loss: [
      [1, 1],
      [2, 0.5],
      [3, 0.3333],
    ],
    best: [
      [1, 0.1],
      [2, 0.2],
    ],
    text: '| setting | value |\n| --- | --- |\n| seed | 7 |\n| search.rounds | 2 |\n| list | 1, 2 |\n| ok | true |',
    png: '89504e47',
    count: 4,
    texts: 1,
    hparams: ['list', 'ok', 'search.rounds', 'seed'],
    seed: 7,
  });
});
