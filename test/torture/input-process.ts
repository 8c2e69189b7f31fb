import { UserError } from '../../src/errors';
import { createRandomStream } from '../../src/random';
import { INPUT_KINDS } from './input-kinds';

/*
 * Reads mutated inputs of one kind: `input-process.js FOLDER KIND SEED COUNT`. Sends a message after each, so that the process that
 * started it sees a hang.
 */

/** The message after an input. */
export interface InputMessage {
  readonly number: number;
  readonly outcome: 'accepted' | 'refused' | 'fault';
  /** What is wrong; empty if nothing is. */
  readonly fault: string;
}

async function main(): Promise<void> {
  const [folder, name, seed, count] = process.argv.slice(2);
  const kind = INPUT_KINDS.find((each) => each.name === name);
  if (kind === undefined) throw new Error(`no kind of input is called ${name}`);
  const read = await kind.prepare(folder);
  for (let number = 0; number < Number(count); number++) {
    process.send?.({ number, ...(await readOne(() => read(createRandomStream(Number(seed), number)))) });
  }
  process.disconnect();
}

async function readOne(read: () => unknown): Promise<Omit<InputMessage, 'number'>> {
  try {
    await read();
    return { outcome: 'accepted', fault: '' };
  } catch (error) {
    if (error instanceof UserError) return { outcome: 'refused', fault: '' };
    return {
      outcome: 'fault',
      fault: `trace: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    };
  }
}

void main();
