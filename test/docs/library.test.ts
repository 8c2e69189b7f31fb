import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as library from '../../src/index';

test('the library exports every name that its example in the README imports', () => {
  const readme = readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8');
  const names = /import \{ (.*?) \} from 'nao';/.exec(readme)?.[1].split(', ') ?? [];
  expect(names).toContain('runSearch');
  expect(names.filter((name) => !(name in library))).toEqual([]);
});
