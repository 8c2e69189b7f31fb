#!/usr/bin/env node
import { findNodeProblem } from './node-version';

/*
 * The program of package.json. It imports everything else only after its checks, since an old Node may not even load it.
 */
const problem = findNodeProblem(process.versions.node);
if (problem === undefined) {
  import('./main.js').then(({ main }) => main()).catch(failToLoad);
} else {
  process.stderr.write(`nao: ${problem}\n`);
  process.exitCode = 3;
}

function failToLoad(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EMFILE') throw error;
  process.stderr.write("nao: too many files are open in this process: raise the limit with 'ulimit -n'\n");
  process.exitCode = 1;
}
