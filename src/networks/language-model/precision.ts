import type { Precision } from '../../graph/tensor';
import { multipliesBfloat16 } from '../../native/cpu';

/** Describes the precision in lines of a plan: none for float32. Says where it is slow. */
export function describePrecision(precision: Precision, isFast = multipliesBfloat16): string[] {
  if (precision === 'float32') return [];
  const note = isFast() ? '' : ': slower than float32 on this CPU, which has no instructions for them';
  return [`precision: matrix products of bfloat16 numbers${note}`];
}
