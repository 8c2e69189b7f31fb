import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { compiledProgram, whenSetUp } from '../support/cli/command';

/* The benchmark runs in its own process, free of memory that other tests hold. */

whenSetUp('60 loaded and disposed networks and 1,200 training steps leak no memory', () => {
  const dist = path.resolve(path.dirname(compiledProgram()), '..', '..');
  const benchmark = path.join(dist, 'experiments', 'benchmarks', 'memory.js');
  const { stdout } = spawnSync(process.execPath, [benchmark, '--loads', '60', '--steps', '1200', '--json'], {
    encoding: 'utf8',
  });
  const figures = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Record<string, number>;
  // Growth counts from a sixth of the repeats, when caches are filled. One network has 10 MB of variables.
  expect(figures.loads_sixth_mb).toBeGreaterThan(0);
  expect(figures.loads_growth).toBeLessThan(0.1);
  expect(figures.steps_growth).toBeLessThan(0.1);
  expect(figures.tensors).toBe(0);
});
