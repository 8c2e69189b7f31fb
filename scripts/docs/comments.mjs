import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/**
 * Reads the doc comments of the settings of a zod schema.
 *
 * @param {string} file TypeScript file of the schema
 * @param {string} name name of its constant
 * @returns {Map<string, string>} comment by full name of a setting or group, such as `controller.epochs`
 */
export function readSettingComments(file, name) {
  const comments = new Map();
  collect(evaluateConstant(file, name), '', comments);
  return comments;
}

function collect(properties, prefix, comments) {
  for (const [key, { comment, children }] of properties ?? []) {
    const name = prefix + key;
    if (comment) comments.set(name, comment);
    collect(children, `${name}.`, comments);
  }
}

function evaluateConstant(file, name) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  for (const statement of source.statements) {
    if (ts.isVariableStatement(statement)) {
      const found = statement.declarationList.declarations.find((each) => each.name.getText() === name);
      if (found) return evaluate(found.initializer, file);
    }
    if (ts.isImportDeclaration(statement) && importsName(statement, name)) {
      return evaluateConstant(`${join(dirname(file), statement.moduleSpecifier.text)}.ts`, name);
    }
  }
  return undefined;
}

function importsName(statement, name) {
  const from = statement.moduleSpecifier.text;
  const names = statement.importClause?.namedBindings?.elements ?? [];
  return from.startsWith('.') && names.some((element) => element.name.text === name);
}

/** The properties of an object literal or schema: a map of comment and inner properties; undefined for other expressions. */
function evaluate(node, file) {
  if (ts.isIdentifier(node)) return evaluateConstant(file, node.text);
  if (ts.isObjectLiteralExpression(node)) return readProperties(node, file);
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) return evaluate(node.expression, file);
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  const { name, expression: target } = node.expression;
  const [argument] = node.arguments;
  switch (name.text) {
    case 'object':
    case 'strictObject':
      return evaluate(argument, file);
    case 'extend':
      return new Map([...(evaluate(target, file) ?? []), ...(evaluate(argument, file) ?? [])]);
    case 'omit':
    case 'pick': {
      const keys = argument.properties.map((property) => property.name.getText());
      const keep = (key) => keys.includes(key) === (name.text === 'pick');
      return new Map([...(evaluate(target, file) ?? [])].filter(([key]) => keep(key)));
    }
    default:
      return evaluate(target, file);
  }
}

function readProperties(literal, file) {
  const entries = literal.properties.flatMap((property) => {
    if (ts.isSpreadAssignment(property)) return [...(evaluate(property.expression, file) ?? [])];
    const value = ts.isPropertyAssignment(property) ? property.initializer : property.name;
    return [[property.name.getText(), { comment: readComment(property), children: evaluate(value, file) }]];
  });
  return new Map(entries);
}

function readComment(node) {
  const docs = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  return docs.map((doc) => ts.getTextOfJSDocComment(doc.comment) ?? '').join(' ').replace(/\s+/g, ' ').trim();
}
