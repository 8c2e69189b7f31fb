import { html, type Html, renderSection } from '../html/html';
import { renderTable } from '../html/table';
import type { RunFiles } from '../run-files';

/** Renders all settings of the run and the recorded environment, from config.yaml. */
export function renderSettingsSection({ config }: RunFiles): Html {
  if (config.size === 0) {
    return renderSection('Settings', html`<p class="absent">config.yaml is missing or unreadable.</p>`);
  }
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
      <summary>All ${config.size} settings, recorded environment included</summary>
      ${table}
    </details>`,
  );
}
