/** For machines with 2 cores: two operations at a time are faster than two threads within one (docs/lab-notebook.md). */
export const twoCores = { threads: 1 } as const;
