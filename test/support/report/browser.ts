import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { MEASURE } from './measure';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Returns the path of an installed Chromium, or undefined. `NAO_CHROMIUM` overrides the search. */
export function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const candidates = folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name)));
  return [process.env.NAO_CHROMIUM ?? '', ...candidates].find((file) => file !== '' && existsSync(file));
}

/** Window and theme of a visit. */
export interface View {
  /** Pixels. */
  readonly width: number;
  readonly theme: 'light' | 'dark';
}

export const VIEWS: readonly View[] = [1280, 400].flatMap((width) =>
  (['light', 'dark'] as const).map((theme) => ({ width, theme })),
);

/** Step of a visit. The text is JavaScript for the browser, or a selector for `click`. */
export type Step =
  | { readonly evaluate: string }
  /** Moves the mouse to the position that the text evaluates to, [x, y] in pixels of the window. */
  | { readonly moveTo: string }
  | { readonly click: string }
  /** Checks the page by axe-core: the result lists what it finds. */
  | { readonly axe: true }
  /** Shows the page as it is printed. */
  | { readonly print: true }
  /** Waits until the text evaluates to something true. */
  | { readonly waitFor: string }
  /** Appends text to a file. */
  | { readonly append: { readonly to: string; readonly text: string } }
  /** Removes a file or folder. */
  | { readonly remove: string };

/** Steps performed on one page. */
export interface Visit extends View {
  /** Path of the page; or its address. */
  readonly file?: string;
  readonly url?: string;
  readonly steps: readonly Step[];
}

/** Outcome of a visit. */
export interface Answer {
  /** Messages of the console, page errors and failed requests. */
  readonly messages: readonly string[];
  /** Result of each step; null if it is not an evaluation. */
  readonly results: readonly unknown[];
}

/** Performs the visits in one Chromium, in order. */
export function browse(executablePath: string, visits: readonly Visit[]): Answer[] {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(__dirname, 'browse.mjs')], {
    input: JSON.stringify({ executablePath, visits }),
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(`the browser failed: ${stderr}`);
  return JSON.parse(stdout) as Answer[];
}

/** Opens all collapsed blocks. */
export const UNFOLD: Step = {
  evaluate: "document.querySelectorAll('details').forEach((details) => { details.open = true; })",
};

/** Lists unreadable text: overlapping, clipped by its chart or the page, or with too little contrast. */
export const UNREADABLE: Step = { evaluate: `(${MEASURE})()` };
