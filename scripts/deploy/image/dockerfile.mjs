import { DockerfileParser } from 'dockerfile-ast';

/** Error for a Dockerfile that cannot be built here, or a step that failed. */
export class ImageError extends Error {}

/**
 * Reads a Dockerfile.
 *
 * @returns {{base: string, steps: object[], config: object}} the image of FROM, the steps in order, and the image's configuration
 *   in the words of the OCI image specification
 * @throws ImageError for instructions and flags that `build-image` does not know
 */
export function readDockerfile(text) {
  const image = { base: '', steps: [], config: { Env: [], WorkingDir: '/', User: '0:0' } };
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    const keyword = instruction.getKeyword();
    const read = instructions[keyword];
    const flags = instruction.getFlags?.() ?? [];
    if (!read || flags.length > 0) {
      const what = [keyword, ...flags.map((flag) => `--${flag.getName()}`)].join(' ');
      throw new ImageError(
        `build-image does not know ${what}: build with Docker, or take ${Object.keys(instructions).join(', ')} without flags`,
      );
    }
    read(image, instruction.getArgumentsContent() ?? '', instruction);
  }
  return image;
}

/** What each instruction adds to the image. */
const instructions = {
  FROM: (image, name) => (image.base = name),
  RUN: (image, command) => image.steps.push({ ...pickState(image), kind: 'RUN', command }),
  COPY(image, text) {
    const names = text.split(' ').filter((name) => name !== '');
    image.steps.push({
      ...pickState(image),
      kind: 'COPY',
      sources: names.slice(0, -1),
      target: names.at(-1),
    });
  },
  WORKDIR(image, folder) {
    image.config.WorkingDir = folder;
    image.steps.push({ ...pickState(image), kind: 'WORKDIR' });
  },
  ENV(image, _, instruction) {
    const pairs = instruction.getProperties().map((each) => `${each.getName()}=${each.getValue()}`);
    image.config.Env = [...image.config.Env, ...pairs];
  },
  USER: (image, user) => (image.config.User = user),
  VOLUME: (image, folder) => (image.config.Volumes = { ...image.config.Volumes, [folder]: {} }),
  ENTRYPOINT: (image, _, instruction) => (image.config.Entrypoint = readList(instruction)),
  CMD: (image, _, instruction) => (image.config.Cmd = readList(instruction)),
};

/** The settings that hold for a step: those of the instructions before it. */
function pickState({ config }) {
  return { folder: config.WorkingDir, user: config.User, env: config.Env };
}

function readList(instruction) {
  const strings = instruction.getJSONStrings().map((each) => each.getJSONValue());
  if (strings.length === 0) {
    throw new ImageError(
      `${instruction.getKeyword()} is not a list of strings: write it as ["program", "argument"]`,
    );
  }
  return strings;
}
