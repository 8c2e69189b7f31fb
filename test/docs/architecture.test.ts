import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
const text = readFileSync(join(root, 'docs', 'architecture.md'), 'utf8');

test('the picture of the architecture names every folder of sources', () => {
  const picture = /## The picture\n\n```\n(.*?)```/s.exec(text)?.[1] ?? '';
  const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  expect(folders.length).toBeGreaterThan(10);
  // The left column has the names, the right one tells of them.
  const named = picture.split('\n').flatMap((line) => line.slice(0, 30).match(/\w+/g) ?? []);
  for (const name of ['supernet', 'controller', 'experiments', ...folders.map((entry) => entry.name)]) {
    expect(named).toContain(name);
  }
});

test('the files that it names by their paths are there', () => {
  const paths = [...text.matchAll(/`((?:src|controller|supernet|experiments|test)\/[\w./-]+)`/g)].map(
    ([, path]) => path,
  );
  const files = paths.filter((path) => !path.includes('NAME'));
  expect(files.length).toBeGreaterThan(10);
  expect(files.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
