/** Versions of Node that nao runs on, as `engines` in package.json. */
const SUPPORTED = 'Node 20 (from 20.13), 22 or 24 and later';

/** Returns why a version of Node cannot run nao, and what to do; undefined if it can. */
export function findNodeProblem(version: string): string | undefined {
  const [major, minor] = version.split('.').map(Number);
  if ((major === 20 && minor >= 13) || major === 22 || major >= 24) return undefined;
  return `nao needs ${SUPPORTED}, this is Node ${version}: install one of these and run npm run setup`;
}
