import fc from 'fast-check';
import { ALWAYS } from '../../src/graph/conditions';
import { computeGradients } from '../../src/graph/differentiate';
import { Graph } from '../../src/graph/graph';
import { addAll, mul, stack, sum, unstack, zerosIfDead } from '../../src/graph/ops';
import type { Choice, Tensor } from '../../src/graph/tensor';
import { createRandomStream } from '../../src/random';
import { plain, withSession } from '../support/graph/compiled';
import { compile, type Instruction, interpret, type Routing } from '../support/graph/routing-program';

const CASES = [2, 3, 2];
const INPUTS = 3;
const ROUTINGS = 6;
const LENGTH = 12;
/** The maximum number of values of a program. */
const PER_PROGRAM = INPUTS + LENGTH;
/** The number of random examples; set NAO_PROPERTY_RUNS to search longer. */
const RUNS = Number(process.env.NAO_PROPERTY_RUNS ?? 6);

const instruction: fc.Arbitrary<Instruction> = fc.record({
  kind: fc.nat(10),
  a: fc.nat(59),
  b: fc.nat(59),
  c: fc.nat(59),
});
// Loading a graph is slower than running it, so each graph contains several programs.
const programs = fc.array(fc.array(instruction, { minLength: 1, maxLength: LENGTH }), {
  minLength: 1,
  maxLength: 12,
});

/**
 * Compiles all programs into one graph and compares results and gradients under several routings.
 *
 * @returns the number of comparisons
 */
function compare(texts: readonly (readonly Instruction[])[], seed: number): number {
  const graph = new Graph();
  const flags = CASES.map((cases, i) => graph.placeholder(`choice${i}`, [cases], 'bool', 'cpu'));
  const choices = flags.map((flag, i): Choice => ({ name: `choice${i}`, cases: unstack(flag) }));
  const inputs = Array.from({ length: INPUTS }, (_, i) => graph.placeholder(`x${i}`, [2], 'float32'));
  // The factors are fed: TensorFlow would fold equal constants into one tensor, and its optimizer breaks the
  // sum of a Switch with itself (src/graph/ops/add.ts).
  const factors = graph.placeholder('factors', [texts.length * PER_PROGRAM], 'float32');
  const factor = unstack(factors);
  const compiled = texts.map((text, p) => {
    const program = compile(inputs, choices, text);
    // A weight of zero leaves some values unused.
    const weights = program.tensors.map((_, i) => weightOf(i, p));
    const zeros = graph.constant([0], [2]);
    const terms = program.tensors.flatMap((tensor, i) =>
      weights[i] === 0 ? [] : [mul(sum(zerosIfDead(tensor, ALWAYS), [0]), factor[p * PER_PROGRAM + i])],
    );
    const slopes = computeGradients(addAll([sum(zeros, [0]), ...terms]), inputs);
    return {
      program,
      weights,
      values: stack(program.tensors.map((tensor) => zerosIfDead(tensor, ALWAYS))),
      slopes: stack(slopes.map((slope) => (slope ? zerosIfDead(slope, ALWAYS) : zeros))),
    };
  });
  const outputs: Record<string, Tensor> = {};
  compiled.forEach(({ values, slopes }, p) => {
    outputs[`values${p}`] = values;
    outputs[`slopes${p}`] = slopes;
  });
  graph.signature(
    'run',
    Object.fromEntries([...flags, ...inputs, factors].map((each) => [each.node.name, each])),
    outputs,
  );
  let compared = 0;
  withSession(graph, (session) => {
    const random = createRandomStream(seed, 'routings');
    for (let r = 0; r < ROUTINGS; r++) {
      const routing: Routing = Object.fromEntries(
        CASES.map((cases, i) => [`choice${i}`, Math.floor(random() * cases)]),
      );
      const fed = inputs.map((): [number, number] => [
        Math.floor(random() * 5) - 2,
        Math.floor(random() * 5) - 2,
      ]);
      const results = plain(
        session.run('run', {
          factors: Float32Array.from({ length: texts.length * PER_PROGRAM }, (_, i) =>
            weightOf(i % PER_PROGRAM, Math.floor(i / PER_PROGRAM)),
          ),
          ...Object.fromEntries(fed.map((value, i) => [`x${i}`, Float32Array.from(value)])),
          ...Object.fromEntries(
            CASES.map((cases, i) => [
              `choice${i}`,
              Uint8Array.from({ length: cases }, (_, index) => (routing[`choice${i}`] === index ? 1 : 0)),
            ]),
          ),
        }),
      );
      compiled.forEach(({ program, weights }, p) => {
        const expected = interpret(program, fed, routing, weights);
        // float32 represents all integers up to 2^24; partial sums stay well below.
        if (expected.largest > 2 ** 20) return;
        compared++;
        // Dead values are compared as zeros.
        const zeroed = expected.values.flatMap((value) => value ?? [0, 0]);
        expect({
          values: results[`values${p}`].map(toPositiveZero),
          slopes: results[`slopes${p}`].map(toPositiveZero),
        }).toEqual({
          values: zeroed.map(toPositiveZero),
          slopes: expected.slopes.flat().map(toPositiveZero),
        });
      });
    }
  });
  return compared;
}

/** Returns the weight of value i of program p in its loss. */
function weightOf(i: number, p: number): number {
  return ((i + p) % 4) - 1;
}

/** Replaces -0 by 0. */
function toPositiveZero(x: number): number {
  return x + 0;
}

describe('random programs of guards and sums', () => {
  test('have the results and gradients that the interpreter computes', () => {
    let compared = 0;
    fc.assert(
      fc.property(programs, fc.nat(), (texts, seed) => {
        compared += compare(texts, seed);
      }),
      { numRuns: RUNS, seed: 2018, endOnFailure: RUNS <= 6 },
    );
    expect(compared).toBeGreaterThan(20 * RUNS);
  });
});
