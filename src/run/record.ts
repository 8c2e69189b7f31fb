import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { findPackageFolder } from '../native/installation';
import type { SystemInfo } from '../native/system-info';
import { readNaoVersion } from './version';

/** What a run's results depend on beside its settings, as it was when the run began; part of its config.yaml. */
export const recordSchema = z.looseObject({
  /** Sets the run apart from all others. */
  id: z.string(),
  /** Version of nao, and the commit where it runs from a checkout (with `+changes` where files differ from it). */
  nao: z.string(),
  revision: z.string().optional(),
  node: z.string(),
  tensorflow: z.string(),
  build: z.string(),
  device: z.string(),
  /** Threads within one op: other numbers give other last digits. */
  threads: z.number().int().positive(),
  cpu: z.string(),
  /** Tells kinds of CPU apart where the name does not. */
  cpuFingerprint: z.string(),
  /** Newest instruction set that oneDNN may use; empty: any. */
  instructionCap: z.string(),
});

export type RunRecord = z.infer<typeof recordSchema>;

/** What to write down about a run that begins here and now. */
export function createRunRecord(info: SystemInfo): RunRecord {
  const revision = readGitRevision();
  return {
    id: randomUUID(),
    nao: readNaoVersion(),
    ...(revision === undefined ? {} : { revision }),
    node: info.node,
    tensorflow: info.tensorflow,
    build: info.build,
    device: info.device.kind,
    threads: info.threads,
    cpu: info.cpu,
    cpuFingerprint: info.cpuFingerprint,
    instructionCap: info.instructionCap,
  };
}

/** Sentences about what is different now, because of which results may differ in their last digits from then on. */
export function describeEnvironmentDifferences(then: RunRecord, now: RunRecord): string[] {
  const compared: (readonly [what: string, before: string | number, after: string | number])[] = [
    ['CPU', `${then.cpu} (${then.cpuFingerprint})`, `${now.cpu} (${now.cpuFingerprint})`],
    ['device', then.device, now.device],
    ['number of threads', then.threads, now.threads],
    ['version of TensorFlow', then.tensorflow, now.tensorflow],
    ['instruction set of oneDNN', then.instructionCap || 'any', now.instructionCap || 'any'],
    ['version of nao', then.nao, now.nao],
  ];
  return compared
    .filter(([, before, after]) => before !== after)
    .map(
      ([what, before, after]) =>
        `this run began with another ${what} (${before}, now ${after}): it goes on, but not to the last digit as it would have there`,
    );
}

/** Undefined outside a checkout of nao, so too where it is installed in the checkout of something else. */
function readGitRevision(): string | undefined {
  if (runGit('ls-files', '--error-unmatch', 'package.json') === undefined) return undefined;
  const commit = runGit('rev-parse', 'HEAD');
  const changed = runGit('status', '--porcelain', '--untracked-files=no');
  return commit === undefined ? undefined : `${commit}${changed ? '+changes' : ''}`;
}

function runGit(...args: string[]): string | undefined {
  const { status, stdout } = spawnSync('git', args, {
    cwd: findPackageFolder(),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return status === 0 ? stdout.trim() : undefined;
}
