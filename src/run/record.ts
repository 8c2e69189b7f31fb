import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { findPackageFolder } from '../native/installation';
import type { SystemInfo } from '../native/system-info';
import { readNaoVersion } from './version';

/** Environment at the start of a run, on which its results depend. Part of its config.yaml. */
export const recordSchema = z.looseObject({
  /** Unique id of the run. */
  id: z.string(),
  /** Version of nao. */
  nao: z.string(),
  /** Git commit if nao runs from a checkout, with `+changes` if files differ from it. */
  revision: z.string().optional(),
  node: z.string(),
  tensorflow: z.string(),
  build: z.string(),
  device: z.string(),
  /** Threads within one op. The last digits of results depend on it. */
  threads: z.number().int().positive(),
  cpu: z.string(),
  /** Fingerprint that distinguishes kinds of CPU with the same name. */
  cpuFingerprint: z.string(),
  /** Newest instruction set that oneDNN may use; empty for any, `none` if oneDNN is off. */
  instructionCap: z.string(),
});

export type RunRecord = z.infer<typeof recordSchema>;

/** Creates the record of a run that starts now. */
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

/** Describes each difference between two environments, which may change the last digits of results. */
export function describeEnvironmentDifferences(then: RunRecord, now: RunRecord): string[] {
  const compared: (readonly [name: string, before: string | number, after: string | number])[] = [
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
      ([name, before, after]) =>
        `this run was started with another ${name} (${before}, now ${after}): the last digits of its results may differ`,
    );
}

/** Returns undefined outside a checkout of nao, also if nao is installed in the checkout of another project. */
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
