import { PUBLISHED_ARCHITECTURES } from '../../../src/space/published';

/* Cells from papers, in the text forms of their spaces. */

export const NAONET_WS = textOf('NAONet-WS');
export const ENAS_MICRO = textOf('ENAS-micro');

/** Recurrent cells, as published: without node 0's activation, which is tanh. */
export const NAO_RNN = textOf('NAO-RNN-PTB').replace(/^0 /, '');
export const NAO_WS_RNN = textOf('NAO-WS-RNN-PTB').replace(/^0 /, '');

function textOf(name: string): string {
  const found = PUBLISHED_ARCHITECTURES.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no published cell ${name}`);
  return found.text;
}
