import { createController } from '../../controller/nao-controller';
import { createPolicy } from '../../controller/reinforce-policy';
import { createCnnSpace } from '../../src/space/cnn/space';
import { createRnnSpace } from '../../src/space/rnn/space';
import { testController } from '../conformance/controller';
import { testPolicy } from '../conformance/policy';
import { SMALL, staircase } from '../support/controller/fixture';
import { fakeController, filesOnDisk } from '../support/search/fakes';

const cnn = createCnnSpace(2);

testController('NaoController, where tokens depend on the previous one,', staircase, () =>
  createController(staircase, SMALL),
);
testController('NaoController, where tokens depend on the position,', cnn, () =>
  createController(cnn, SMALL),
);
const oneNode = createRnnSpace(1);
testController('NaoController, where an architecture has one token,', oneNode, () =>
  createController(oneNode, SMALL),
);
testController('the fake controller', cnn, () => fakeController(cnn, { disk: filesOnDisk() }));

for (const space of [staircase, oneNode]) {
  testPolicy(`the REINFORCE policy on ${space.name}`, space, () =>
    createPolicy(space, { embeddingSize: 8, hiddenSize: 16, learningRate: 0.02, clipNorm: 5 }),
  );
}
