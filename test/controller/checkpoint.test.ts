import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { SMALL, staircase, staircaseExamples, train, withController } from '../support/controller/fixture';

describe('NaoController', () => {
  let folder: string;
  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nao controller-'));
  });
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  test('continues training bit by bit as the saved one after restore', () => {
    const examples = staircaseExamples(12);
    const tokens = examples.map((example) => example.tokens);
    const prefix = path.join(folder, 'controller');
    const uninterrupted = withController(staircase, SMALL, (controller) => {
      train(controller, examples, 3);
      controller.save(prefix);
      return { losses: train(controller, examples, 2, 3), predicted: controller.predict(tokens) };
    });
    const resumed = withController(staircase, SMALL, (controller) => {
      controller.restore(prefix);
      return { losses: train(controller, examples, 2, 3), predicted: controller.predict(tokens) };
    });
    expect(resumed).toEqual(uninterrupted);
  });

  test('starts from scratch after initialize', () => {
    const examples = staircaseExamples(6);
    const tokens = examples.map((example) => example.tokens);
    withController(staircase, SMALL, (controller) => {
      const first = train(controller, examples, 2);
      controller.initialize(1);
      expect(train(controller, examples, 2)).toEqual(first);
      controller.initialize(2);
      expect(controller.predict(tokens)).not.toEqual(controller.predict([...tokens].reverse()));
      expect(train(controller, examples, 2)).not.toEqual(first);
    });
  });
});
