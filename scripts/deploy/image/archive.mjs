import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ImageError } from './dockerfile.mjs';
import { mountedFiles } from './root.mjs';

/** Processors in the words of the OCI image specification. */
const architectures = { x64: 'amd64', arm64: 'arm64' };

/**
 * Writes a root file system as an image of one layer, in the format `oci-archive`.
 *
 * @param {{config: object, history: string[]}} image
 */
export async function writeArchive(root, image, work, file) {
  const layout = join(work, 'layout');
  const blobs = join(layout, 'blobs', 'sha256');
  mkdirSync(blobs, { recursive: true });

  // Mounted folders, such as /proc, are other file systems. The files are this machine's.
  const layer = join(work, 'layer.tar');
  const excluded = mountedFiles.map((name) => `--exclude=.${name}`);
  tar(...excluded, '--one-file-system', '--numeric-owner', '--sort=name', '-C', root, '-cf', layer, '.');
  const layerDigest = await digestFile(layer);
  renameSync(layer, join(blobs, layerDigest));

  const addJson = (value) => {
    const text = JSON.stringify(value);
    const digest = createHash('sha256').update(text).digest('hex');
    writeFileSync(join(blobs, digest), text);
    return { digest: `sha256:${digest}`, size: Buffer.byteLength(text) };
  };
  const created = new Date().toISOString();
  const config = addJson({
    created,
    architecture: architectures[process.arch] ?? process.arch,
    os: 'linux',
    config: image.config,
    rootfs: { type: 'layers', diff_ids: [`sha256:${layerDigest}`] },
    history: [{ created, created_by: image.history.join(' && ') }],
  });
  const manifest = addJson({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...config },
    layers: [
      {
        mediaType: 'application/vnd.oci.image.layer.v1.tar',
        digest: `sha256:${layerDigest}`,
        size: statSync(join(blobs, layerDigest)).size,
      },
    ],
  });
  writeFileSync(
    join(layout, 'index.json'),
    JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [
        {
          mediaType: 'application/vnd.oci.image.manifest.v1+json',
          ...manifest,
          annotations: {
            'io.containerd.image.name': 'docker.io/library/nao:latest',
            'org.opencontainers.image.ref.name': 'latest',
          },
        },
      ],
    }),
  );
  writeFileSync(join(layout, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  tar('-C', layout, '-cf', `${file}.partial`, 'oci-layout', 'index.json', 'blobs');
  renameSync(`${file}.partial`, file);
}

function tar(...args) {
  const { status, stderr } = spawnSync('tar', args, { encoding: 'utf8' });
  if (status !== 0) throw new ImageError(`tar failed: ${stderr.trim().split('\n').at(-1)}`);
}

async function digestFile(file) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
