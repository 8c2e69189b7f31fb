import { z } from 'zod';

/** Kinds of numbers that many settings are. */
export const count = z.number().int().positive();
export const wholeNumber = z.number().int().nonnegative();
export const fraction = z.number().min(0).max(1);
