/*
 * A program that computes the answers of one device and writes them to a file: `main-answers.js ops|training cpu|gpu FILE`. Each
 * device needs a process of its own, because TensorFlow sees its devices when it loads. Kernels may be
 * nondeterministic, as in a search: there are no others for the gradient of depthwise filters.
 */
import fs from 'node:fs';
import { openDevice } from '../../../src/native/device';
import { prepareEnvironment } from '../../../src/native/environment';
import { computeOps, computeTraining } from './answers';

const [, , task, device, file] = process.argv;
if (device !== 'cpu' && device !== 'gpu') throw new Error(`there is no device ${device}`);
prepareEnvironment({ device, deterministicOps: false });
openDevice(device);
fs.writeFileSync(file, JSON.stringify(task === 'ops' ? computeOps() : computeTraining()));
