import { acquireLock } from '../../../src/run/lock';

/*
 * A program that tries to acquire the lock in its first argument, with the patience in its second one, and prints `held` or the
 * message of the error. It holds the lock until it is killed.
 */

try {
  acquireLock(process.argv[2], Number(process.argv[3]));
  process.stdout.write('held\n');
  setInterval(() => undefined, 1000);
} catch (error) {
  process.stdout.write(`${(error as Error).message}\n`);
}
