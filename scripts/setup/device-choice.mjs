import { join } from 'node:path';
import { readStamp, writeStamp } from './stamp.mjs';

/** A device once chosen by `--cpu` or `--gpu` holds until another set-up says otherwise; npm leaves this folder alone. */
function choiceFile(root) {
  return join(root, '.cache', 'device');
}

/** @returns {'auto' | 'cpu' | 'gpu'} */
export function chosenDevice(root) {
  const choice = readStamp(choiceFile(root));
  return choice === 'cpu' || choice === 'gpu' ? choice : 'auto';
}

export function rememberDevice(root, device) {
  if (chosenDevice(root) !== device) writeStamp(choiceFile(root), device);
}
