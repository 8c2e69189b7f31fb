import fs from 'node:fs';
import path from 'node:path';
import type { Graph } from '../graph/graph';
import { groupNodes } from '../graph/group';
import { identity, restore, save, type Variable } from '../graph/ops';
import { Session } from '../graph/session';
import { encodeSavedModel } from '../graph/write';

/** Signature name that TensorFlow Serving and other tools expect. */
export const SERVING_SIGNATURE = 'serving_default';

/** Adds a saver for the variables, as SavedModel loaders expect it, and the signatures `save` and `restore`. */
export function addSaver(graph: Graph, all: readonly Variable[]): void {
  const prefix = graph.placeholder('saver/prefix', [], 'string', 'cpu');
  const saving = save(prefix, all);
  const saved = identity(prefix, { after: [saving] });
  const restored = groupNodes(graph, restore(prefix, all));
  graph.signature('save', { prefix }, { done: groupNodes(graph, [saving]) });
  graph.signature('restore', { prefix }, { done: restored });
  graph.saver = { prefix, saved, restored: restored.node };
}

/**
 * Writes a graph with a saver (see `addSaver`) as a SavedModel, with the parameters of a checkpoint.
 *
 * @param checkpoint prefix of the checkpoint's files
 * @param folder new or empty
 * @throws EnvironmentError if the native library is missing
 */
export function exportSavedModel(graph: Graph, checkpoint: string, folder: string): void {
  const variables = path.join(folder, 'variables');
  fs.mkdirSync(variables, { recursive: true });
  const session = Session.open(graph);
  try {
    session.restore(checkpoint);
    session.run('save', { prefix: path.join(variables, 'variables') });
  } finally {
    session.dispose();
  }
  fs.writeFileSync(path.join(folder, 'saved_model.pb'), encodeSavedModel(graph, [SERVING_SIGNATURE]));
}
