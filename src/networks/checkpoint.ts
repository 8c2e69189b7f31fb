import type { Graph } from '../graph/graph';
import { groupNodes } from '../graph/group';
import { restore, save, type Variable } from '../graph/ops';
import type { Session } from '../graph/session';

/** A network or its training, whose state on the device can be saved and restored. */
export interface Checkpointed {
  /**
   * Writes all state that training changes (parameters, optimizer, running averages, hidden state) as `PREFIX.index` and
   * `PREFIX.data-00000-of-00001`.
   */
  save(prefix: string): void;
  /**
   * Reads the files that `save` wrote.
   *
   * @throws InputError if they belong to another network; FailedError if they are damaged or missing
   */
  restore(prefix: string): void;
  /** Frees the state. The object cannot be used afterwards. */
  dispose(): void;
}

/** Defines the signatures `save` and `restore`, which write and read variables under the input `prefix`. */
export function defineCheckpointSignatures(graph: Graph, variables: readonly Variable[]): void {
  const prefix = graph.placeholder('prefix', [], 'string', 'cpu');
  graph.signature('save', { prefix }, { done: groupNodes(graph, [save(prefix, variables)]) });
  graph.signature('restore', { prefix }, { done: groupNodes(graph, restore(prefix, variables)) });
}

/** A loaded graph with the signatures of `defineCheckpointSignatures`. */
export abstract class CheckpointedSession implements Checkpointed {
  protected constructor(protected readonly session: Session) {}

  save(prefix: string): void {
    this.session.run('save', { prefix });
  }

  restore(prefix: string): void {
    this.session.restore(prefix);
  }

  dispose(): void {
    this.session.dispose();
  }
}
