#!/usr/bin/env bash
# Table 1, the row NAONet-WS: the best CNN cell found with shared weights on CIFAR-10, trained to its end (N = 5, F = 36,
# without cutout).
# The paper: 3.53 % test error, 3.7 million parameters.
#   paper  The search and the training of that row. One GPU, about 10 hours for the search (the paper's figure) and days
#          for the 600 epochs of training (neither was ever run here).
#   small  The same in minutes on 2 cores, on Fashion-MNIST: 16 cells, and a training of one epoch. Shows that every part
#          works; its cell is about as good as a random one, and its error stands beside no published one.

source "$(dirname "${BASH_SOURCE[0]}")/recipe.sh"

case $variant in
  paper)
    search --preset paper "${data[@]}" "$@"
    train "$out" --preset paper --dataset cifar10 "${data[@]}" --set child.cellsPerStack=5 --set child.cutoutPixels=0
    ;;
  small)
    search --preset quick "$@"
    train "$out" --preset quick --set child.epochs=1
    ;;
  *) usage ;;
esac
nao draw "$out" --out "$out"
