import { InputError } from '../errors';
import { isNasBench201Space } from '../space/nasbench201/space';

/** Settings of parts that some networks do not have. */
interface OptionalParts {
  readonly dropPathKeep: number;
  readonly auxiliaryWeight: number;
}

/** @throws InputError if the networks of a space have no such parts, with the setting */
export function assertHasParts(
  group: 'supernet' | 'child',
  { dropPathKeep, auxiliaryWeight }: OptionalParts,
  space: string,
): void {
  if (!isNasBench201Space({ name: space })) return;
  if (dropPathKeep !== 1) {
    throw new InputError(
      `setting '${group}.dropPathKeep' is ${dropPathKeep}, but the networks of space '${space}' have no drop-path: set it to 1`,
    );
  }
  if (auxiliaryWeight !== 0) {
    throw new InputError(
      `setting '${group}.auxiliaryWeight' is ${auxiliaryWeight}, but the networks of space '${space}' have no auxiliary head: set it to 0`,
    );
  }
}
