import { html, type Html, renderSection } from '../html/html';
import { renderTable } from '../html/table';
import type { RunFiles } from '../run-files';

/** Every setting of the run, and what else its results depend on, as config.yaml has them. */
export function renderSettingsSection({ config }: RunFiles): Html {
  if (config.size === 0)
    return renderSection('Settings', html`<p class="absent">config.yaml does not tell.</p>`);
  const table = renderTable({
    name: 'settings',
    columns: [
      { head: 'setting', isText: true },
      { head: 'value', isText: true },
    ],
    rows: [...config],
  });
  return renderSection(
    'Settings',
    html`<details>
      <summary>All ${config.size} settings, and what the run was made with</summary>
      ${table}
    </details>`,
  );
}
