import { stringify } from 'csv-stringify/sync';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { parsePositiveInteger } from '../../src/cli/arguments/parse-options';
import { createUnknownNameError } from '../../src/errors';
import {
  BASE,
  type Dimension,
  DIMENSIONS,
  type PointFigures,
  QUICK_BASE,
  QUICK_VARIED,
  VARIED,
} from './scaling/points';
import { drawPanels, type Panel } from './support/panels';
import { runProgram } from './support/run-program';

/** A measured size: the varied number, its value and its figures. */
export interface MeasuredPoint {
  readonly varied: Dimension;
  readonly value: number;
  readonly figures: PointFigures;
}

/** A size that takes longer, in seconds, is given up. */
const LONGEST_POINT = 1800;

/**
 * Benchmark of how time and memory of a supernet's steps grow with its size: N, channels, nodes, batch and side of the images, each
 * varied alone. It writes `scaling.csv` and `scaling.svg`.
 *
 * `--out DIR` (default `.`); `--steps 5`, of which the median counts; `--vary cells,channels,nodes,batch,side`; `--quick` measures a
 * tiny network, to see that it works.
 */
export async function bench(argv: readonly string[]): Promise<Record<string, number | string>> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      out: { type: 'string', default: '.' },
      steps: { type: 'string', default: '5' },
      vary: { type: 'string', default: DIMENSIONS.join() },
      quick: { type: 'boolean', default: false },
    },
  });
  const steps = parsePositiveInteger(values.steps, '--steps');
  const varied = values.vary.split(',').map((name) => parseDimension(name));
  const [base, range] = values.quick ? [QUICK_BASE, QUICK_VARIED] : [BASE, VARIED];
  fs.mkdirSync(values.out, { recursive: true });
  const [csv, svg] = ['csv', 'svg'].map((ending) => path.join(values.out, `scaling.${ending}`));
  const points: MeasuredPoint[] = [];
  const rows: unknown[] = [];
  for (const dimension of varied) {
    for (const value of range[dimension]) {
      const point = { ...base, steps, [dimension]: value };
      const program = path.join(__dirname, 'scaling', 'measure-point.js');
      const output = await runProgram(program, [JSON.stringify(point)], LONGEST_POINT);
      const figures = JSON.parse(output) as PointFigures;
      points.push({ varied: dimension, value, figures });
      rows.push({ varied: dimension, ...point, ...figures });
      // After each point: a stopped run keeps what it has measured.
      fs.writeFileSync(csv, stringify(rows, { header: true }));
    }
  }
  fs.writeFileSync(svg, drawScaling(points));
  return { points: points.length, csv, svg };
}

/** Draws time and memory of a training step against each varied number: a row of panels each. */
export function drawScaling(points: readonly MeasuredPoint[]): string {
  const varied = DIMENSIONS.filter((dimension) => points.some((point) => point.varied === dimension));
  const drawRow = (key: keyof PointFigures, y: string): Panel[] =>
    varied.map((dimension) => ({
      x: dimension,
      y,
      lines: [
        {
          points: points
            .filter((point) => point.varied === dimension)
            .map(({ value, figures }): [number, number] => [value, figures[key]]),
        },
      ],
    }));
  const rows = [drawRow('step_ms', 'step, ms'), drawRow('peak_mb', 'peak memory, MB')];
  return drawPanels('Time and memory of a training step', rows, 'scaling');
}

function parseDimension(name: string): Dimension {
  const known = DIMENSIONS.find((dimension) => dimension === name);
  if (known === undefined) throw createUnknownNameError('dimension', name, DIMENSIONS);
  return known;
}
