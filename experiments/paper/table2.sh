#!/usr/bin/env bash
# Table 2, rows NAONet: the best cell found on CIFAR-10, trained on CIFAR-100 with cutout. NAO (Luo et al. 2018) reports
# 15.67 % test error with N = 6, F = 36, and 14.36 % with F = 128. CIFAR-100 is in TRANSFER_DIR, by default the
# download of `nao data cifar100`.
#   paper      The search of table 1 (200 GPU days, NAO's figure) and both trainings.
#   published  Both trainings with the cell that NAO's authors released. Days on one GPU.
#   small      18 cells on Fashion-MNIST, one epoch each. The best is trained for one epoch on the same images, because
#              nao includes no others. Minutes on 2 cores. A smoke test, not evidence of transfer.

source "$(dirname "${BASH_SOURCE[0]}")/recipe.sh"

# Trains the cell $1 for both rows.
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
    search_small --mode full --space cnn11 "$@"
    train "$out" --preset quick --set child.epochs=1
    ;;
  *) usage ;;
esac
