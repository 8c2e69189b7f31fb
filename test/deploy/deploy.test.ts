import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { QUEUE_VARIABLE } from '../../src/cli/arguments/queue-option';
import { temporaryFolder } from '../support/temp-folder';

/*
 * Checks of the files in scripts/deploy that need no cluster.
 */

const folder = temporaryFolder();
const deploy = path.join(__dirname, '..', '..', 'scripts', 'deploy');

/** Parses the documents of a YAML file. Fails on a syntax error or a duplicate key. */
function parseDocuments(file: string): unknown[] {
  const found = parseAllDocuments(fs.readFileSync(path.join(deploy, file), 'utf8'), { merge: true });
  if (!Array.isArray(found)) throw new Error(`${file} is empty`);
  return found.map((document) => {
    expect([...document.errors, ...document.warnings]).toEqual([]);
    return document.toJS() as unknown;
  });
}

/** Checks a compose file against the schema of the compose specification. @returns the errors, empty if there are none */
function lintCompose(file: string): string {
  const program = path.join(__dirname, '..', '..', 'node_modules', 'dclint', 'bin', 'dclint.cjs');
  return spawnSync(process.execPath, [program, file, '--quiet'], { encoding: 'utf8' }).stdout.trim();
}

test('compose.yaml is valid by the compose specification', () => {
  const file = path.join(deploy, 'compose.yaml');
  expect(lintCompose(file)).toBe('');
  const wrong = path.join(folder(), 'compose.yaml');
  fs.writeFileSync(
    wrong,
    fs.readFileSync(file, 'utf8').replace('restart: unless-stopped', 'restarts: always'),
  );
  expect(lintCompose(wrong)).toContain('must NOT have additional properties');
});

test('compose.yaml gives workers and searches the address in the environment and declares every volume', () => {
  const service = z.object({
    volumes: z.array(z.string()),
    ports: z.array(z.string()).default([]),
    restart: z.string().optional(),
    depends_on: z.unknown().optional(),
  });
  const program = service.extend({
    image: z.literal('nao'),
    build: z.object({ context: z.string(), dockerfile: z.string() }),
    command: z.array(z.string()),
    environment: z.record(z.string(), z.string()).default({}),
  });
  const { services, volumes } = z
    .object({
      services: z.object({ redis: service, worker: program, search: program, watch: program }),
      volumes: z.record(z.string(), z.null()),
    })
    .parse(parseDocuments('compose.yaml')[0]);
  const { redis, worker, search, watch } = services;

  const mounted = Object.values(services).flatMap((each) => each.volumes);
  const names = mounted.map((each) => each.replace('${NAO_RUNS:-runs}', 'runs').split(':')[0]);
  expect([...new Set(names)].sort()).toEqual(Object.keys(volumes).sort());
  // Only this machine sees Redis and the live view.
  for (const { ports } of Object.values(services))
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  for (const each of [redis, worker, watch]) expect(each.restart).toBe('unless-stopped');
  for (const { build } of [worker, search, watch]) {
    expect(fs.existsSync(path.join(deploy, build.context, build.dockerfile))).toBe(true);
  }
  expect([worker.command[0], watch.command[0]]).toEqual(['worker', 'watch']);
  expect(watch.volumes).toEqual([expect.stringMatching(/:\/nao\/runs:ro$/)]);
  for (const { environment, depends_on } of [worker, search]) {
    expect(environment[QUEUE_VARIABLE]).toMatch(/^redis:\/\/:\$\{NAO_REDIS_PASSWORD:\?.*\}@redis:6379$/);
    expect(depends_on).toEqual({ redis: { condition: 'service_healthy' } });
  }
  expectCheckpointVolume(
    worker.command,
    worker.volumes.map((each) => each.split(':')[1]),
  );
});

test('kubernetes.yaml has matching selectors and labels, all volumes and claims, and a secret password', () => {
  const labels = z.object({ app: z.string() });
  const variable = z.object({
    name: z.string(),
    value: z.string().optional(),
    valueFrom: z.object({ secretKeyRef: z.object({ name: z.string(), key: z.string() }) }).optional(),
  });
  const deployment = z.object({
    kind: z.literal('Deployment'),
    metadata: z.object({ name: z.string() }),
    spec: z.object({
      selector: z.object({ matchLabels: labels }),
      template: z.object({
        metadata: z.object({ labels }),
        spec: z.object({
          containers: z.array(
            z.object({
              args: z.array(z.string()),
              env: z.array(variable),
              volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() })),
            }),
          ),
          volumes: z.array(
            z.object({
              name: z.string(),
              persistentVolumeClaim: z.object({ claimName: z.string() }).optional(),
            }),
          ),
        }),
      }),
    }),
  });
  const named = z.object({ metadata: z.object({ name: z.string() }) });
  const service = named.extend({ kind: z.literal('Service'), spec: z.object({ selector: labels }) });
  const claim = named.extend({ kind: z.literal('PersistentVolumeClaim') });
  const all = parseDocuments('kubernetes.yaml').map((each) =>
    z.union([deployment, service, claim]).parse(each),
  );
  const deployments = all.filter((each) => each.kind === 'Deployment');
  const services = all.filter((each) => each.kind === 'Service');
  const claims = all
    .filter((each) => each.kind === 'PersistentVolumeClaim')
    .map((each) => each.metadata.name);
  expect(deployments.map((each) => each.metadata.name)).toEqual(['nao-redis', 'nao-worker']);
  for (const { spec } of deployments) {
    expect(spec.template.metadata.labels).toEqual(spec.selector.matchLabels);
    const { containers, volumes } = spec.template.spec;
    for (const { volumeMounts, env } of containers) {
      expect(volumeMounts.map((each) => each.name)).toEqual(volumes.map((each) => each.name));
      expect(env[0]).toEqual({
        name: 'NAO_REDIS_PASSWORD',
        valueFrom: { secretKeyRef: { name: 'nao-redis', key: 'password' } },
      });
    }
    for (const { persistentVolumeClaim } of volumes) {
      if (persistentVolumeClaim) expect(claims).toContain(persistentVolumeClaim.claimName);
    }
  }
  expect(services.map((each) => each.spec.selector)).toEqual([deployments[0].spec.selector.matchLabels]);
  const [{ args, env, volumeMounts }] = deployments[1].spec.template.spec.containers;
  expect(args[0]).toBe('worker');
  expect(env.find((each) => each.name === QUEUE_VARIABLE)?.value).toBe(
    `redis://:$(NAO_REDIS_PASSWORD)@${services[0].metadata.name}:6379`,
  );
  expectCheckpointVolume(
    args,
    volumeMounts.map((each) => each.mountPath),
  );
});

test('slurm.sh is valid bash and gives the worker the address of a file in the environment', () => {
  const script = path.join(deploy, 'slurm.sh');
  expect(spawnSync('bash', ['-n', script], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  const text = fs.readFileSync(script, 'utf8');
  // Slurm ignores options after the first command.
  expect(text.lastIndexOf('\n#SBATCH')).toBeLessThan(text.indexOf('\nset '));

  // A dry run: a fake node prints its environment and arguments.
  fs.writeFileSync(path.join(folder(), 'address'), 'redis://:secret@host\n');
  fs.writeFileSync(path.join(folder(), 'node'), '#!/bin/sh\necho "$NAO_QUEUE|$PWD|$*"\n', { mode: 0o755 });
  const { stdout, stderr } = spawnSync('bash', [script, '--concurrency', '2'], {
    encoding: 'utf8',
    env: {
      PATH: `${folder()}:${process.env.PATH ?? ''}`,
      HOME: folder(),
      SLURM_SUBMIT_DIR: folder(),
      NAO_QUEUE_FILE: path.join(folder(), 'address'),
    },
  });
  expect(stderr).toBe('');
  expect(stdout).toBe(
    `redis://:secret@host|${folder()}|dist/src/cli/nao.js worker --checkpoints ${folder()}/.nao-checkpoints --concurrency 2\n`,
  );
});

/** Expects the folder for checkpoints on a worker's command line to be one of its volumes. */
function expectCheckpointVolume(args: readonly string[], mounted: readonly string[]): void {
  expect(mounted).toContain(args[args.indexOf('--checkpoints') + 1]);
}
