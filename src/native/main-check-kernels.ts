/** A program of its own: prints how many convolution shapes were checked and how many have a wrong input-gradient. */
import { requireTensorFlow } from './load';
import { checkInputGradients, convolutionShapes } from './conv-gradient-check';

process.stdout.write(JSON.stringify(checkInputGradients(requireTensorFlow(), convolutionShapes())));
