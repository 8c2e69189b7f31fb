/** A part of an architecture that others may share, such as an operation of its normal cell. */
export interface CellPart {
  /** What kind of part it is, such as `normal cell: operation`. Parts of one kind exclude each other in one place. */
  readonly kind: string;
  /** Such as `sep 3×3`. */
  readonly name: string;
}
