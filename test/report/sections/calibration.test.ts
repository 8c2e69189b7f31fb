import { renderCalibration } from '../../../src/report/sections/calibration';

const ranking = { metric: 'shared_valid_loss', direction: 'minimize' as const, unit: 'images' };

test('losses and accuracies in the same order have a correlation of 1', () => {
  const columns = ['round', 'id', 'architecture', 'shared_valid_loss', 'valid_accuracy'];
  const rows = [3, 1, 2].map((loss, id) => ({
    round: '1',
    id: String(id),
    architecture: String(id),
    shared_valid_loss: String(loss),
    valid_accuracy: String(1 - loss / 10),
  }));
  const rest = { ranked: [], round: 1, isRoundFinished: true, failed: 0 };
  const { text } = renderCalibration({ columns, rows, damaged: 0 }, { ...ranking, ...rest });
  expect(text.match(/<strong>[^<]*<\/strong>/g)).toEqual(['<strong>1</strong>', '<strong>1</strong>']);
});
