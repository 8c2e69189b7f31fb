import { createTokenizer } from '../../../src/search/nao/training-set';
import { createCnnSpace } from '../../../src/space/cnn/space';
import { createNasBench201Space } from '../../../src/space/nasbench201/space';

test('what is read is all that is written or, where the space can tell, what the network makes use of', () => {
  const space = createNasBench201Space();
  const cell = [3, 4, 0, 1, 0, 2];
  expect(createTokenizer(space, { input: 'full' })(cell)).toEqual([3, 4, 0, 1, 0, 2]);
  expect(createTokenizer(space, { input: 'pruned' })(cell)).toEqual([0, 4, 0, 1, 0, 2]);
  const cnn = createCnnSpace(2);
  const first = cnn.parse('0 1 1 0 2 3 0 4 0 1 1 0 2 3 0 4');
  expect(createTokenizer(cnn, { input: 'pruned' })(first)).toEqual(cnn.toTokens(first));
});
