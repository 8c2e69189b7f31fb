import { toCnnCells } from '../../../src/space/cnn/cells';
import { computeNetworkCost, describeNetworkCost, PAPER_NETWORK } from '../../../src/space/cnn/counts';
import { createCnnSpace } from '../../../src/space/cnn/space';
import { createRnnSpace } from '../../../src/space/rnn/space';
import { NAONET_WS } from '../../support/space/published-cells';

test('says what cells take in the network that the paper trains in the end', () => {
  const space = createCnnSpace(5);
  const architecture = space.parse(NAONET_WS);
  const told = describeNetworkCost(space, architecture);
  const numbers = /^([\d.]+) million parameters, ([\d.]+) million multiply-adds an image \((.*)\)$/.exec(
    told ?? '',
  );
  const { parameters, multiplyAdds } = computeNetworkCost(toCnnCells(architecture), PAPER_NETWORK);
  // Three digits.
  expect(Math.abs(Number(numbers?.[1]) * 1e6 - parameters) / parameters).toBeLessThan(0.005);
  expect(Math.abs(Number(numbers?.[2]) * 1e6 - multiplyAdds) / multiplyAdds).toBeLessThan(0.005);
  expect(numbers?.[3]).toBe('network of N = 6, F = 36 for CIFAR-10, 32x32, without auxiliary head');
});

test('says nothing of recurrent cells', () => {
  const space = createRnnSpace(3);
  expect(describeNetworkCost(space, space.parse('0 0 1 0 1'))).toBeUndefined();
});
