import fs from 'node:fs';
import path from 'node:path';
import { findNodeProblem } from '../../src/cli/node-version';

test.each(['16.20.2', '18.20.8', '20.12.2', '21.7.3', '23.11.1'])(
  'Node %s is too old or has ended',
  (version) => {
    expect(findNodeProblem(version)).toBe(
      `nao needs Node 20 (from 20.13), 22 or 24 and later, this is Node ${version}: install one of these and run npm run setup`,
    );
  },
);

test.each(['20.13.0', '20.20.2', '22.0.0', '24.1.0', '25.0.0', process.versions.node])(
  'Node %s runs nao',
  (version) => expect(findNodeProblem(version)).toBeUndefined(),
);

test('the supported versions are those of package.json', () => {
  const file = path.join(__dirname, '..', '..', 'package.json');
  const { engines } = JSON.parse(fs.readFileSync(file, 'utf8')) as { engines: { node: string } };
  expect(engines.node).toBe('^20.13.0 || ^22.0.0 || >=24.0.0');
});
