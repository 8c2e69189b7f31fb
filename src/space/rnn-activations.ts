/**
 * The activations of the RNN space in the numbering of published cells: an activation's place in this list is its number
 * in the text form. Networks build them from tables of type `Record<RnnActivation, ...>`, so that a missing one does not
 * compile.
 */
export const RNN_ACTIVATIONS = ['tanh', 'relu', 'sigmoid', 'identity'] as const;

export type RnnActivation = (typeof RNN_ACTIVATIONS)[number];
