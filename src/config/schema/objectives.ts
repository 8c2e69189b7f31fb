import { z } from 'zod';
import { COST_NAMES } from '../../space/network-cost';

/** Settings of what a search optimizes beside the score. */
export const objectivesSchema = z.strictObject({
  /**
   * Most parameters of an architecture, such as 3.5e6; larger ones are never scored. 0 sets no limit. Costs are those of the
   * network that papers report for the space.
   */
  maxParameters: z.number().nonnegative(),
  /** Most multiply-adds of an architecture for one image, such as 500e6; 0 sets no limit. */
  maxMultiplyAdds: z.number().nonnegative(),
  /**
   * Cost that is minimized as a second objective, `parameters` or `multiply-adds`, by non-dominated sorting (NSGA-II); `none` for
   * the score alone.
   */
  minimize: z.enum(['none', ...COST_NAMES]),
});

export type Objectives = z.infer<typeof objectivesSchema>;
