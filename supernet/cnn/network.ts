import type { Tensor } from '../../src/graph/tensor';
import type { Normalization } from '../../src/layers/norm';
import type { Builder } from '../../src/layers/parameters/layout';
import type { DropSettings, Logits } from '../../src/networks/classifier/network';
import type { Architecture } from '../../src/space/space';

/**
 * The network of a supernet. It has no running averages of batch-norm statistics: those over many architectures would fit none
 * of them.
 *
 * `A` is the form of an architecture that its choices and rows are picked by.
 */
export interface CnnSupernetNetwork<A> {
  toRoute(architecture: Architecture): A;
  /**
   * @param images [batch, height, width, channels], normalized
   * @param dropSettings null for evaluation
   */
  build(builder: Builder<A>, images: Tensor, dropSettings: DropSettings | null, norm: Normalization): Logits;
}
