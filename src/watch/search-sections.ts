import type { Html } from '../report/html/html';
import { rankArchitectures } from '../report/ranking';
import type { RunFiles } from '../report/run-files';
import { renderCellsSection } from '../report/sections/cells';
import { renderChildrenSection } from '../report/sections/children';
import { renderControllerSection } from '../report/sections/controller';
import { renderPredictedSection } from '../report/sections/predicted-vs-measured';
import { renderProgressSection } from '../report/sections/progress';
import { renderRoundsSection } from '../report/sections/rounds';
import { renderSettingsSection } from '../report/sections/settings';
import { renderSummarySection } from '../report/sections/summary';
import { renderTrainingSection } from '../report/sections/training';
import { Memo } from './memo';
import { NewestArchitectures } from './newest';
import { renderPool } from './pool';
import type { ViewSection } from './view';

/** Renders the sections of a search, those of the report among them. What has not changed is not drawn again. */
export class SearchSections {
  private readonly drawn = new Memo<Html>();
  private readonly newest = new NewestArchitectures();

  async render(run: RunFiles): Promise<ViewSection[]> {
    const { architectures, rounds, training, controller, children, settings, direction } = run;
    const ranking = rankArchitectures(run);
    const best = ranking?.ranked.slice(0, 3).map(({ id, architecture }) => `${id}: ${architecture}`);
    const scores = [architectures, rounds, direction];
    const draw = async (
      id: string,
      inputs: readonly unknown[],
      render: () => Html | Promise<Html>,
    ): Promise<ViewSection> => ({ id, content: await this.drawn.get(id, inputs, render) });
    return [
      { id: 'summary', content: renderSummarySection(run, ranking) },
      await draw('progress', scores, () => renderProgressSection(run)),
      await draw('cells', [best?.join('\n')], () => renderCellsSection(ranking, settings)),
      await draw('newest', [architectures], () => this.newest.render(run)),
      { id: 'pool', content: renderPool(ranking) },
      await draw('training', [training], () => renderTrainingSection(run)),
      await draw('children', [children, ...scores], () => renderChildrenSection(run, ranking)),
      await draw('controller', [controller], () => renderControllerSection(run)),
      await draw('rounds', scores, () => renderRoundsSection(run)),
      await draw('predicted', scores, () => renderPredictedSection(run)),
      { id: 'settings', content: renderSettingsSection(run) },
    ];
  }
}
