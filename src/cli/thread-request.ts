import type { TrainConfig } from '../config/load-train';
import type { SearchConfig } from '../config/schema/search';
import type { NativeSettings } from '../native/environment';
import type { ProgressEvent, StopSignal } from '../run/hooks';
import type { RunRecord } from '../run/record';
import type { SerializedError } from '../threads/failure';
import type { EvaluateConfig } from '../train/evaluate';

/** What the worker thread is to do. */
export type CommandTask =
  /** Tell what a search would do. */
  | { readonly kind: 'plan'; readonly config: SearchConfig }
  | {
      readonly kind: 'search';
      readonly config: SearchConfig;
      /** Its path, or where to make the next numbered one once the search is sure to begin. */
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
  /** Score an exported model. */
  | { readonly kind: 'evaluate'; readonly config: EvaluateConfig };

/** What TensorFlow is told before it loads. A resumed run has the threads that it began with. */
export function toNativeSettings(task: CommandTask): NativeSettings {
  const { device, deterministicOps } = task.config.run;
  const threads = 'record' in task ? { threads: task.record.threads } : getConfiguredThreads(task.config);
  return { device, deterministic: deterministicOps, ...threads };
}

/** The threads of mode full, where they are set. */
function getConfiguredThreads(config: CommandTask['config']): NativeSettings {
  return 'full' in config && config.mode === 'full' && config.full.threads > 0
    ? { threads: config.full.threads }
    : {};
}

/** What the worker thread is started with. */
export interface CommandThreadInput {
  readonly task: CommandTask;
  /** One number: 0, or the place in `STOP_SIGNALS` of the signal that came, from 1. */
  readonly stop: Int32Array<SharedArrayBuffer>;
}

export const STOP_SIGNALS: readonly StopSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** What the worker thread tells. */
export type CommandThreadMessage =
  { readonly kind: 'progress'; readonly event: ProgressEvent } | SerializedError;
