import { bench, drawScaling, type MeasuredPoint } from '../../experiments/benchmarks/scaling';
import { InputError } from '../../src/errors';

const FIGURES = { step_ms: 10, score_ms: 5, load_s: 1, graph_nodes: 1000, peak_mb: 500 };
const point = (varied: MeasuredPoint['varied'], value: number): MeasuredPoint => ({
  varied,
  value,
  figures: { ...FIGURES, step_ms: 10 * value },
});

test('scaling draws a panel of time and one of memory for each number that was varied', () => {
  const svg = drawScaling([point('batch', 4), point('batch', 8), point('side', 16)]);
  expect(svg).toMatch(/^<svg [^>]*>\n<title>Time and memory of a training step<\/title>/);
  const names = ['batch', 'side', 'channels', 'step, ms', 'peak memory, MB'].map(
    (name) => svg.split(`>${name}<`).length - 1,
  );
  expect(names).toEqual([2, 2, 0, 2, 2]);
});

test('scaling refuses an unknown dimension before it measures', async () => {
  await expect(bench(['--vary', 'batch,width'])).rejects.toThrow(InputError);
  await expect(bench(['--vary', 'batch,width'])).rejects.toThrow(/unknown dimension 'width'/);
});
