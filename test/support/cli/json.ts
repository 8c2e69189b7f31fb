import { JSON_FIELDS } from '../../../src/cli/help/json-fields';

/**
 * Parses the output of a command with --json: one line with an object, whose fields are those of the documentation.
 *
 * @param command its key in `JSON_FIELDS`
 */
export function parseResult(command: string, out: string): Record<string, unknown> {
  expect(out).toMatch(/^\{[^\n]*\}\n$/);
  const result = JSON.parse(out) as Record<string, unknown>;
  const documented = Object.keys(JSON_FIELDS[command]);
  const required = documented.filter((field) => !field.endsWith('?'));
  expect(Object.keys(result)).toEqual(expect.arrayContaining(required));
  const known = documented.map((field) => field.replace('?', ''));
  expect(known).toEqual(expect.arrayContaining(Object.keys(result)));
  return result;
}
