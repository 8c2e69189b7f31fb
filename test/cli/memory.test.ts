import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { compiledProgram, whenSetUp } from '../support/cli/command';

/* Case C32, in a process of its own: that of the tests holds what other tests left. */

whenSetUp('60 networks loaded and disposed of, and 1,200 training steps, leave the memory as it was', () => {
  const dist = path.resolve(path.dirname(compiledProgram()), '..', '..');
  const benchmark = path.join(dist, 'experiments', 'benchmarks', 'memory.js');
  const { stdout } = spawnSync(process.execPath, [benchmark, '--loads', '60', '--steps', '1200', '--json'], {
    encoding: 'utf8',
  });
  const figures = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Record<string, number>;
  // After a sixth of the repeats, when what is kept for reuse has been taken: by the fifth load that is not always so. A network alone has 10 MB of variables.
  expect(figures.loads_sixth_mb).toBeGreaterThan(0);
  expect(figures.loads_growth).toBeLessThan(0.1);
  expect(figures.steps_growth).toBeLessThan(0.1);
  expect(figures.tensors).toBe(0);
});
