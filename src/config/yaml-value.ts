import { type Document, isAlias, isScalar, parseDocument, visit } from 'yaml';
import { InputError } from '../errors';

/**
 * Parses a YAML text to plain values: mappings, lists, numbers, booleans and text.
 *
 * @param where the text's origin, for the message
 * @throws InputError with the line if the text is not valid YAML, has a duplicate key, an unknown tag, or an alias that is unresolved,
 *   circular or expands too often
 */
export function parseYamlValue(text: string, where: string): unknown {
  const document = parseDocument(text, { schema: 'core', prettyErrors: true });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) {
    const line = problem.linePos?.[0].line;
    const reason = problem.code === 'DUPLICATE_KEY' ? 'duplicate key' : problem.message.split('\n')[0];
    throw createError(line === undefined ? where : `${where}, line ${line}`, reason.replace(/:$/, ''));
  }
  const unsupported = findUnsupportedNode(document);
  if (unsupported !== undefined) throw createError(where, unsupported);
  try {
    return document.toJS() as unknown;
  } catch (error) {
    if (error instanceof ReferenceError) throw createError(where, error.message);
    throw error;
  }
}

/** Tags of plain values. */
const PLAIN_TAGS = ['map', 'seq', 'str', 'int', 'float', 'bool', 'null'].map(
  (name) => `tag:yaml.org,2002:${name}`,
);

/** Describes a node that is no plain value: a set or another object, a number that is not decimal, or an alias to a value that contains it. */
function findUnsupportedNode(document: Document): string | undefined {
  let description: string | undefined;
  visit(document, {
    Alias(_, alias, path) {
      const target = alias.resolve(document);
      if (target === undefined || !path.includes(target)) return undefined;
      description = `the alias *${alias.source} is part of its own value`;
      return visit.BREAK;
    },
    Pair(_, { key }) {
      if (isScalar(isAlias(key) ? key.resolve(document) : key)) return undefined;
      description = 'a key is a list or a group, not a name';
      return visit.BREAK;
    },
    Value(_, node) {
      if (isScalar(node) && (node.format === 'HEX' || node.format === 'OCT')) {
        description = `the number ${node.source} is not decimal`;
        return visit.BREAK;
      }
      const { tag } = node;
      if (tag === undefined || PLAIN_TAGS.includes(tag)) return undefined;
      description = `the tag ${tag} is not that of a plain value`;
      return visit.BREAK;
    },
  });
  return description;
}

function createError(where: string, reason: string): InputError {
  return new InputError(`cannot read the settings in ${where}: ${reason}`);
}
