import fs from 'node:fs';
import path from 'node:path';
import { InputError } from '../errors';
import { replaceFile, withDiskErrors } from '../files/durable';
import { assertParentExists } from '../files/output-file';
import { listsVariables, readStoredVariables } from '../graph/saved-variables';
import type { ResultReport } from '../run/hooks';
import { createVersionMismatchError } from '../run/version-mismatch';
import type { ExportFormat } from './formats';
import { formatGenotypeFile } from './genotype';
import { formatJson } from './json';
import { findModel, isTrainingRun, type Model, type TrainedModel } from './model';
import { exportOnnx } from './onnx';
import { toModuleName } from './python';
import { encodeSafetensors } from './safetensors';
import { formatModelSource, FRAMEWORKS } from './sources';

/** A model to export. */
export interface ExportRequest {
  /** Training, its export, search, or any form of an architecture. */
  readonly given: string;
  readonly space: string | undefined;
  readonly format: ExportFormat;
  /** File to write; undefined: standard output, for text alone. */
  readonly out: string | undefined;
}

/** Returns true if an export reads trained weights, for which it loads TensorFlow. */
export function needsWeights({ given, space, format }: ExportRequest): boolean {
  return format in FRAMEWORKS && findModel(given, space).trained !== undefined;
}

/**
 * Exports a model.
 *
 * @returns the text for standard output, or a line for each file that was written
 * @throws InputError if the model does not exist or does not fit the format, or if a file exists; EnvironmentError if Python lacks packages
 */
export function runExport({ given, space, format, out }: ExportRequest): string[] {
  const model = findModel(given, space);
  if (format !== 'genotype' && format !== 'json') assertFinished(given, model);
  switch (format) {
    case 'genotype':
    case 'json':
      return writeText(format === 'json' ? formatJson(model) : formatGenotypeFile(model), out);
    case 'pytorch':
    case 'keras':
      return writeSource(format, model, out);
    case 'onnx': {
      const file = requireFile(format, out);
      const trained = requireTrained(model, given);
      assertNamed(trained);
      exportOnnx(trained, file);
      return [file];
    }
  }
}

/** Exports a model as `runExport` does. @returns the text, or the files */
export function reportExport(request: ExportRequest): ResultReport {
  const lines = runExport(request);
  const { format, out } = request;
  return { lines, facts: { format, ...(out === undefined ? { text: lines.join('\n') } : { files: lines }) } };
}

function writeText(text: string, out: string | undefined): string[] {
  if (out === undefined) return [text.trimEnd()];
  assertMissing(out);
  replaceFile(out, text);
  return [out];
}

/** Writes a source file and, beside it, the weights of a trained model. */
function writeSource(format: keyof typeof FRAMEWORKS, model: Model, out: string | undefined): string[] {
  const { trained } = model;
  if (trained === undefined && out === undefined)
    return [formatModelSource(format, model, 'model').trimEnd()];
  const file = requireFile(format, out);
  const weights = `${file.replace(/\.py$/, '')}.safetensors`;
  assertFits(format, model);
  if (trained === undefined) {
    replaceFile(file, formatModelSource(format, model, toModuleName(file)));
    return [file];
  }
  assertMissing(weights);
  assertNamed(trained);
  const tensors = readStoredVariables(trained.folder).map(FRAMEWORKS[format].toTensor);
  replaceFile(file, formatModelSource(format, model, toModuleName(file)));
  withDiskErrors(weights, () => fs.writeFileSync(weights, encodeSafetensors(tensors)));
  return [file, weights];
}

/** Asserts that a training has an export: its network without weights is not what a user means. */
function assertFinished(given: string, { trained }: Model): void {
  if (trained !== undefined || !isTrainingRun(given)) return;
  throw new InputError(`${given} has no exported model yet: finish the training with 'nao resume ${given}'`);
}

/** Asserts that the parameters of an export have names. @throws InputError if an earlier version of nao wrote it */
function assertNamed({ folder, nao }: TrainedModel): void {
  if (!fs.existsSync(path.join(folder, 'saved_model.pb')) || listsVariables(folder)) return;
  throw createVersionMismatchError(
    folder,
    { nao },
    'its parameters have no names',
    `run 'nao resume' on its training folder, which exports it again`,
  );
}

/** Returns the file of a format that is written to files alone. @throws InputError if there is none, or it exists */
function requireFile(format: ExportFormat, out: string | undefined): string {
  if (out === undefined)
    throw new InputError(`format ${format} writes files: give the first one's name with --out`);
  if (format !== 'onnx' && !out.endsWith('.py')) {
    throw new InputError(
      `format ${format} writes a Python file, but --out is ${out}: give a name that ends in .py`,
    );
  }
  assertMissing(out);
  return out;
}

function assertMissing(file: string): void {
  if (fs.existsSync(file))
    throw new InputError(`${file} exists: move it away, or give another file with --out`);
  assertParentExists(file, '--out');
}

/** Largest side of images that two reductions leave at one pixel, as they are. */
const SMALLEST_SIDE = 2;

/** Asserts that a network has the shape that is written. */
function assertFits(format: ExportFormat, model: Model): void {
  if (model.kind === 'text') return;
  const { height, width } = model.size.image;
  if (Math.max(height, width) > SMALLEST_SIDE) return;
  throw new InputError(
    `images of ${width}x${height} pixels are too small for format ${format}: train on images of at least 3 pixels`,
  );
}

function requireTrained({ trained }: Model, given: string): TrainedModel {
  if (trained !== undefined) return trained;
  throw new InputError(
    `${given} has no trained weights, which format onnx needs: give the folder of a finished 'nao train'`,
  );
}
