import { z } from 'zod';

export const positiveInteger = z.number().int().positive();
export const nonNegativeInteger = z.number().int().nonnegative();
export const fraction = z.number().min(0).max(1);
