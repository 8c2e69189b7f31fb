import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { EnvironmentError, FailedError } from '../errors';
import type { TrainedModel } from './model';

/** Packages that the conversion imports. */
const PACKAGES = ['tensorflow', 'tf2onnx'];

/** Version of ONNX's operators, which onnxruntime reads from 1.8 (2021) on. */
const OPSET = '15';

/**
 * Converts a SavedModel to ONNX by the Python package tf2onnx.
 *
 * @param file to write
 * @param python program
 * @throws EnvironmentError if Python lacks the packages; FailedError if they cannot convert the model
 */
export function exportOnnx({ folder }: TrainedModel, file: string, python = 'python3'): void {
  const missing = findMissingPackages(python);
  if (missing.length > 0) {
    throw new EnvironmentError(
      `format onnx needs ${missing.join(' and ')} for python3: run 'python3 -m pip install ${missing.join(' ')}', ` +
        `in a virtual environment if you use one`,
    );
  }
  const { status, stderr } = runPython(python, [
    '-m',
    'tf2onnx.convert',
    ...['--saved-model', folder, '--output', file, '--opset', OPSET],
  ]);
  if (status === 0 && fs.existsSync(file)) return;
  throw new FailedError(
    `tf2onnx cannot convert ${folder} (${lastLine(stderr)}): try other versions of ${PACKAGES.join(' and ')}`,
  );
}

/** Lists what Python lacks: its packages, or itself. */
function findMissingPackages(python: string): string[] {
  const find = `import importlib.util as u; print(*[p for p in ${JSON.stringify(PACKAGES)} if u.find_spec(p) is None])`;
  const { status, stdout } = runPython(python, ['-c', find]);
  return status === 0 ? stdout.split(/\s+/).filter((each) => each !== '') : PACKAGES;
}

function runPython(python: string, args: readonly string[]) {
  const env = { TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '', ...process.env };
  return spawnSync(python, args, { encoding: 'utf8', env, maxBuffer: 2 ** 26 });
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.trim() ?? '';
}
