import { PUBLISHED_ARCHITECTURES } from '../../../src/space/published';

/* Cells from papers, in the text forms of their spaces. */

export const NAONET_WS = findText('NAONet-WS');
export const ENAS_MICRO = findText('ENAS-micro');

/** Recurrent cells as published, without the activation of node 0 (tanh). */
export const NAO_RNN = findText('NAO-RNN-PTB').replace(/^0 /, '');
export const NAO_WS_RNN = findText('NAO-WS-RNN-PTB').replace(/^0 /, '');

/** Returns the text of a published cell. */
export function findText(name: string): string {
  const found = PUBLISHED_ARCHITECTURES.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no published cell ${name}`);
  return found.text;
}
