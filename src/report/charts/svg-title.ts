/** Adds the title that programs show for an SVG file, and screen readers read. */
export function addSvgTitle(svg: string, title: string): string {
  const text = title.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return svg.replace(/<svg [^>]*>/, (opening) => `${opening}\n<title>${text}</title>`);
}
