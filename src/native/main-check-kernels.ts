/* A program that prints the number of convolution shapes checked and of those with a wrong input gradient. */
import { checkInputGradients, listConvolutionShapes } from './conv-gradient-check';
import { importTensorFlow } from './load';

process.stdout.write(JSON.stringify(checkInputGradients(importTensorFlow(), listConvolutionShapes())));
