import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors';
import { html } from '../report/html/html';
import { ignoreMissing } from '../report/read-csv';
import { readRunFilesBy } from '../report/run-files';
import { readTrainingFilesBy } from '../report/training/files';
import {
  renderCells,
  renderCurves,
  renderSettings,
  renderSummary,
  renderTestSections,
} from '../report/training/page';
import { MESSAGES_FILE, parseProgress, PROGRESS_FILE, type RunProgress } from '../run/progress-files';
import { readRunState, type RunState } from '../run/run-state';
import { readLastMessages, renderMessages } from './messages';
import { createGrowingReader } from './run-reader';
import { readRunSignature } from './run-signature';
import { SearchSections } from './search-sections';
import { describeStatus, renderStatus, type RunOverview } from './status';
import type { View, ViewSection, ViewSource } from './view';

/** Reads the page of one run from its folder, and never writes there. */
export class RunSource implements ViewSource {
  readonly heading: string;
  private readonly reader;
  private readonly search = new SearchSections();
  private signature: string | undefined;
  private state: RunState | undefined;
  private progress: RunProgress | undefined;
  private hasBegun = false;

  /** @param name of the run in titles */
  constructor(
    private readonly folder: string,
    private readonly name: string,
  ) {
    this.heading = name;
    this.reader = createGrowingReader(folder);
  }

  async read(): Promise<View | undefined> {
    const signature = await readRunSignature(this.folder);
    if (this.hasBegun && signature === this.signature) return undefined;
    this.hasBegun = true;
    this.signature = signature;
    // Blocks for as long as the logs of a run that has ended are long, once after each change.
    this.state = readRunState(this.folder);
    return this.state === undefined ? this.createMissingView() : this.createView(this.state);
  }

  private async createView(state: RunState): Promise<View> {
    const text = await ignoreMissing(readFile(path.join(this.folder, PROGRESS_FILE), 'utf8'));
    // The file may just be written.
    this.progress = (text === undefined ? undefined : parseProgress(text)) ?? this.progress;
    const { unit, done, total } = state.progress;
    const overview: RunOverview = {
      ...state,
      progress: this.progress,
      position: `${unit} ${Math.min(done + 1, total ?? Infinity)}${total === undefined ? '' : ` of ${total}`}`,
    };
    const messages = await readLastMessages(path.join(this.folder, MESSAGES_FILE));
    const status = describeStatus(overview);
    const [first, second, ...others] = await this.renderSections(state.task);
    return {
      title: `${this.name}: ${status}`,
      status,
      sections: [
        { id: 'status', content: renderStatus(overview) },
        ...[first, second].filter((section) => section !== undefined),
        { id: 'messages', content: renderMessages(messages) },
        ...others,
      ],
    };
  }

  private async renderSections(task: RunState['task']): Promise<ViewSection[]> {
    try {
      if (task === 'search') return await this.search.render(await readRunFilesBy(this.folder, this.reader));
      const training = await readTrainingFilesBy(this.folder, this.reader);
      if (training === undefined) return [];
      return [
        { id: 'summary', content: renderSummary(training) },
        { id: 'curves', content: renderCurves(training) },
        { id: 'test', content: renderTestSections(training) },
        { id: 'cells', content: await renderCells(training) },
        { id: 'settings', content: renderSettings(training) },
      ];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return [{ id: 'problem', content: html`<p class="warning">${error.message}.</p>` }];
    }
  }

  private createMissingView(): View {
    this.progress = undefined;
    const sentence = `The run folder ${this.folder} was deleted or moved: this page shows it again once it is back.`;
    return {
      title: `${this.name}: deleted or moved`,
      status: 'deleted or moved',
      sections: [{ id: 'status', content: html`<p class="warning">${sentence}</p>` }],
    };
  }
}
