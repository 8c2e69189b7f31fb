#!/usr/bin/env bash
# Table 1, row NAONet-WS: the best CNN cell found with shared weights on CIFAR-10, trained from scratch (N = 5, F = 36,
# without cutout). NAO (Luo et al. 2018) reports 3.53 % test error with 3.7 million parameters.
#   paper  Search and training of that row. One GPU, about 10 hours for the search (NAO's figure) and days for the 600
#          epochs of training.
#   small  The same on Fashion-MNIST with 16 cells and one epoch of training. Minutes on 2 cores. A smoke test: the cell
#          is about as good as a random one, and its error is not comparable with published ones.

source "$(dirname "${BASH_SOURCE[0]}")/recipe.sh"

case $variant in
  paper)
    search --preset paper "${data[@]}" "$@"
    train "$out" --preset paper --dataset cifar10 "${data[@]}" --set child.cellsPerStack=5 --set child.cutoutPixels=0
    ;;
  small)
    search_small "$@"
    train "$out" --preset quick --set child.epochs=1
    ;;
  *) usage ;;
esac
nao draw "$out" --out "$out"
