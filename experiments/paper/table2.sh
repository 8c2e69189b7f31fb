#!/usr/bin/env bash
# Table 2, the rows NAONet: the best cell found on CIFAR-10, trained on CIFAR-100 with cutout. The paper: 15.67 % test error
# with N = 6, F = 36 and 14.36 % with F = 128. CIFAR-100 is fetched, or lies where TRANSFER_DIR says.
#   paper      The search of table 1 (200 days of a GPU, the paper's figure) and both trainings.
#   published  Both trainings with the cell that the paper's authors released. Days on one GPU.
#   small      18 cells on Fashion-MNIST, an epoch each; the best is trained for an epoch on the same images, since no
#              others come with nao. Minutes on 2 cores. Shows that every part works, and nothing of transfer.

source "$(dirname "${BASH_SOURCE[0]}")/recipe.sh"

# Trains the cell that is given for both rows.
both_rows() {
  for channels in 36 128; do
    nao train --arch "$1" --preset paper --dataset cifar100 ${TRANSFER_DIR:+--data-dir "$TRANSFER_DIR"} \
      --set child.channels="$channels" --seed "$seed" --out "$out-trained-$channels"
  done
}

case $variant in
  paper)
    search --mode full --space cnn11 --preset paper "${data[@]}" "$@"
    both_rows "$out"
    ;;
  published) both_rows NAONet ;;
  small)
    search --mode full --space cnn11 --preset quick "$@"
    train "$out" --preset quick --set child.epochs=1
    ;;
  *) usage ;;
esac
