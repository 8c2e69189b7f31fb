import { createRequire } from 'node:module';
import { join } from 'node:path';
import { code, prose, table } from './blocks.mjs';
import { dist } from './pages.mjs';

const require = createRequire(import.meta.url);

const { EXAMPLES } = require(join(dist, 'cli', 'help', 'examples.js'));
const { JSON_FIELDS } = require(join(dist, 'cli', 'help', 'json-fields.js'));

/** Heading of the options that all commands share. */
const OUTPUT_OPTIONS = 'Output options:';

export function commandBlocks() {
  const nao = require(join(dist, 'cli', 'program.js')).createProgram();
  const commands = nao.createHelp().visibleCommands(nao);
  return [
    ['commands', commands.map(describeCommand).join('\n\n')],
    ['json fields', Object.entries(JSON_FIELDS).map(describeFields).join('\n\n')],
    ['command list', table(['command', 'what it does'], commands.map(listCommand))],
    ['exit codes', table(['code', 'meaning'], readExitCodes(nao).map(([number, meaning]) => [number, prose(meaning)]))],
  ];
}

function listCommand(command) {
  const name = command.name();
  return [`[${code(`nao ${name}`)}](docs/cli.md#nao-${name})`, prose(command.description())];
}

function describeCommand(command) {
  const required = command.options.filter((option) => option.mandatory).map((option) => option.flags);
  const args = command.registeredArguments;
  const options = command.options.filter(({ helpGroupHeading }) => helpGroupHeading !== OUTPUT_OPTIONS);
  const optional = options.length > 0 ? ['[options]'] : [];
  const usage = ['nao', command.name(), ...args.map(formatArgument), ...required, ...optional].join(' ');
  return [
    `### nao ${command.name()}`,
    prose(command.description()),
    `\`\`\`\n${usage}\n\n${EXAMPLES[command.name()].join('\n')}\n\`\`\``,
    ...(args.length === 0 ? [] : [table(['argument', 'meaning'], args.map((argument) => [code(formatArgument(argument)), describeArgument(argument)]))]), // prettier-ignore
    ...(options.length === 0 ? [] : [table(['option', 'meaning', 'default'], options.map(describeOption))]),
  ].join('\n\n');
}

function describeFields([name, fields]) {
  const rows = Object.entries(fields).map(([field, meaning]) => [code(field), prose(meaning)]);
  return [`### JSON of nao ${name}`, table(['field', 'meaning'], rows)].join('\n\n');
}

function formatArgument(argument) {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

function describeArgument({ description, argChoices, defaultValue: standard }) {
  return prose(describeChoices(description, argChoices) + (standard === undefined ? '' : ` (default: ${standard})`));
}

function describeOption({ flags, description, argChoices, defaultValue, mandatory }) {
  const standard = defaultValue === undefined ? '' : code(defaultValue);
  return [code(flags), prose(describeChoices(description, argChoices)), mandatory ? 'required' : standard];
}

function describeChoices(description, choices) {
  return choices ? `${description} (choices: ${choices.join(', ')})` : description;
}

/** The exit codes in the help text: numbers, each followed by its meaning. */
function readExitCodes(nao) {
  let help = '';
  nao.configureOutput({ writeOut: (text) => (help += text) });
  nao.outputHelp();
  const [, codes = ''] = help.replace(/\s+/g, ' ').split(/exit codes:? /i);
  return codes
    .trim()
    .split(/[,;.]? (?=\d+ )/)
    .map((entry) => /^(\d+) +(.*?)\.?$/.exec(entry)?.slice(1) ?? [])
    .filter((entry) => entry.length === 2);
}
