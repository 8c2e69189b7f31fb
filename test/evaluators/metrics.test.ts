import { resolvePreset } from '../../src/config/presets/by-name';
import { getSupernetMetric } from '../../src/evaluators/metrics';

test('scores with shared weights are accuracies or losses of images, and perplexities of texts', () => {
  const { space, supernet } = resolvePreset('tiny');
  expect(getSupernetMetric({ space, supernet })).toMatchObject({ direction: 'maximize' });
  expect(getSupernetMetric({ space, supernet: { ...supernet, score: 'loss' } })).toEqual({
    name: 'shared_valid_loss',
    direction: 'minimize',
  });
  expect(getSupernetMetric({ space: { ...space, name: 'rnn' }, supernet })).toMatchObject({
    name: 'shared_valid_perplexity',
  });
});
