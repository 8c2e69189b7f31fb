import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { randomInteger } from '../../src/random';
import { INPUT_KINDS } from './input-kinds';
import type { InputMessage } from './input-process';
import type { Campaign, TrialResult } from './trial';

/** Inputs of a trial. */
const COUNT = 200;

/** Time after which an input counts as hung. */
const HANG_MS = 600_000;

/** Reads mutated inputs: each is accepted, or refused in a sentence. */
export const inputs: Campaign = {
  name: 'inputs',
  unit: 'inputs',
  weight: 1,
  async run({ random, folder }): Promise<TrialResult> {
    const { name } = INPUT_KINDS[randomInteger(random, INPUT_KINDS.length)];
    const seed = randomInteger(random, 2 ** 31);
    const child = fork(
      path.join(__dirname, 'input-process.js'),
      [folder, name, String(seed), String(COUNT)],
      {
        env: { ...process.env, NAO_CACHE_DIR: path.join(folder, 'cache') },
        silent: true,
      },
    );
    const faults: string[] = [];
    let stderr = '';
    let done = 0;
    child.stderr?.on('data', (text) => (stderr += String(text)));
    const hang = (): void => {
      faults.push(`hang: input ${done} of seed ${seed} takes more than ${HANG_MS / 1000} s`);
      child.kill('SIGKILL');
    };
    let timer = setTimeout(hang, HANG_MS);
    child.on('message', ({ fault }: InputMessage) => {
      clearTimeout(timer);
      timer = setTimeout(hang, HANG_MS);
      if (fault !== '') faults.push(`input ${done} of seed ${seed}: ${fault}`);
      done++;
    });
    await once(child, 'close');
    clearTimeout(timer);
    if (done < COUNT && faults.length === 0)
      faults.push(`crash at input ${done} of seed ${seed}: ${stderr.slice(-800)}`);
    return { subject: name, attempts: done, outcome: 'read', faults };
  },
};
