import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const root = join(__dirname, '..', '..');
const pages = [
  'README.md',
  'experiments/paper/README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

describe.each(pages)('%s', (page) => {
  const text = readPage(page);
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link);
  const local = links.filter((link) => !/^[a-z]+:/.test(link));

  test('relative links lead to files and headings that exist', () => {
    const broken = local.filter((link) => {
      const [path, heading] = link.split('#');
      const file = path === '' ? page : relative(root, resolve(root, dirname(page), path));
      if (!existsSync(join(root, file))) return true;
      return heading !== undefined && !listHeadings(readPage(file)).includes(heading);
    });
    expect(broken).toEqual([]);
  });

  test('paths in backticks exist', () => {
    const paths = [...text.matchAll(/`((?:src|controller|supernet|experiments|scripts|test)\/[\w./-]+)`/g)]
      .map(([, path]) => path)
      .filter((path) => !path.includes('NAME'));
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

test('the README leads to every page of docs', () => {
  const readme = readPage('README.md');
  const unreachable = pages.filter((page) => page.startsWith('docs/') && !readme.includes(`](${page}`));
  expect(unreachable).toEqual([]);
});

function readPage(page: string): string {
  return readFileSync(join(root, page), 'utf8').replace(/^```.*?^```/gms, '');
}

/** Anchors of a page's headings, as GitHub makes them. */
function listHeadings(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
