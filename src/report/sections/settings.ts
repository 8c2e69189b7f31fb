import { html, type Html, renderSection } from '../html/html';
import { renderTable } from '../html/table';
import type { RunFiles } from '../run-files';
import { listUsedSettings } from '../used-settings';

/** Renders the settings that the run uses and the recorded environment, from config.yaml. */
export function renderSettingsSection(run: RunFiles): Html {
  const { config } = run;
  if (config.size === 0) {
    return renderSection('Settings', html`<p class="absent">config.yaml is missing or unreadable.</p>`);
  }
  const used = listUsedSettings(run);
  const table = renderTable({
    name: 'settings',
    columns: [{ head: 'setting' }, { head: 'value' }],
    rows: used.map((name) => [name, config.get(name)]),
  });
  const others = config.size - used.length;
  const omitted = others > 0 ? `; config.yaml has ${others} more, which it does not use` : '';
  return renderSection(
    'Settings',
    html`<details>
      <summary>The ${used.length} settings of this run, recorded environment included${omitted}</summary>
      ${table}
    </details>`,
  );
}
