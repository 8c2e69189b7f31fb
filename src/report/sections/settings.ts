import { html, type Html, section } from '../html/html';
import type { RunFiles } from '../run-files';
import { dataTable } from '../html/table';

/** Every setting of the run, and what else its results depend on, as config.yaml has them. */
export function settingsSection({ config }: RunFiles): Html {
  if (config.size === 0) return section('Settings', html`<p class="absent">config.yaml does not tell.</p>`);
  const table = dataTable({
    name: 'settings',
    columns: [
      { head: 'setting', isText: true },
      { head: 'value', isText: true },
    ],
    rows: [...config],
  });
  return section(
    'Settings',
    html`<details>
      <summary>All ${config.size} settings, and what the run was made with</summary>
      ${table}
    </details>`,
  );
}
