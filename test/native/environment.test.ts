import os from 'node:os';
import type * as Environment from '../../src/native/environment';
import { getInstructionCap } from '../../src/native/onednn';

const names = [
  'TF_CPP_MIN_LOG_LEVEL',
  'TF_FORCE_GPU_ALLOW_GROWTH',
  'TF_DETERMINISTIC_OPS',
  'TF_NUM_INTRAOP_THREADS',
  'CUDA_VISIBLE_DEVICES',
  'ONEDNN_MAX_CPU_ISA',
  'TF_ENABLE_ONEDNN_OPTS',
];
const before = names.map((name) => process.env[name]);
const checkResult = jest.fn<{ cap: string } | undefined, []>();

jest.mock('../../src/native/kernel-check', () => ({ checkKernels: () => checkResult() }));

beforeEach(() => {
  for (const name of names) delete process.env[name];
  checkResult.mockReset();
});
afterAll(() => {
  names.forEach((name, i) => {
    if (before[i] === undefined) delete process.env[name];
    else process.env[name] = before[i];
  });
});

/** Loads the module as in a new process, not prepared yet. */
function loadModule(): typeof Environment {
  let module: typeof Environment | undefined;
  jest.isolateModules(() => {
    module = jest.requireActual<typeof Environment>('../../src/native/environment');
  });
  if (!module) throw new Error('the module was not loaded');
  return module;
}

test('prepareEnvironment sets the number of threads and allows GPU memory growth', () => {
  const { prepareEnvironment, getIntraOpThreads } = loadModule();
  prepareEnvironment();
  expect(process.env.TF_FORCE_GPU_ALLOW_GROWTH).toBe('true');
  expect(getIntraOpThreads()).toBeGreaterThan(0);
  expect(process.env.TF_NUM_INTRAOP_THREADS).toBe(String(getIntraOpThreads()));
  for (const name of ['TF_DETERMINISTIC_OPS', 'CUDA_VISIBLE_DEVICES', 'ONEDNN_MAX_CPU_ISA']) {
    expect(process.env[name]).toBeUndefined();
  }
});

test('prepareEnvironment applies the settings', () => {
  loadModule().prepareEnvironment({ device: 'cpu', threads: 3, deterministicOps: true });
  expect(process.env).toMatchObject({
    CUDA_VISIBLE_DEVICES: '-1',
    TF_NUM_INTRAOP_THREADS: '3',
    TF_DETERMINISTIC_OPS: '1',
  });
});

test.each([undefined, 0])('with %p threads, the variable decides, else the number of cores', (threads) => {
  loadModule().prepareEnvironment({ threads });
  expect(process.env.TF_NUM_INTRAOP_THREADS).toBe(String(os.availableParallelism()));
  process.env.TF_NUM_INTRAOP_THREADS = '7';
  loadModule().prepareEnvironment({ threads });
  expect(process.env.TF_NUM_INTRAOP_THREADS).toBe('7');
});

test('prepareEnvironment applies the cap of the kernel check unless the user has set one', () => {
  checkResult.mockReturnValue({ cap: 'AVX2' });
  loadModule().prepareEnvironment();
  expect(process.env.ONEDNN_MAX_CPU_ISA).toBe('AVX2');
  process.env.ONEDNN_MAX_CPU_ISA = 'SSE41';
  loadModule().prepareEnvironment();
  expect(process.env.ONEDNN_MAX_CPU_ISA).toBe('SSE41');
});

test("prepareEnvironment keeps the user's log level and threads", () => {
  process.env.TF_CPP_MIN_LOG_LEVEL = '0';
  process.env.TF_NUM_INTRAOP_THREADS = '1';
  loadModule().prepareEnvironment();
  expect(process.env).toMatchObject({ TF_CPP_MIN_LOG_LEVEL: '0', TF_NUM_INTRAOP_THREADS: '1' });
});

test('prepareEnvironment has no effect after the first call', () => {
  const { prepareEnvironment, getIntraOpThreads } = loadModule();
  prepareEnvironment({ threads: 2 });
  prepareEnvironment({ threads: 5 });
  expect(getIntraOpThreads()).toBe(2);
});

const onX64 = process.arch === 'x64' ? test : test.skip;

onX64('prepareEnvironment turns oneDNN on before the kernel check, unless the user has turned it off', () => {
  const seen: (string | undefined)[] = [];
  checkResult.mockImplementation(() => {
    seen.push(process.env.TF_ENABLE_ONEDNN_OPTS);
    return undefined;
  });
  loadModule().prepareEnvironment();
  process.env.TF_ENABLE_ONEDNN_OPTS = '0';
  loadModule().prepareEnvironment();
  expect(seen).toEqual(['1', '0']);
});

test.each([
  [undefined, undefined, ''],
  ['1', undefined, ''],
  ['1', 'AVX2', 'AVX2'],
  ['0', 'AVX2', 'none'],
  ['False', undefined, 'none'],
])('getInstructionCap with TF_ENABLE_ONEDNN_OPTS=%s and ONEDNN_MAX_CPU_ISA=%s is %j', (oneDnn, isa, cap) => {
  if (oneDnn !== undefined) process.env.TF_ENABLE_ONEDNN_OPTS = oneDnn;
  if (isa !== undefined) process.env.ONEDNN_MAX_CPU_ISA = isa;
  expect(getInstructionCap()).toBe(cap);
});
