import { createController } from '../../controller/nao-controller';
import { createPolicy } from '../../controller/reinforce-policy';
import { createCnnSpace } from '../../src/space/cnn/space';
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
testController('the fake controller', cnn, () => fakeController(cnn, { disk: filesOnDisk() }));

testPolicy('the REINFORCE policy', staircase, () =>
  createPolicy(staircase, { embeddingSize: 8, hiddenSize: 16, learningRate: 0.02, clipNorm: 5 }),
);
