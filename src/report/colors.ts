/**
 * Colors of the page in the light and the dark theme. Charts are drawn in the light colors, and the style sheet replaces
 * them in the dark theme, so a chart copied out of the page keeps its colors. Color-blind readers can distinguish them.
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

/** Returns the color of an origin, the same in every chart. */
export function getOriginColor(origin: string): Color {
  return origin === 'controller' ? 'orange' : 'green';
}
