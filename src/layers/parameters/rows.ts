import { alignLiveness, concat, customGradients, reshape, split, stack } from '../../graph/ops';
import { countElements, type OutputGradients, type Shape, type Tensor } from '../../graph/tensor';
import type { ParameterSpec } from './spec';

/**
 * Splits rows of parameters into tensors: for each row, one for each spec. All rows are split together, into columns and then
 * into the rows of each column: that costs two nodes a spec, however many rows there are. The gradients are joined row by row, since
 * those of a row that an architecture does not use are dead.
 *
 * @param rows [count, size of all specs]
 */
export function splitRows(rows: Tensor, specs: readonly ParameterSpec[]): Tensor[][] {
  const [count] = rows.shape;
  const columns = split(
    rows,
    specs.map(({ shape }) => countElements(shape)),
    1,
  );
  const bySpec = columns.map((column, i) => splitStacked(column, specs[i].shape));
  const byRow = Array.from({ length: count }, (_, row) => bySpec.map((parts) => parts[row]));
  const toRows = <T>(flat: readonly T[]): T[][] =>
    byRow.map((_, row) => flat.slice(row * specs.length, (row + 1) * specs.length));
  const parts = customGradients(byRow.flat(), [rows], (gradients) => {
    const joined = toRows(gradients).map((row, i) => joinRow(row, byRow[i]));
    return [stack(alignLiveness(joined, joined))];
  });
  return toRows(parts);
}

/** Splits the stacked values of one parameter: [count, elements] -> count of [...shape]. */
function splitStacked(stacked: Tensor, [first, ...rest]: Shape): Tensor[] {
  const [count] = stacked.shape;
  // Along an axis that exists already, so that the parts have their shapes at once.
  return split(reshape(stacked, [count * first, ...rest]), new Array<number>(count).fill(first), 0);
}

/** Joins the gradients of a row's parameters. They are alive together, if the row is used. */
function joinRow(gradients: OutputGradients, row: readonly Tensor[]): Tensor {
  const sizes = row.map(({ shape }) => countElements(shape));
  if (gradients.every((each) => each === null))
    return row[0].node.graph.constant([0], [sizes.reduce((a, b) => a + b)]);
  return concat(
    alignLiveness(gradients, row).map((each, i) => reshape(each, [sizes[i]])),
    0,
  );
}
