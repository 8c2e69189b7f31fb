import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { createRandomStream } from '../../../src/random';
import { createCnnSpace } from '../../../src/space/cnn/space';
import { compiledProgram, useOwnCache, whenSetUp } from '../../support/cli/command';
import { temporaryFolder } from '../../support/temp-folder';

const folder = temporaryFolder();
useOwnCache(folder);

const NAMESPACE = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'];
const canUnshare = spawnSync(NAMESPACE[0], [...NAMESPACE.slice(1), 'true']).status === 0;

/** Searches in a table. `tiny` has enough controller epochs for a signal to arrive before the last. */
const search = ['search', '--preset', 'tiny', '--mode', 'table', '--table', 'table.csv', '--seed', '7'];
const tiny = [...search, '--set', 'controller.epochs=600'];

beforeEach(() => {
  const space = createCnnSpace(2);
  const random = createRandomStream(1, 'table');
  const rows = Array.from({ length: 40 }, () => `${space.format(space.sample(random))},${random()}`);
  fs.writeFileSync(path.join(folder(), 'table.csv'), `architecture,valid_accuracy\n${rows.join('\n')}\n`);
});

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
}

/** Runs a program without a terminal, and calls `send` once when its output contains `moment`. */
async function runAndSend(
  command: readonly string[],
  moment: string,
  send: (child: { readonly pid?: number }) => void,
): Promise<Ended> {
  const [program, ...args] = command;
  const child = spawn(program, args, {
    cwd: folder(),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: process.env,
  });
  let out = '';
  let isSent = false;
  for (const output of [child.stdout, child.stderr])
    output.on('data', (piece: Buffer) => {
      out += piece.toString();
      if (isSent || !out.includes(moment)) return;
      isSent = true;
      send(child);
    });
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal, out };
}

const nao = (...args: readonly string[]): string[] => [process.execPath, compiledProgram(), ...args];

for (const [signal, code] of [
  ['SIGTERM', 75],
  ['SIGINT', 130],
] as const) {
  whenSetUp(`${signal} again and again within a second ends a search with ${code}`, async () => {
    let timer: NodeJS.Timeout | undefined;
    const ended = await runAndSend(nao(...tiny, '--out', 'S'), 'learn, ', ({ pid = 0 }) => {
      process.kill(pid, signal);
      let left = 80;
      timer = setInterval(() => {
        if (--left === 0) clearInterval(timer);
        try {
          process.kill(pid, signal);
        } catch {
          clearInterval(timer); // it has ended
        }
      }, 10);
    });
    clearInterval(timer);
    expect(ended).toMatchObject({ code, signal: null });
    expect(ended.out).toContain("'nao resume S'");
  });
}

whenSetUp('SIGHUP without a terminal, as under nohup, is passed over', async () => {
  const ended = await runAndSend(nao(...search, '--out', 'H'), 'learn, ', ({ pid = 0 }) =>
    process.kill(pid, 'SIGHUP'),
  );
  expect(ended).toMatchObject({ code: 0, signal: null });
  expect(fs.existsSync(path.join(folder(), 'H', 'report.html'))).toBe(true);
});

/** Defines a test in which the command is process 1. */
function whenProcessOne(title: string, run: () => Promise<void>): void {
  if (canUnshare) {
    whenSetUp(title, run);
    return;
  }
  process.stderr.write(`not tested, since namespaces are not allowed: ${title}\n`);
  test.skip(title, run);
}

/** Sends a signal to process 1 of the namespace of `unshare`. */
function signalProcessOne(signal: NodeJS.Signals): (unshare: { readonly pid?: number }) => void {
  return ({ pid = 0 }) => {
    const children = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    process.kill(Number(children.trim()), signal);
  };
}

for (const [signal, code] of [
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const) {
  whenProcessOne(`${signal} ends a command without a run as process 1 with ${code}`, async () => {
    // The facts printed first are followed by those of TensorFlow.
    const doctor = [...NAMESPACE, ...nao('doctor')];
    const { code: actual } = await runAndSend(doctor, 'memory:', signalProcessOne(signal));
    expect(actual).toBe(code);
  });
}

whenProcessOne('SIGTERM stops a search that is process 1 with a checkpoint', async () => {
  const command = [...NAMESPACE, ...nao(...tiny, '--out', 'P')];
  const ended = await runAndSend(command, 'learn, ', signalProcessOne('SIGTERM'));
  expect(ended.code).toBe(75);
  expect(fs.existsSync(path.join(folder(), 'P', 'checkpoints'))).toBe(true);
});
