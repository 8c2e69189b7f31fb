/** What the set-up cannot mend: one sentence for the user (what is missing, what to do), exit code 3. */
export class SetupFailure extends Error {}
