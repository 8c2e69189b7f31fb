import { mkdirSync, writeFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import path from 'node:path';
import { measureMemory } from '../src/memory';
import { temporaryFolder } from './support/temp-folder';

const folder = temporaryFolder();

function write(file: string, text: string): void {
  const full = path.join(folder(), file);
  mkdirSync(path.dirname(full), { recursive: true });
  writeFileSync(full, text);
}

beforeEach(() => write('proc/meminfo', 'MemTotal:  8000 kB\nMemFree:   100 kB\nMemAvailable:   6000 kB\n'));

test('measureMemory returns the memory of this machine or container', () => {
  const { total, available } = measureMemory();
  expect(total).toBeLessThanOrEqual(totalmem());
  expect(available).toBeGreaterThan(0);
  expect(available).toBeLessThan(total);
});

test('measureMemory returns the memory of the machine where no group limits it', () => {
  expect(measureMemory(folder())).toEqual({ total: 8000 * 1024, available: 6000 * 1024 });
  write('proc/self/cgroup', '0::/\n');
  write('sys/fs/cgroup/memory.max', 'max\n');
  expect(measureMemory(folder())).toEqual({ total: 8000 * 1024, available: 6000 * 1024 });
});

test('measureMemory returns the rest of the lowest limit of control groups 2, without inactive cache', () => {
  write('proc/self/cgroup', '0::/job/task\n');
  write('sys/fs/cgroup/job/memory.max', '5000000\n');
  write('sys/fs/cgroup/job/memory.current', '3000000\n');
  write('sys/fs/cgroup/job/memory.stat', 'anon 2000000\ninactive_file 600000\n');
  write('sys/fs/cgroup/job/task/memory.max', '6000000\n');
  write('sys/fs/cgroup/job/task/memory.current', '3000000\n');
  expect(measureMemory(folder())).toEqual({ total: 5000000, available: 2600000 });
});

test('measureMemory reads control groups 1, also in a container that sees the path of its machine', () => {
  write('proc/self/cgroup', '5:cpu:/docker/1f\n4:memory,hugetlb:/docker/1f\n0::/\n');
  write('sys/fs/cgroup/memory/memory.limit_in_bytes', '4000000\n');
  write('sys/fs/cgroup/memory/memory.usage_in_bytes', '5000000\n');
  expect(measureMemory(folder())).toEqual({ total: 4000000, available: 0 });
});
