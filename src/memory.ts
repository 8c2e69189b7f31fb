import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import path from 'node:path';

/** Memory in bytes. */
export interface Memory {
  /** Memory of the machine, or the limit of the container if that is lower. */
  readonly total: number;
  /** Memory that can be used without swapping; the page cache counts as free. */
  readonly available: number;
}

/**
 * Measures the memory that this process may use. A container has less than its machine: its limit, and those of the control
 * groups around it, count as well.
 *
 * @param root where `proc` and `sys` are mounted; replaced in tests
 */
export function measureMemory(root = '/'): Memory {
  const info = readText(path.join(root, 'proc/meminfo')) ?? '';
  const total = readMeminfo(info, 'MemTotal') ?? totalmem();
  const available = readMeminfo(info, 'MemAvailable') ?? total;
  const groups = listMemoryGroups(root);
  return {
    total: Math.min(total, ...groups.map(({ limit }) => limit)),
    available: Math.min(available, ...groups.map(({ limit, used }) => Math.max(0, limit - used))),
  };
}

function readMeminfo(text: string, name: string): number | undefined {
  const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

/** A control group with a limit of memory, in bytes. */
interface MemoryGroup {
  readonly limit: number;
  /** Without the part of the page cache that Linux gives up first. */
  readonly used: number;
}

/** File names of a version of control groups, below its mount. */
interface GroupFiles {
  readonly mount: string;
  readonly limit: string;
  readonly used: string;
  /** Entry of memory.stat. */
  readonly inactiveCache: string;
}

const VERSION_1: GroupFiles = {
  mount: 'sys/fs/cgroup/memory',
  limit: 'memory.limit_in_bytes',
  used: 'memory.usage_in_bytes',
  inactiveCache: 'total_inactive_file',
};
const VERSION_2: GroupFiles = {
  mount: 'sys/fs/cgroup',
  limit: 'memory.max',
  used: 'memory.current',
  inactiveCache: 'inactive_file',
};

/** Lists the limits of the process's control group and of those around it. */
function listMemoryGroups(root: string): MemoryGroup[] {
  const lines = (readText(path.join(root, 'proc/self/cgroup')) ?? '').split('\n');
  return lines.flatMap((line) => {
    const [, id, controllers, group] = /^(\d+):([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers?.split(',').includes('memory')) return listGroupsAbove(root, VERSION_1, group);
    return id === '0' ? listGroupsAbove(root, VERSION_2, group) : [];
  });
}

function listGroupsAbove(root: string, files: GroupFiles, group: string): MemoryGroup[] {
  const mount = path.join(root, files.mount);
  const found = readGroup(path.join(mount, group), files) ?? [];
  return group === '/' || group === '' || group === '.'
    ? found
    : [...found, ...listGroupsAbove(root, files, path.dirname(group))];
}

/** Reads a group. In a container its path may be that of the machine, which is not mounted: undefined then. */
function readGroup(folder: string, files: GroupFiles): MemoryGroup[] | undefined {
  const limit = Number(readText(path.join(folder, files.limit)) ?? NaN); // 'max' is no limit
  if (!Number.isFinite(limit)) return undefined;
  const used = Number(readText(path.join(folder, files.used)) ?? 0);
  const stat = readText(path.join(folder, 'memory.stat')) ?? '';
  const cache = Number(new RegExp(`^${files.inactiveCache} (\\d+)$`, 'm').exec(stat)?.[1] ?? 0);
  return [{ limit, used: Math.max(0, used - cache) }];
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
