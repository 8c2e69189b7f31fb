/*
 * Preloaded into a worker: a child whose folder is below `broken` cannot be trained, through no fault of the machine.
 */
const fs = require('node:fs');
const { mkdirSync } = fs;
fs.mkdirSync = (folder, ...options) => {
  if (/[/\\]broken[/\\]./.test(String(folder))) throw new Error('a broken child');
  return mkdirSync(folder, ...options);
};
