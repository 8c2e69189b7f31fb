/** Decays from `start` to `end` along half a cosine (Loshchilov and Hutter, ICLR 2017). @param progress from 0 to 1 */
export function cosineDecay(start: number, end: number, progress: number): number {
  return end + 0.5 * (start - end) * (1 + Math.cos(Math.PI * progress));
}
