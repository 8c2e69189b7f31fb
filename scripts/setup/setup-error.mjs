/** Error that the user must fix (exit code 3). Its message says what is missing and what to do. */
export class SetupError extends Error {}
