import fs from 'node:fs';
import path from 'node:path';

const FOLDER = path.join(__dirname, '../../golden');

/**
 * Compares a text with the file of that name in test/golden. With UPDATE_GOLDEN=1 the file is written
 * instead: review the diff before committing it.
 */
export function expectGolden(name: string, text: string): void {
  const file = path.join(FOLDER, name);
  if (process.env.UPDATE_GOLDEN === '1') {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
  expect(text).toBe(fs.readFileSync(file, 'utf8'));
}
