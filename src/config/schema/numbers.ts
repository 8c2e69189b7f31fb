import { z } from 'zod';

/** Kinds of numbers that many settings are. */
export const positiveInteger = z.number().int().positive();
export const nonNegativeInteger = z.number().int().nonnegative();
export const fraction = z.number().min(0).max(1);
