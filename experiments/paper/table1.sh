#!/usr/bin/env bash
# Table 1, the rows NAONet: the best CNN cell of the paper's 11 operations among 1,000 trained by themselves on CIFAR-10 (25
# epochs each, N = 3, F = 32), then trained to its end with N = 6. The paper: 3.18 % test error with F = 36 and 10.6 million
# parameters, 2.98 % with F = 64, 2.07 % with F = 128 and cutout.
#   paper  The search and the three trainings. 200 days of a GPU for the search (the paper's figure), so give NAO_QUEUE and
#          start many workers (docs/distributed.md); weeks more for three times 600 epochs.
#   small  18 cells on Fashion-MNIST, an epoch each, and a training of one epoch. Minutes on 2 cores. Shows that every part
#          works; its cell is about as good as a random one, and its error stands beside no published one.

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
    search --mode full --space cnn11 --preset quick "$@"
    train "$out" --preset quick --set child.epochs=1
    ;;
  *) usage ;;
esac
nao draw "$out" --out "$out"
