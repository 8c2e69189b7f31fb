import { rm } from 'node:fs/promises';
import path from 'node:path';
import { writeReportFile } from '../../files/durable';
import { formatCsv } from '../../run/csv';
import type { LogColumn } from '../../run/log-columns';
import { COLORS } from '../colors';
import type { RunFiles } from '../run-files';
import { drawChart } from './chart';
import { CHART_GRID, type Figure } from './figure';
import { FIGURE_2A_COLUMNS, FIGURE_2B_COLUMNS } from './figure2-columns';
import { collectLearningPoints, createFigure2a, toFigure2aRow } from './figure2a';
import { collectRoundCandidates, createFigure2b, toFigure2bRow } from './figure2b';
import { addSvgTitle } from './svg-title';

/**
 * Writes figure2a and figure2b as `.csv` and `.svg` into a run folder. A figure without data has no SVG, and its CSV has
 * only a header.
 *
 * @throws FailedError if they cannot be written
 */
export async function writeFigure2(runDir: string, run: RunFiles): Promise<void> {
  const points = collectLearningPoints(run);
  const rounds = collectRoundCandidates(run);
  await writeCsv(path.join(runDir, 'figure2a.csv'), FIGURE_2A_COLUMNS, points.map(toFigure2aRow));
  await writeSvg(path.join(runDir, 'figure2a.svg'), createFigure2a(points));
  await writeCsv(path.join(runDir, 'figure2b.csv'), FIGURE_2B_COLUMNS, rounds.map(toFigure2bRow));
  await writeSvg(path.join(runDir, 'figure2b.svg'), createFigure2b(run, rounds));
}

async function writeCsv(
  file: string,
  columns: readonly LogColumn[],
  rows: readonly (readonly (string | number | undefined)[])[],
): Promise<void> {
  await writeReportFile(file, formatCsv(columns, rows));
}

async function writeSvg(file: string, figure: Figure | undefined): Promise<void> {
  if (figure === undefined) await rm(file, { force: true });
  else await writeReportFile(file, renderStandaloneSvg(figure));
}

/** Pixels; papers scale the figure. */
const SIZE = { width: 480, height: 340 };
const TITLE_LINE = 18;
/** Characters of a line of the title, which is bold and 13 pixels high. */
const TITLE_LENGTH = 56;
const LEGEND_LINE = 20;

/** Renders a figure for papers: on white, with title and legend inside. */
function renderStandaloneSvg({ legend, option, title }: Figure): string {
  const text = (content: string, fontSize: number, fontWeight: 'normal' | 'bold') => ({
    type: 'text' as const,
    style: { text: content, fill: COLORS.ink.light, fontSize, fontWeight },
  });
  const lines = wrapWords(title, TITLE_LENGTH);
  const heading = lines.map((line, i) => ({ ...text(line, 13, 'bold'), left: 16, top: 8 + i * TITLE_LINE }));
  const legendTop = 14 + lines.length * TITLE_LINE;
  const entries = legend.map((entry, i) => ({
    type: 'group' as const,
    left: 16,
    top: legendTop + i * LEGEND_LINE,
    children: [
      {
        type: 'rect' as const,
        shape: { x: 0, y: 5, width: 14, height: 4 },
        style: { fill: COLORS[entry.color].light },
      },
      { ...text(entry.name, 12, 'normal'), x: 20, y: 0 },
    ],
  }));
  const { svg } = drawChart(
    {
      backgroundColor: COLORS.paper.light,
      grid: { ...CHART_GRID, top: 32 + legendTop + legend.length * LEGEND_LINE },
      graphic: [...heading, ...entries],
      ...option,
    },
    SIZE,
    'figure',
  );
  return `${addSvgTitle(svg, title)}\n`;
}

/** Breaks a text between words into lines of a length that no line exceeds, unless a word does. */
function wrapWords(text: string, length: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= length) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
