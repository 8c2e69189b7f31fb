import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { MEASURE } from './measure';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Path of a Chromium on this machine, or undefined. `NAO_CHROMIUM` names another one. */
export function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const candidates = folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name)));
  return [process.env.NAO_CHROMIUM ?? '', ...candidates].find((file) => file !== '' && existsSync(file));
}

export interface View {
  /** Pixels. */
  readonly width: number;
  readonly theme: 'light' | 'dark';
}

export const VIEWS: readonly View[] = [1280, 400].flatMap((width) =>
  (['light', 'dark'] as const).map((theme) => ({ width, theme })),
);

/** What is done with a page; the text is JavaScript for the browser. */
export type Step =
  | { readonly evaluate: string }
  /** Moves the mouse to the place that the text says, [x, y] in pixels of the window. */
  | { readonly moveTo: string }
  | { readonly click: string };

export interface Visit extends View {
  /** A file on the disk. */
  readonly file: string;
  readonly steps: readonly Step[];
}

export interface Answer {
  /** What the console, errors and failed requests said. */
  readonly complaints: readonly string[];
  /** What each step came to; null where it is no question. */
  readonly told: readonly unknown[];
}

/** Pays the visits in one Chromium, in their order. */
export function browse(executablePath: string, visits: readonly Visit[]): Answer[] {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(__dirname, 'browse.mjs')], {
    input: JSON.stringify({ executablePath, visits }),
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(`the browser failed: ${stderr}`);
  return JSON.parse(stdout) as Answer[];
}

export const UNFOLD: Step = {
  evaluate: "document.querySelectorAll('details').forEach((one) => { one.open = true; })",
};

/**
 * Asks for sentences about words that a reader cannot read: two that lie over each other, one that leaves its chart or the
 * page, or one that hardly differs from what is behind it.
 */
export const UNREADABLE: Step = { evaluate: `(${MEASURE})()` };
