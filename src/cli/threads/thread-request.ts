import type { TrainConfig } from '../../config/load-train';
import type { SearchConfig } from '../../config/schema/search';
import type { ExportRequest } from '../../export/run';
import type { NativeSettings } from '../../native/environment';
import type { ProgressEvent, StopSignal } from '../../run/hooks';
import type { RunRecord } from '../../run/record';
import type { SerializedError } from '../../threads/failure';
import type { EvaluateConfig } from '../../train/evaluate';

/** Task for the worker thread. */
export type CommandTask =
  | {
      readonly kind: 'search';
      readonly config: SearchConfig;
      /** Path, or parent and stem of the next numbered folder, created when the search begins. */
      readonly folder: string | { readonly parent: string; readonly stem: string };
      /** Address of the Redis server whose workers train children. */
      readonly queue?: string;
    }
  | {
      readonly kind: 'resume';
      readonly config: SearchConfig;
      readonly folder: string;
      readonly record: RunRecord;
      readonly queue?: string;
    }
  | {
      readonly kind: 'train';
      readonly config: TrainConfig;
      readonly folder: string | { readonly parent: string; readonly stem: string };
    }
  | {
      readonly kind: 'resume-training';
      readonly config: TrainConfig;
      readonly folder: string;
      readonly record: RunRecord;
    }
  /** Scores an exported model. */
  | { readonly kind: 'evaluate'; readonly config: EvaluateConfig }
  /** Writes a trained network for another framework. */
  | {
      readonly kind: 'export';
      readonly config: ExportRequest & { readonly run: EvaluateConfig['run'] };
    };

/** Returns the settings that TensorFlow needs before it loads. A resumed run keeps its number of threads. */
export function toNativeSettings(task: CommandTask): NativeSettings {
  const { run } = task.config;
  return 'record' in task ? { ...run, threads: task.record.threads } : run;
}

/** Input of the worker thread. */
export interface CommandThreadInput {
  readonly task: CommandTask;
  /** One number: 0, or the 1-based index in `STOP_SIGNALS` of the received signal. */
  readonly stop: Int32Array<SharedArrayBuffer>;
}

/** Signals that stop a program. */
export const STOP_SIGNALS: readonly StopSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Message of the worker thread. */
export type CommandThreadMessage =
  | { readonly kind: 'progress'; readonly event: ProgressEvent }
  /** The work begins in this run folder. */
  | { readonly kind: 'folder'; readonly folder: string }
  | SerializedError;
