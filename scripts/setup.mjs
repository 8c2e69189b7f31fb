/** `npm run setup`: sets up a checkout or an installed package, so that `nao` runs. */
import { setUp } from './setup/main.mjs';

const devices = new Map([
  ['--cpu', 'cpu'],
  ['--gpu', 'gpu'],
  ['--auto', 'auto'],
]);
const usage = 'usage: npm run setup -- [--cpu | --gpu | --auto]';

const args = process.argv.slice(2);
if (args.length > 1 || args.some((arg) => !devices.has(arg))) {
  const help = args.length === 1 && (args[0] === '--help' || args[0] === '-h');
  (help ? process.stdout : process.stderr).write(`${usage}\n`);
  process.exitCode = help ? 0 : 2;
} else {
  process.exitCode = await setUp(devices.get(args[0]), { announce: true });
}
