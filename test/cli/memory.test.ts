import fs from 'node:fs';
import path from 'node:path';
import { nao, useOwnCache, whenSetUp } from '../support/cli/command';
import { runCompiledExperiment } from '../support/cli/experiment';
import { writeImageFixture } from '../support/data/image-files';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();
useOwnCache(folder);

whenSetUp(
  'a search whose supernet cannot fit is refused with what to change, without a run folder',
  async () => {
    await writeImageFixture(path.join(folder(), 'images'));
    const data = ['--preset', 'tiny', '--dataset', 'images', '--data-dir', 'images', '--device', 'cpu'];
    const { code, err } = nao(
      folder(),
      'search',
      ...data,
      '--set',
      'supernet.channels=50000',
      '--out',
      'run',
    );
    expect(err).toMatch(
      /\nnao: the search needs about \d+\.\d GB of memory, but \d+\.\d GB are free: set supernet\.recompute=true, or lower supernet\.batchSize, supernet\.channels or supernet\.cellsPerStack\n$/,
    );
    expect(code).toBe(3);
    expect(fs.existsSync(path.join(folder(), 'run'))).toBe(false);
  },
);

/* The benchmark runs in its own process, free of memory that other tests hold. */

whenSetUp('60 loaded and disposed networks and 1,200 training steps leak no memory', () => {
  const limits = ['--loads', '60', '--steps', '1200'];
  const { out } = runCompiledExperiment(folder(), 'benchmarks/memory', ...limits);
  const figures = JSON.parse(out.trimEnd().split('\n').at(-1) ?? '') as Record<string, number>;
  // Growth counts from a sixth of the repeats, when caches are filled. One network has 10 MB of variables.
  expect(figures.loads_sixth_mb).toBeGreaterThan(0);
  expect(figures.loads_growth).toBeLessThan(0.1);
  expect(figures.steps_growth).toBeLessThan(0.1);
  expect(figures.tensors).toBe(0);
});
