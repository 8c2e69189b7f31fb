import { type Color, COLORS } from '../colors';

const colorNames = Object.keys(COLORS) as Color[];

/** Renders CSS variables, such as `--ink: #1f2328; ...`. */
function renderVariables(theme: 'light' | 'dark'): string {
  return colorNames.map((name) => `--${name}: ${COLORS[name][theme]};`).join(' ');
}

/** Rules that replace the light colors of charts in the dark theme. */
const darkChartRules = colorNames
  .map((name) => {
    const { light } = COLORS[name];
    return `.chart [fill='${light}'] { fill: var(--${name}); } .chart [stroke='${light}'] { stroke: var(--${name}); }`;
  })
  .join('\n    ');

const swatches = colorNames.map((name) => `.legend .${name} { color: var(--${name}); }`).join('\n  ');

/** Style sheet of the report. */
export const STYLE = `
  :root { color-scheme: light dark; ${renderVariables('light')} }
  @media screen and (prefers-color-scheme: dark) {
    :root { ${renderVariables('dark')} }
    ${darkChartRules}
  }
  * { box-sizing: border-box; }
  body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
  main { max-width: 1200px; margin: 0 auto; padding: 16px; }
  h1 { font-size: 1.6rem; line-height: 1.2; margin: 8px 0 16px; overflow-wrap: anywhere; }
  h2 { font-size: 1.2rem; margin: 32px 0 8px; padding-top: 12px; border-top: 1px solid var(--grid); }
  h3 { font-size: 0.95rem; font-weight: 600; margin: 0 0 4px; overflow-wrap: anywhere; }
  p { max-width: 75ch; margin: 8px 0; }
  code { font: 0.85rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
  .facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(130px, 1fr)); gap: 12px 24px; margin: 0 0 16px; }
  .facts dt { color: var(--muted); font-size: 0.85rem; }
  .facts dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; }
  .best { background: var(--panel); border-radius: 6px; padding: 8px 16px; }
  .warning { border-left: 4px solid var(--orange); padding-left: 12px; }
  ul.warning { padding: 0 0 0 32px; }
  .absent { color: var(--muted); font-style: italic; }
  .figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(340px, 100%), 1fr)); gap: 24px; }
  .cells { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(440px, 100%), 1fr)); gap: 24px; }
  figure { margin: 0; min-width: 0; }
  .figures.of-1 { grid-template-columns: 1fr; }
  .chart > svg { display: block; width: 100%; height: auto; max-width: 460px; }
  .chart.broad { display: none; }
  .chart.broad > svg { max-width: none; }
  @media (min-width: 800px) { .of-1 .narrow { display: none; } .of-1 .broad { display: block; } }
  @media (min-width: 1000px) { .figures.of-2 { grid-template-columns: 1fr 1fr; } .of-2 .narrow { display: none; } .of-2 .broad { display: block; } }
  figcaption { color: var(--muted); font-size: 0.85rem; max-width: 90ch; }
  .cell svg { max-width: 100%; height: auto; }
  /* Shrunk to a phone's width, the text of a cell would be unreadable: it scrolls there. */
  @media (max-width: 700px) { .cell svg { max-width: none; } }
  details { margin: 12px 0; }
  summary { cursor: pointer; }
  .legend { display: flex; flex-wrap: wrap; gap: 2px 16px; list-style: none; margin: 0; padding: 0; font-size: 0.85rem; }
  .legend span { display: inline-block; margin-right: 6px; vertical-align: middle; }
  .legend .line { width: 18px; border-top: 2px solid currentColor; }
  .legend .dashes { width: 18px; border-top: 2px dashed currentColor; }
  .legend .dot { width: 9px; height: 9px; border-radius: 50%; background: currentColor; }
  .legend .box { width: 11px; height: 11px; border: 2px solid currentColor; }
  ${swatches}
  /* What lies beyond an edge casts a shadow there, which its own background covers at the end of the scrolling. */
  .scroll {
    overflow-x: auto; background-color: var(--paper); background-repeat: no-repeat;
    background-image: linear-gradient(to right, var(--paper) 30%, transparent), linear-gradient(to left, var(--paper) 30%, transparent),
      linear-gradient(to right, var(--axis), transparent), linear-gradient(to left, var(--axis), transparent);
    background-position: left, right, left, right; background-size: 48px 101%, 48px 101%, 14px 100%, 14px 100%;
    background-attachment: local, local, scroll, scroll;
  }
  .scroll:focus-visible, .chart:focus-visible { outline: 2px solid var(--blue); outline-offset: 2px; }
  .table { min-width: 0; }
  .table { margin-top: 16px; }
  caption { text-align: left; color: var(--muted); padding: 4px 0; white-space: nowrap; }
  caption::first-letter { text-transform: uppercase; }
  table { border-collapse: collapse; font-size: 0.85rem; font-variant-numeric: tabular-nums; }
  th, td { text-align: right; padding: 4px 12px 4px 0; border-bottom: 1px solid var(--grid); white-space: nowrap; }
  /* Headers wrap between words: with many columns a single line would be wider than the page. */
  thead th { color: var(--muted); font-weight: 600; vertical-align: bottom; white-space: normal; }
  tbody th { font-weight: 400; }
  th.text, td.text { text-align: left; }
  td.text:has(code) { white-space: normal; min-width: 22rem; }
  .copies summary { color: var(--muted); font-size: 0.85rem; }
  .forms { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(260px, 100%), 1fr)); gap: 12px; margin-top: 8px; }
  textarea { width: 100%; font: 0.8rem/1.4 ui-monospace, monospace; color: var(--ink); background: var(--panel); border: 1px solid var(--grid); white-space: pre; }
  button { font: inherit; font-size: 0.85rem; margin: 0 0 4px; padding: 2px 10px; color: var(--ink); background: var(--panel); border: 1px solid var(--axis); border-radius: 4px; cursor: pointer; }
  .ring { fill: none; stroke: transparent; }
  .ring.shown { stroke: var(--ink); stroke-width: 1.5px; }
  .explorer .scroll { max-height: 70vh; overflow: auto; }
  .explorer thead th { position: sticky; top: 0; background: var(--paper); }
  .explorer td, .explorer tbody th { padding: 1px 12px 1px 0; }
  .explorer td:last-child { font: 0.85rem/1.5 ui-monospace, monospace; }
  .explorer th button { padding: 0 4px; margin: 0; font-weight: 600; white-space: nowrap; border-color: var(--grid); }
  th[aria-sort=ascending] button::after { content: ' ▲'; }
  th[aria-sort=descending] button::after { content: ' ▼'; }
  .controls { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 16px; margin: 8px 0; font-size: 0.85rem; }
  input, select { font: inherit; color: var(--ink); background: var(--panel); border: 1px solid var(--axis); border-radius: 4px; padding: 2px 6px; }
  .matrix td { background: color-mix(in srgb, var(--orange) var(--shade), transparent); padding: 4px 8px; }
  .pictures { display: flex; flex-wrap: wrap; gap: 16px; list-style: none; margin: 0; padding: 0; font-size: 0.8rem; }
  .pictures li { min-width: 6rem; }
  .print-only { display: none; }
  .fold > summary { padding: 8px 0; }
  .fold > summary h1 { display: inline; }
  #tip { position: fixed; z-index: 1; max-width: min(320px, calc(100vw - 8px)); padding: 4px 8px; border-radius: 4px; font-size: 0.8rem; pointer-events: none; background: var(--ink); color: var(--paper); }
  #tip[hidden] { display: none; }
  article { margin-top: 48px; padding-top: 8px; border-top: 3px solid var(--axis); }
  a { color: var(--blue); }
  @media print {
    :root { color-scheme: light; }
    main { max-width: none; padding: 0; }
    h1, h2, h3, h2 + p, caption, thead, .legend, summary { break-after: avoid; }
    p:has(+ .figures, + figure) { break-after: avoid; }
    figure, tr, p, .best, .facts > div { break-inside: avoid; }
    /* Browsers print backgrounds only where they carry meaning: marks of legends, and the shades of a confusion matrix. */
    .legend span, .matrix td { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
    figcaption { break-before: avoid; }
    .scroll { overflow: visible; background-image: none; }
    .cell svg { max-width: 100%; }
    .copies, .explorer, details:not([open]) { display: none; }
    .print-only { display: block; }
  }
`;
