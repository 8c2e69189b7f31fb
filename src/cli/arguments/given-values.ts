import type { Command } from 'commander';
import { InputError } from '../../errors';
import { expandHome } from '../../files/home';

/**
 * Checks what the user gave to a command, before its action: an empty text is no value, since it comes from a variable that is
 * not set. Expands `~` at the start of paths.
 *
 * @throws InputError naming an empty option or argument
 */
export function checkGivenValues(command: Command): void {
  for (const option of command.options) {
    const name = option.attributeName();
    if (command.getOptionValueSource(name) !== 'cli') continue;
    const value: unknown = command.getOptionValue(name);
    command.setOptionValueWithSource(
      name,
      mapText(value, (text) => readValue(text, option.long ?? option.flags)),
      'cli',
    );
  }
  command.processedArgs.forEach((value: unknown, i) => {
    const name = command.registeredArguments[i].name();
    command.processedArgs[i] = mapText(value, (text) => readValue(text, `the argument ${name}`));
  });
}

function readValue(text: string, name: string): string {
  if (text.trim() === '') throw new InputError(`${name} is empty: give a value, or leave it out`);
  return expandHome(text);
}

/** Maps a text or the texts of a list. Other values, such as true, stay. */
function mapText(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value);
  return Array.isArray(value) ? value.map((each: unknown) => mapText(each, map)) : value;
}
