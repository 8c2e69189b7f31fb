import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { getCacheFolder } from '../../src/data/cache-folder';
import { isSetUp } from '../support/cli/command';
import { writeTextFixture } from '../support/data/text-files';
import { whenMountable } from '../support/small-disk';
import { temporaryFolder } from '../support/temp-folder';

/*
 * The image, built without Docker by the steps of the Dockerfile.
 */

const folder = temporaryFolder();
const root = path.join(__dirname, '..', '..');

function buildImage(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const program = path.join(root, 'scripts', 'deploy', 'build-image.mjs');
  return spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
    env: { ...process.env, TMPDIR: folder() },
  });
}

/** Writes a context with a Dockerfile. @returns the options by which it is built on an empty base */
function writeContext(dockerfile: string, ignored = ''): string[] {
  const context = path.join(folder(), 'context');
  fs.mkdirSync(path.join(context, 'kept', 'secret'), { recursive: true });
  fs.mkdirSync(path.join(folder(), 'base'));
  for (const name of ['Dockerfile', 'kept/a', 'kept/secret/b', 'kept/secrets'])
    fs.writeFileSync(path.join(context, name), name);
  fs.writeFileSync(path.join(context, 'Dockerfile'), dockerfile);
  fs.writeFileSync(path.join(context, 'Dockerfile.dockerignore'), ignored);
  const file = path.join(context, 'Dockerfile');
  return ['--context', context, '--file', file, '--base', path.join(folder(), 'base')];
}

const whenBuildable = isSetUp() ? whenMountable : test.skip;

whenBuildable(
  "the Dockerfile's steps can be carried out, and its program searches as another user than root",
  () => {
    // Results of an earlier build: packages, TensorFlow and compiled sources. And a stand-in for apt-get, which needs the network.
    const programs = path.join(folder(), 'programs');
    fs.mkdirSync(programs);
    fs.writeFileSync(path.join(programs, 'apt-get'), '#!/bin/sh\n', { mode: 0o755 });
    const text = path.join(folder(), 'text');
    writeTextFixture(text, { words: { train: 400, valid: 200, test: 20 } });
    const cached = [
      `${path.join(root, 'node_modules')}:/nao/node_modules`,
      `${path.join(root, 'dist')}:/nao/dist`,
      `${path.join(getCacheFolder(), 'tensorflow')}:/opt/nao/tensorflow`,
      `${programs}:/usr/local/sbin`,
      `${text}:/text`,
    ];
    const search = 'search --space rnn --preset tiny --dataset text --data-dir /text --set search.rounds=1';
    const arguments_ = [...search.split(' '), '--seed', '7', '--device', 'cpu', '--out', 'runs/t'];
    const { status, stdout, stderr } = buildImage(
      ...cached.flatMap((each) => ['--cached', each]),
      '--',
      ...arguments_,
    );
    expect(stderr + stdout).toContain('report: runs/t/report.html');
    expect(status).toBe(0);
  },
  600_000,
);

test('the image has a user other than root, a volume for the cache, and folders for mounts that any user may write to', () => {
  const text = fs.readFileSync(path.join(root, 'scripts', 'deploy', 'Dockerfile'), 'utf8');
  const after = text.slice(text.lastIndexOf('\nRUN '));
  expect(after).toMatch(/chmod 1777 runs \/cache \/checkpoints\n/);
  expect(after).toMatch(/\nENV NAO_CACHE_DIR=\/cache npm_config_cache=\/cache\/npm\nVOLUME \/cache\n/);
  expect(/\nUSER (\S+)/.exec(after)?.[1]).toBe('1000:1000');
});

whenMountable(
  'build-image writes an archive with the files and the configuration that the OCI specification asks for',
  () => {
    const dockerfile = `FROM scratch
WORKDIR /app
COPY kept kept/
COPY kept/a ./
ENV A=1 B="two words"
VOLUME /cache
USER 1000:1000
ENTRYPOINT ["/app/a"]
CMD ["--help"]
`;
    const out = path.join(folder(), 'image.tar');
    const options = writeContext(dockerfile, '# not copied\nkept/secret\n');
    fs.writeFileSync(path.join(folder(), 'base', 'os-release'), 'base');
    expect(buildImage(...options, '--out', out)).toMatchObject({ status: 0 });

    const layout = path.join(folder(), 'layout');
    fs.mkdirSync(layout);
    expect(spawnSync('tar', ['-C', layout, '-xf', out])).toMatchObject({ status: 0 });
    const readJson = (...names: string[]): unknown =>
      JSON.parse(fs.readFileSync(path.join(layout, ...names), 'utf8'));
    const blob = z.object({ digest: z.string().startsWith('sha256:'), size: z.number() });
    const readBlob = ({ digest, size }: z.infer<typeof blob>): unknown => {
      const hash = digest.slice('sha256:'.length);
      const bytes = fs.readFileSync(path.join(layout, 'blobs', 'sha256', hash));
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(hash);
      expect(bytes).toHaveLength(size);
      return bytes.toString().startsWith('{') ? JSON.parse(bytes.toString()) : hash;
    };
    expect(readJson('oci-layout')).toEqual({ imageLayoutVersion: '1.0.0' });
    const { manifests } = z.object({ manifests: z.array(blob) }).parse(readJson('index.json'));
    const manifest = z.object({ config: blob, layers: z.array(blob) }).parse(readBlob(manifests[0]));
    const layer = readBlob(manifest.layers[0]) as string;
    expect(readBlob(manifest.config)).toMatchObject({
      os: 'linux',
      config: {
        Env: ['A=1', 'B=two words'],
        WorkingDir: '/app',
        User: '1000:1000',
        Volumes: { '/cache': {} },
        Entrypoint: ['/app/a'],
        Cmd: ['--help'],
      },
      rootfs: { type: 'layers', diff_ids: [`sha256:${layer}`] },
    });
    const { stdout } = spawnSync('tar', ['-tf', path.join(layout, 'blobs', 'sha256', layer)], {
      encoding: 'utf8',
    });
    const files = stdout.split('\n').filter((name) => name !== '' && !name.endsWith('/'));
    expect(files).toEqual(['./app/a', './app/kept/a', './app/kept/secrets', './os-release']);
  },
);

test.each([
  ['FROM a\nADD b c', '', /does not know ADD: build with Docker/],
  ['FROM a\nCOPY --chown=1:1 b c', '', /does not know COPY --chown/],
  ['FROM a\nCMD nao', '', /CMD is not a list of strings/],
  ['FROM a', '*.log', /takes plain paths in \.dockerignore, not \*\.log/],
])('build-image refuses %j with %j ignored', (dockerfile, ignored, message) => {
  expect(buildImage(...writeContext(dockerfile, ignored))).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(message),
  });
});

test('build-image refuses an archive of this whole machine, and unknown options', () => {
  expect(buildImage('--out', 'x')).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/--out needs --base/),
  });
  expect(buildImage('--tag', 'x')).toMatchObject({ status: 2, stderr: expect.stringMatching(/usage:/) });
});
