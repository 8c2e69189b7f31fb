/** Returns the visible arrows of a DOT document. */
export function findArrows(dot: string): string[] {
  return dot
    .split('\n')
    .filter((line) => line.includes('->') && !line.includes('invis'))
    .map((line) => line.trim());
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Returns the bounding boxes of the nodes of an SVG drawing. */
export function findBoxes(svg: string): Box[] {
  return [...svg.matchAll(/<g id="node\d+" class="node">([\s\S]*?)<\/g>/g)].map(([, group]) =>
    computeBoundingBox(group),
  );
}

/** Expects that no two boxes overlap. */
export function expectDisjoint(drawn: readonly Box[]): void {
  drawn.forEach((box, i) => {
    for (const other of drawn.slice(i + 1)) expect(areDisjoint(box, other)).toBe(true);
  });
}

function computeBoundingBox(group: string): Box {
  const points = [...group.matchAll(/points="([^"]*)"/g)].flatMap(([, list]) =>
    list.split(' ').map((point) => point.split(',').map(Number)),
  );
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

function areDisjoint(a: Box, b: Box): boolean {
  return a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
}
