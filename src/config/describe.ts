import { distance } from 'fastest-levenshtein';
import { z } from 'zod';
import { isNear } from '../near-words';

/** Subset of JSON Schema that the settings use. */
interface SchemaNode {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
}

/** Names of the settings of a kind of run, and their allowed values in words. */
export interface SchemaDescription {
  /** Full names of all settings, such as `controller.epochs`, in the order of the schema. */
  readonly names: readonly string[];
  /** Describes the allowed values of a setting, or the settings of a group. */
  describeValue(name: string): string;
  /** Returns true if the setting is text, which is never parsed as YAML. */
  isText(name: string): boolean;
  /** Finds the setting or group whose spelling is nearest to a wrong name. The group's name counts less than the setting's own. */
  findNearest(wrong: string): string;
  /** Says what a wrong name may mean: a setting or group that is near, or else those that exist. */
  suggest(wrong: string): string;
}

export function describeSchema(schema: z.ZodType): SchemaDescription {
  const root = z.toJSONSchema(schema) as SchemaNode;
  const names = listNames(root, '');
  const groups = Object.entries(root.properties ?? {}).flatMap(([name, node]) =>
    node.properties ? [name] : [],
  );
  return {
    names,
    describeValue(name) {
      const node = findNode(root, name);
      if (node === undefined) throw new Error(`there is no setting ${name}`);
      return describeNode(node);
    },
    isText: (name) => findNode(root, name)?.type === 'string',
    findNearest,
    suggest(wrong) {
      const nearest = findNearest(wrong);
      const [group, key] = splitName(wrong);
      if (isNear(key, splitName(nearest)[1])) return `did you mean '${nearest}'?`;
      const known = Object.keys((findNode(root, group) ?? root).properties ?? {}).join(', ');
      return groups.includes(group) ? `${group} has ${known}` : `settings and groups are ${known}`;
    },
  };

  function findNearest(wrong: string): string {
    const [nearest] = [...names, ...groups]
      .map((name) => ({ name, cost: computeSpellingCost(wrong, name) }))
      .sort((a, b) => a.cost - b.cost);
    return nearest.name;
  }
}

function describeNode(node: SchemaNode): string {
  if (node.properties) return `a group of settings (${Object.keys(node.properties).join(', ')})`;
  if (node.enum) return node.enum.length === 1 ? node.enum[0] : `one of ${node.enum.join(', ')}`;
  switch (node.type) {
    case 'integer':
      return `an integer${describeRange(node)}`;
    case 'number':
      return `a number${describeRange(node)}`;
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'a list of positive integers, such as [200]';
    default:
      return 'text';
  }
}

function computeSpellingCost(wrong: string, name: string): number {
  const [wrongGroup, wrongKey] = splitName(wrong);
  const [group, key] = splitName(name);
  // A missing group is one mistake, however long its name.
  const groupCost = wrongGroup === '' && group !== '' ? 1 : distance(wrongGroup, group) / 2;
  return distance(wrongKey, key) + groupCost;
}

function splitName(name: string): [group: string, own: string] {
  const dot = name.lastIndexOf('.');
  return [name.slice(0, Math.max(0, dot)), name.slice(dot + 1)];
}

function findNode(root: SchemaNode, name: string): SchemaNode | undefined {
  return name.split('.').reduce<SchemaNode | undefined>((node, key) => {
    const properties = node?.properties;
    return properties && Object.hasOwn(properties, key) ? properties[key] : undefined;
  }, root);
}

function listNames(node: SchemaNode, prefix: string): string[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) =>
    child.properties ? listNames(child, `${prefix}${key}.`) : [`${prefix}${key}`],
  );
}

function describeRange({ type, minimum, exclusiveMinimum, maximum }: SchemaNode): string {
  // Zod limits integers to the safe range of a double, which is no useful hint.
  const upper = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  const lower = type === 'integer' && exclusiveMinimum !== undefined ? exclusiveMinimum + 1 : minimum;
  if (lower !== undefined && upper !== undefined) return ` from ${lower} to ${upper}`;
  if (lower !== undefined) return ` of at least ${lower}`;
  const limits = [
    exclusiveMinimum === undefined ? [] : [`above ${exclusiveMinimum}`],
    upper === undefined ? [] : [`at most ${upper}`],
  ].flat();
  return limits.length === 0 ? '' : ` ${limits.join(' and ')}`;
}
