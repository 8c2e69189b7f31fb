import path from 'node:path';
import { html, type Html } from '../report/html/html';
import { renderScrolling } from '../report/html/table';
import { findRunFolders, readRunState, type RunState } from '../run/run-state';
import { formatRunPath } from './route';
import { readRunSignature } from './run-signature';
import { renderScore, renderTime } from './status';
import type { View, ViewSource } from './view';

/** Names the runs in a folder, by their paths below it. @returns their folders by name */
export function nameRuns(folder: string): Map<string, string> {
  return new Map(
    findRunFolders(folder).map((runDir) => [
      path.relative(folder, runDir) || path.basename(path.resolve(folder)),
      runDir,
    ]),
  );
}

/** Reads the page that lists the runs in a folder. */
export class ListSource implements ViewSource {
  readonly heading: string;
  private readonly states = new Map<string, { signature: string; state: RunState | undefined }>();
  private signature: string | undefined;

  /** @param root path of the list's page, below which the runs have theirs */
  constructor(
    private readonly folder: string,
    private readonly root: string,
  ) {
    this.heading = `Runs in ${path.basename(path.resolve(folder)) || folder}`;
  }

  async read(): Promise<View | undefined> {
    const runs = nameRuns(this.folder);
    const signatures: string[] = [];
    for (const [name, runDir] of runs) {
      const signature = (await readRunSignature(runDir)) ?? '';
      signatures.push(`${name}\n${signature}`);
      if (this.states.get(name)?.signature === signature) continue;
      this.states.set(name, { signature, state: readRunState(runDir) });
    }
    for (const name of this.states.keys()) if (!runs.has(name)) this.states.delete(name);
    const signature = signatures.join('\n');
    if (signature === this.signature) return undefined;
    this.signature = signature;
    return this.createView([...runs.keys()]);
  }

  private createView(names: readonly string[]): View {
    const rows = names.flatMap((name) => {
      const state = this.states.get(name)?.state;
      return state === undefined ? [] : [{ name, state }];
    });
    const count = (status: RunState['status']): number =>
      rows.filter(({ state }) => state.status === status).length;
    const counts = (['running', 'stopped', 'finished', 'damaged'] as const)
      .filter((each) => count(each) > 0)
      .map((each) => `${count(each)} ${each}`);
    const status = counts.length === 0 ? 'no runs' : counts.join(', ');
    return {
      title: `${this.heading}: ${status}`,
      status,
      sections: [
        {
          id: 'runs',
          content: rows.length === 0 ? renderEmpty(this.folder) : this.renderTable(rows),
        },
      ],
    };
  }

  private renderTable(rows: readonly { name: string; state: RunState }[]): Html {
    const heads = ['run', 'state', 'task', 'space', 'data', 'done', 'best so far', 'last change'];
    const lines = rows.map(({ name, state }) => {
      const { task, mode, space, data, progress, best, changedAt } = state;
      const { unit, done, total } = progress;
      const cells = [
        html`<span class="state ${state.status}">${state.status}</span>`,
        html`${task === 'train' ? 'training' : `search${mode === undefined ? '' : `, ${mode}`}`}`,
        html`${space ?? '–'}`,
        html`${data === undefined ? '–' : path.basename(data)}`,
        html`${unit} ${done}${total === undefined ? '' : ` of ${total}`}`,
        best === undefined ? html`–` : renderScore(best),
        changedAt === undefined ? html`–` : renderTime(changedAt),
      ];
      return html`<tr>
        <th scope="row" class="text"><a href="${formatRunPath(this.root, name)}">${name}</a></th>
        ${cells.map((cell) => html`<td class="text">${cell}</td>`)}
      </tr>`;
    });
    return renderScrolling(
      'runs',
      html`<table class="runs">
        <caption>
          runs
        </caption>
        <thead>
          <tr>
            ${heads.map((head) => html`<th scope="col" class="text">${head}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${lines}
        </tbody>
      </table>`,
    );
  }
}

function renderEmpty(folder: string): Html {
  return html`<p class="absent">
    There is no run in ${folder} yet: <code>nao search --out ${path.join(folder, 'NAME')}</code> starts one.
  </p>`;
}
