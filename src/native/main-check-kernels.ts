import { checkInputGradients, listConvolutionShapes } from './conv-gradient-check';
/** A program of its own: prints how many convolution shapes were checked and how many have a wrong input-gradient. */
import { importTensorFlow } from './load';

process.stdout.write(JSON.stringify(checkInputGradients(importTensorFlow(), listConvolutionShapes())));
