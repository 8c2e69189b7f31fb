import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Creates a temporary folder before each test of the file and removes it afterwards. */
export function temporaryFolder(): () => string {
  let folder = '';
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nao run ü-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));
  return () => folder;
}
