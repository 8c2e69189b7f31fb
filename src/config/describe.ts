import { distance } from 'fastest-levenshtein';
import { z } from 'zod';

/** The part of JSON Schema that the settings are written in. */
interface Node {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
}

/** What a kind of run has for settings, in words for people. */
export interface SettingsGuide {
  /** Full names of all settings, such as `controller.epochs`, in the schema's order. */
  readonly names: readonly string[];
  /** What a setting may be, in words; of a group, what to set instead. */
  expectation(name: string): string;
  /** True where a setting is text, whatever a value given for it looks like. */
  isText(name: string): boolean;
  /** The setting, or group of settings, that is spelt most like a wrong name; its group counts less than its own name. */
  nearest(wrong: string): string;
}

export function guideTo(schema: z.ZodType): SettingsGuide {
  const root = z.toJSONSchema(schema) as Node;
  const names = namesBelow(root, '');
  const groups = Object.entries(root.properties ?? {}).flatMap(([name, node]) =>
    node.properties ? [name] : [],
  );
  return {
    names,
    expectation(name) {
      const node = find(root, name);
      if (node === undefined) throw new Error(`there is no setting ${name}`);
      return inWords(node);
    },
    isText: (name) => find(root, name)?.type === 'string',
    nearest(wrong) {
      const [nearest] = [...names, ...groups]
        .map((name) => ({ name, cost: spellingCost(wrong, name) }))
        .sort((a, b) => a.cost - b.cost);
      return nearest.name;
    },
  };
}

function inWords(node: Node): string {
  if (node.properties) return `a group of settings (${Object.keys(node.properties).join(', ')})`;
  if (node.enum) return node.enum.length === 1 ? node.enum[0] : `one of ${node.enum.join(', ')}`;
  switch (node.type) {
    case 'integer':
      return `a whole number${range(node)}`;
    case 'number':
      return `a number${range(node)}`;
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'a list of whole numbers from 1 on, such as [200]';
    default:
      return 'text';
  }
}

function spellingCost(wrong: string, name: string): number {
  const [wrongGroup, wrongOwn] = split(wrong);
  const [group, own] = split(name);
  // A group left out is one mistake, however long its name.
  const groupCost = wrongGroup === '' && group !== '' ? 1 : distance(wrongGroup, group) / 2;
  return distance(wrongOwn, own) + groupCost;
}

function split(name: string): [group: string, own: string] {
  const dot = name.lastIndexOf('.');
  return [name.slice(0, Math.max(0, dot)), name.slice(dot + 1)];
}

function find(root: Node, name: string): Node | undefined {
  return name.split('.').reduce<Node | undefined>((node, key) => {
    const properties = node?.properties;
    return properties && Object.hasOwn(properties, key) ? properties[key] : undefined;
  }, root);
}

function namesBelow(node: Node, prefix: string): string[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) =>
    child.properties ? namesBelow(child, `${prefix}${key}.`) : [`${prefix}${key}`],
  );
}

function range({ type, minimum, exclusiveMinimum, maximum }: Node): string {
  // The schema of a whole number is bounded by what a double holds exactly, which nobody needs to be told.
  const upper = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  const lower = type === 'integer' && exclusiveMinimum !== undefined ? exclusiveMinimum + 1 : minimum;
  if (lower !== undefined) return upper === undefined ? ` from ${lower} on` : ` from ${lower} to ${upper}`;
  if (exclusiveMinimum !== undefined) {
    return upper === undefined
      ? ` above ${exclusiveMinimum}`
      : ` above ${exclusiveMinimum} and up to ${upper}`;
  }
  return upper === undefined ? '' : ` up to ${upper}`;
}
