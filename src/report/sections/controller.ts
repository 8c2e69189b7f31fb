import { renderCurvesFigures } from '../charts/curves';
import { formatOptional } from '../format';
import { html, type Html, renderSection } from '../html/html';
import { readNumberCell } from '../read-csv';
import type { RunFiles } from '../run-files';

/** How well the controller learnt: losses, order of held-out architectures, what its decoder gets wrong. */
export function renderControllerSection({ controller }: RunFiles): Html {
  const x = { xName: 'epoch of the controller', xColumn: 'epoch' };
  const figures = renderCurvesFigures(controller.rows, [
    {
      title: 'Controller loss',
      ...x,
      curves: [
        { name: 'joint', column: 'loss', color: 'blue' },
        { name: 'predictor', column: 'predictor_loss', color: 'orange' },
        { name: 'reconstruction', column: 'reconstruction_loss', color: 'green' },
      ],
    },
    {
      title: 'Order of held-out architectures',
      ...x,
      curves: [
        { name: 'pairwise accuracy', column: 'pairwise_accuracy', color: 'blue' },
        { name: 'Kendall tau', column: 'kendall_tau', color: 'orange' },
      ],
    },
    {
      title: 'Tokens decoded wrongly',
      ...x,
      curves: [{ name: 'Hamming distance', column: 'hamming_distance', color: 'purple' }],
      caption: 'Hamming distance between architectures and what the decoder makes of their embedding.',
    },
  ]);
  if (figures.length === 0) {
    return renderSection(
      'Controller',
      html`<p class="absent">controller.csv has no rows: the controller has not been trained yet.</p>`,
    );
  }
  return renderSection(
    'Controller',
    html`<p>${describeHeldOut(controller.rows[controller.rows.length - 1])}</p>
      <div class="figures">${figures}</div>`,
  );
}

/** Tau never stands without the number of architectures behind it. */
function describeHeldOut(last: Parameters<typeof readNumberCell>[0]): string {
  const heldOut = readNumberCell(last, 'held_out');
  const tau = readNumberCell(last, 'kendall_tau');
  const pairwise = readNumberCell(last, 'pairwise_accuracy');
  if (heldOut === undefined || heldOut === 0) return 'No architectures were held out to check the predictor.';
  const order = tau === undefined ? 'is undefined (all equal)' : `is ${formatOptional(tau)}`;
  return (
    `In the last row, on n = ${heldOut} held-out architectures, Kendall tau ${order} and pairwise accuracy is ` +
    `${formatOptional(pairwise)} (0.5 is guessing). Dashed lines: a new round begins.`
  );
}
