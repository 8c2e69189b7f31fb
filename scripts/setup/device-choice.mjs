import { join } from 'node:path';
import { readStamp, writeStamp } from './stamp.mjs';

/** File of the device chosen with `--cpu` or `--gpu`, which later setups use too. npm does not touch its folder. */
function choiceFile(root) {
  return join(root, '.cache', 'device');
}

/** Reads the device of the last setup. @returns {'auto' | 'cpu' | 'gpu'} */
export function readDeviceChoice(root) {
  const choice = readStamp(choiceFile(root));
  return choice === 'cpu' || choice === 'gpu' ? choice : 'auto';
}

export function writeDeviceChoice(root, device) {
  if (readDeviceChoice(root) !== device) writeStamp(choiceFile(root), device);
}
