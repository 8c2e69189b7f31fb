/** Builds an image, in the mount namespace that build-image.mjs has made. Its argument is the plan as JSON. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writeArchive } from './archive.mjs';
import { ImageError, readDockerfile } from './dockerfile.mjs';
import { readIgnored } from './ignored.mjs';
import { mountCopy, mountRoot, runInRoot, runStep } from './root.mjs';

const plan = JSON.parse(process.argv[2]);
try {
  process.exitCode = await build();
} catch (error) {
  if (!(error instanceof ImageError)) throw error;
  process.stderr.write(`build-image: ${error.message}\n`);
  process.exitCode = 1;
}

async function build() {
  if (!existsSync(plan.base)) throw new ImageError(`there is no folder ${plan.base}: give another --base`);
  const { base, steps, config } = readDockerfile(readFileSync(plan.file, 'utf8'));
  const isIgnored = readIgnored(`${plan.file}.dockerignore`);
  log(`${plan.base} stands for ${base}`);
  const root = mountRoot(plan.base, plan.work);
  for (const pair of plan.cached) {
    const [folder, target] = pair.split(':');
    mountCopy(resolve(folder), plan.work, join(root, target));
  }
  for (const step of steps) {
    log(describe(step));
    runStep(root, step, plan.context, isIgnored);
  }
  if (plan.out !== undefined) {
    log(`write ${plan.out}`);
    await writeArchive(root, { config, history: steps.map(describe) }, plan.work, plan.out);
  }
  if (!plan.runs) return 0;
  const command = [...(config.Entrypoint ?? []), ...(plan.run.length > 0 ? plan.run : (config.Cmd ?? []))];
  log(command.join(' '));
  return runInRoot(root, { folder: config.WorkingDir, user: config.User, env: config.Env }, command);
}

function describe({ kind, command, sources, target, folder }) {
  return {
    RUN: () => `RUN ${command}`,
    COPY: () => `COPY ${sources.join(' ')} ${target}`,
    WORKDIR: () => `WORKDIR ${folder}`,
  }[kind]();
}

function log(line) {
  process.stderr.write(`build-image: ${line}\n`);
}
