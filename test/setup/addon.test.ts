import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { call, scripts } from '../support/setup/call';

const hasCompiler = spawnSync('g++', ['--version']).status === 0;

/** Source of a minimal addon, which exports a version. */
const binding = (version: number): string => `
#include <node_api.h>
NAPI_MODULE_INIT() { napi_value v; napi_create_int32(env, ${version}, &v); napi_set_named_property(env, exports, "v", v); return exports; }
`;

let project: string;
let tfjs: string;

beforeEach(() => {
  project = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'nao-addon-')), 'my proj ü');
  tfjs = path.join(project, 'node_modules', '@tensorflow', 'tfjs-node-gpu');
  fs.mkdirSync(path.join(tfjs, 'binding'), { recursive: true });
  fs.writeFileSync(path.join(tfjs, 'package.json'), '{}');
  fs.writeFileSync(path.join(tfjs, 'binding', 'binding.cc'), binding(1));
  const headers = path.join(__dirname, '..', '..', 'node_modules', 'node-api-headers');
  fs.symlinkSync(headers, path.join(project, 'node_modules', 'node-api-headers'));
  fs.writeFileSync(path.join(project, 'package.json'), '{}');
});
afterEach(() => fs.rmSync(path.dirname(project), { recursive: true }));

test('locateAddon says how to install tfjs-node if npm has left it out', () => {
  fs.rmSync(tfjs, { recursive: true });
  expect(call('addon', 'locateAddon', project).threw).toBe(
    'the package @tensorflow/tfjs-node-gpu is not installed: install nao again with npm install --ignore-scripts',
  );
});

/** The part of TensorFlow's API that the build needs. */
const API = `
#include <cstddef>
#include <cstdint>
enum TF_DataType { TF_FLOAT = 1 };
struct TF_Tensor;
extern "C" TF_Tensor* TF_AllocateTensor(TF_DataType, const int64_t*, int, size_t);
extern "C" void* TF_TensorData(const TF_Tensor*);
`;

/** Creates a TensorFlow build with libraries that do nothing. */
function createTensorFlow(name: string): string {
  const folder = path.join(project, 'cache ü', name);
  const include = path.join(folder, 'include', 'tensorflow', 'c');
  fs.mkdirSync(include, { recursive: true });
  fs.writeFileSync(path.join(include, 'tf_tensor.h'), API);
  const source = path.join(folder, 'empty.cc');
  fs.writeFileSync(
    source,
    `${API}
    TF_Tensor* TF_AllocateTensor(TF_DataType, const int64_t*, int, size_t) { return nullptr; }
    void* TF_TensorData(const TF_Tensor*) { return nullptr; }`,
  );
  fs.mkdirSync(path.join(folder, 'lib'));
  for (const library of ['libtensorflow.so', 'libtensorflow_framework.so']) {
    const args = ['-shared', '-fPIC', source, '-o', path.join(folder, 'lib', library)];
    expect(spawnSync('g++', args).status).toBe(0);
  }
  return folder;
}

/** Builds the addon. Returns whether anything was done, and the addon's version. */
function build(folder: string): { done: boolean; v: number } {
  const module = pathToFileURL(path.join(scripts, 'setup', 'addon.mjs')).href;
  const program = `
    import { createRequire } from 'node:module';
    const { buildAddon, locateAddon } = await import(${JSON.stringify(module)});
    const addon = locateAddon(${JSON.stringify(project)});
    const done = await buildAddon(addon, ${JSON.stringify(folder)});
    console.log(JSON.stringify({ done, v: createRequire(import.meta.url)(addon.binary).v }));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as { done: boolean; v: number };
}

(hasCompiler ? test : test.skip)(
  'buildAddon works in a path with a space and a non-ASCII letter, and builds only when needed',
  () => {
    const first = createTensorFlow('a');
    expect(build(first)).toEqual({ done: true, v: 1 });
    expect(build(first)).toEqual({ done: false, v: 1 });
    expect(fs.readdirSync(path.join(tfjs, 'lib'))).toEqual(['napi-v8']);
    fs.writeFileSync(path.join(tfjs, 'binding', 'binding.cc'), binding(2));
    expect(build(first)).toEqual({ done: true, v: 2 });
    const second = createTensorFlow('b');
    expect(build(second)).toEqual({ done: true, v: 2 });
    expect(fs.readlinkSync(path.join(tfjs, 'deps'))).toBe(second);
  },
);
