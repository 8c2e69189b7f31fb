import type { RunRecord } from '../../../src/run/record';
import { readNaoVersion } from '../../../src/run/version';

/** The record of a run by this version of nao. */
export const RECORD: RunRecord = {
  id: 'a run',
  nao: readNaoVersion(),
  node: '20.0.0',
  tensorflow: '2.21.0',
  build: 'tensorflow-cpu',
  device: 'cpu',
  threads: 2,
  cpu: 'a CPU',
  cpuFingerprint: '0123',
  instructionCap: '',
};
