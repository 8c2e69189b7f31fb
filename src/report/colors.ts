/**
 * The page's colors, light and dark. Charts are drawn in the light ones; the page's style sheet exchanges them in the
 * dark, so a chart taken out of the page is still whole. All are told apart by color-blind readers.
 */
export const COLORS = {
  ink: { light: '#1f2328', dark: '#e6e8eb' },
  muted: { light: '#57606a', dark: '#a0a8b2' },
  axis: { light: '#8c959f', dark: '#6b7480' },
  grid: { light: '#e4e7ea', dark: '#30363d' },
  paper: { light: '#ffffff', dark: '#15181c' },
  panel: { light: '#f6f8fa', dark: '#1e2329' },
  blue: { light: '#0072b2', dark: '#58b4ec' },
  orange: { light: '#c75300', dark: '#f0a35e' },
  green: { light: '#008a64', dark: '#4fd1a5' },
  purple: { light: '#a0478a', dark: '#e29bd0' },
  gray: { light: '#6e7781', dark: '#b1bac4' },
} as const;

export type Color = keyof typeof COLORS;

/** The color of a kind of origin, the same in every chart. */
export function getOriginColor(origin: string): Color {
  if (origin === 'controller') return 'orange';
  return origin === 'seed' ? 'blue' : 'green';
}
