#!/usr/bin/env bash
# Table 1, rows NAONet: the best CNN cell of 11 operations among 1,000 trained from scratch on CIFAR-10 (25 epochs each,
# N = 3, F = 32), then trained for 600 epochs with N = 6. NAO (Luo et al. 2018) reports 3.18 % test error with F = 36 and
# 10.6 million parameters, 2.98 % with F = 64, and 2.07 % with F = 128 and cutout.
#   paper  Search and three trainings. 200 GPU days for the search (NAO's figure): set NAO_QUEUE and start many workers
#          (docs/distributed.md). Weeks more for three times 600 epochs.
#   small  18 cells on Fashion-MNIST, one epoch each, and one epoch of training. Minutes on 2 cores. A smoke test: the
#          cell is about as good as a random one, and its error is not comparable with published ones.

source "$(dirname "${BASH_SOURCE[0]}")/recipe.sh"

case $variant in
  paper)
    search --mode full --space cnn11 --preset paper "${data[@]}" "$@"
    for row in '36 0' '64 0' '128 16'; do
      read -r channels cutout <<<"$row"
      nao train --arch "$out" --preset paper --dataset cifar10 "${data[@]}" --set child.channels="$channels" \
        --set child.cutoutPixels="$cutout" --seed "$seed" --out "$out-trained-$channels"
    done
    ;;
  small)
    search_small --mode full --space cnn11 "$@"
    train "$out" --preset quick --set child.epochs=1
    ;;
  *) usage ;;
esac
nao draw "$out" --out "$out"
