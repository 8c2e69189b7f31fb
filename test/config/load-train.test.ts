import fs from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { loadTrainConfig } from '../../src/config/load-train';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();

const IMAGES = { name: '', space: 'cnn', text: '0 0 1 3 2 1 0 4 0 2 1 0 2 3 1 4' };
const TEXT = { name: '', space: 'rnn', text: '0 0 1 1' };

/** The config.yaml of a run. */
function ofRun(config: object): string {
  const file = path.join(folder(), 'config.yaml');
  fs.writeFileSync(file, stringify({ ...config, recorded: { nao: '0.0.9' } }));
  return file;
}

test.each([IMAGES, TEXT])(
  "a run's config.yaml repeats it, for another architecture too: %o",
  (architecture) => {
    const config = loadTrainConfig(architecture, { preset: 'tiny' });
    const files = [ofRun(config)];
    expect(loadTrainConfig(architecture, { preset: 'paper', files })).toEqual(config);
    const other = { ...architecture, name: 'another', text: `1 ${architecture.text.slice(2)}` };
    expect(loadTrainConfig(other, { preset: 'paper', files })).toEqual({ ...config, architecture: other });
  },
);

test('a run of another version is not repeated with settings that have come since', () => {
  const { child, ...rest } = loadTrainConfig(IMAGES, { preset: 'tiny' }) as Extract<
    ReturnType<typeof loadTrainConfig>,
    { child: object }
  >;
  const { cellOutput, ...older } = child;
  const files = [ofRun({ ...rest, child: older })];
  expect(() => loadTrainConfig(IMAGES, { preset: 'tiny', files })).toThrow(
    `${files[0]} is of a run of another version of nao and lacks child.cellOutput: give what it was there with --set child.cellOutput=VALUE`,
  );
  expect(
    loadTrainConfig(IMAGES, { preset: 'paper', files, set: [`child.cellOutput=${cellOutput}`] }),
  ).toEqual({ ...rest, child });
});
