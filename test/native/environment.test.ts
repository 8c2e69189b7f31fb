import type * as Environment from '../../src/native/environment';

const names = [
  'TF_CPP_MIN_LOG_LEVEL',
  'TF_FORCE_GPU_ALLOW_GROWTH',
  'TF_DETERMINISTIC_OPS',
  'TF_NUM_INTRAOP_THREADS',
  'CUDA_VISIBLE_DEVICES',
  'ONEDNN_MAX_CPU_ISA',
];
const before = names.map((name) => process.env[name]);
const verdict = jest.fn<{ cap: string } | undefined, []>();

jest.mock('../../src/native/kernel-check', () => ({ checkKernels: () => verdict() }));

beforeEach(() => {
  for (const name of names) delete process.env[name];
  verdict.mockReset();
});
afterAll(() => {
  names.forEach((name, i) => {
    if (before[i] === undefined) delete process.env[name];
    else process.env[name] = before[i];
  });
});

/** The module as a new process has it: not prepared yet. */
function fresh(): typeof Environment {
  let module: typeof Environment | undefined;
  jest.isolateModules(() => {
    module = jest.requireActual<typeof Environment>('../../src/native/environment');
  });
  if (!module) throw new Error('not loaded');
  return module;
}

test('writes down the number of threads and lets a GPU grow its memory', () => {
  const { prepareEnvironment, getIntraOpThreads: intraOpThreads } = fresh();
  prepareEnvironment();
  expect(process.env.TF_FORCE_GPU_ALLOW_GROWTH).toBe('true');
  expect(intraOpThreads()).toBeGreaterThan(0);
  expect(process.env.TF_NUM_INTRAOP_THREADS).toBe(String(intraOpThreads()));
  for (const name of ['TF_DETERMINISTIC_OPS', 'CUDA_VISIBLE_DEVICES', 'ONEDNN_MAX_CPU_ISA']) {
    expect(process.env[name]).toBeUndefined();
  }
});

test('applies the settings', () => {
  fresh().prepareEnvironment({ device: 'cpu', threads: 3, deterministic: true });
  expect(process.env).toMatchObject({
    CUDA_VISIBLE_DEVICES: '-1',
    TF_NUM_INTRAOP_THREADS: '3',
    TF_DETERMINISTIC_OPS: '1',
  });
});

test('applies the cap of the kernel check, unless the user has set one', () => {
  verdict.mockReturnValue({ cap: 'AVX2' });
  fresh().prepareEnvironment();
  expect(process.env.ONEDNN_MAX_CPU_ISA).toBe('AVX2');
  process.env.ONEDNN_MAX_CPU_ISA = 'SSE41';
  fresh().prepareEnvironment();
  expect(process.env.ONEDNN_MAX_CPU_ISA).toBe('SSE41');
});

test("leaves the user's log level and threads alone", () => {
  process.env.TF_CPP_MIN_LOG_LEVEL = '0';
  process.env.TF_NUM_INTRAOP_THREADS = '1';
  fresh().prepareEnvironment();
  expect(process.env).toMatchObject({ TF_CPP_MIN_LOG_LEVEL: '0', TF_NUM_INTRAOP_THREADS: '1' });
});

test('is settled by the first call', () => {
  const { prepareEnvironment, getIntraOpThreads: intraOpThreads } = fresh();
  prepareEnvironment({ threads: 2 });
  prepareEnvironment({ threads: 5 });
  expect(intraOpThreads()).toBe(2);
});
