import type { Architecture } from '../../space/space';

/** An architecture with its regression target. */
export interface Observation {
  readonly architecture: Architecture;
  readonly target: number;
}
