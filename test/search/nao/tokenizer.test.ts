import { createTokenizer } from '../../../src/search/nao/tokenizer';
import { createCnnSpace } from '../../../src/space/cnn/space';
import { createNasBench201Space } from '../../../src/space/nasbench201/space';

test('createTokenizer tokenizes the full architecture or, in spaces that can prune, the pruned one', () => {
  const space = createNasBench201Space();
  const cell = [3, 4, 0, 1, 0, 2];
  expect(createTokenizer(space, { input: 'full' })(cell)).toEqual([3, 4, 0, 1, 0, 2]);
  expect(createTokenizer(space, { input: 'pruned' })(cell)).toEqual([0, 4, 0, 1, 0, 2]);
  const cnn = createCnnSpace(2);
  const first = cnn.parse('0 1 1 0 2 3 0 4 0 1 1 0 2 3 0 4');
  expect(createTokenizer(cnn, { input: 'pruned' })(first)).toEqual(cnn.toTokens(first));
});
