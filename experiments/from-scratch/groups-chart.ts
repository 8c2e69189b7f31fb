import { mean } from 'simple-statistics';
import { createCategoryAxis, createVerticalAxis } from '../../src/report/charts/axes';
import { drawChart } from '../../src/report/charts/chart';
import { addSvgTitle } from '../../src/report/charts/svg-title';
import { COLORS } from '../../src/report/colors';

/**
 * Draws the score of each cell as a circle above the name of its group, and the mean of the group as a line.
 *
 * @param metric name of the vertical axis
 * @param groups cells without a finite score are left out
 * @returns an SVG document
 */
export function drawGroups(
  metric: string,
  groups: readonly { readonly group: string; readonly scores: readonly number[] }[],
): string {
  const finite = groups.map(({ group, scores }) => ({ group, scores: scores.filter(Number.isFinite) }));
  const { svg } = drawChart(
    {
      backgroundColor: COLORS.paper.light,
      grid: { left: 64, right: 24, top: 40, bottom: 48 },
      xAxis: createCategoryAxis(
        groups.map(({ group }) => group),
        'cells',
      ),
      yAxis: createVerticalAxis(metric),
      series: [
        {
          type: 'scatter',
          symbolSize: 9,
          itemStyle: { color: 'transparent', borderColor: COLORS.blue.light, borderWidth: 1.5 },
          data: finite.flatMap(({ group, scores }) => scores.map((score) => [group, score])),
        },
        {
          type: 'scatter',
          symbol: 'rect',
          symbolSize: [56, 2],
          itemStyle: { color: COLORS.ink.light },
          data: finite
            .filter(({ scores }) => scores.length > 1)
            .map(({ group, scores }) => [group, mean(scores)]),
        },
      ],
    },
    { width: 560, height: 340 },
    'groups',
  );
  return `${addSvgTitle(svg, `${metric} of cells trained from scratch, and the mean of each group`)}\n`;
}
