#!/usr/bin/env bash
# Figure 2a: pairwise accuracy of the predictor and Hamming distance of the decoder by training set size, 100 to 550
# architectures, on 50 held-out ones. NAO (Luo et al. 2018) reports more than 78 % and less than 0.5 at 500.
#   paper  600 random CNN cells on CIFAR-10, scored with shared weights. One GPU, about 4 hours (an estimate).
#          The scores differ from NAO's, where each cell is trained from scratch for 25 epochs.
#   table  600 random cells of NAS-Bench-201, scored by a table (TABLE=FILE). Minutes on 2 cores. NAO's counts and
#          settings in another space: 6 tokens per cell instead of 60, so decoding is easier.
#   small  60 random CNN cells on Fashion-MNIST, shared weights trained for one epoch. Minutes on 2 cores. A smoke test:
#          a training set of 45 cells and 15 held-out ones are too few to judge the predictor.

source "$(dirname "${BASH_SOURCE[0]}")/recipe.sh"

case $variant in
  paper) search --preset paper "${data[@]}" --set search.rounds=1 --set search.poolSize=600 "$@" ;;
  table)
    search_table --set search.rounds=1 --set search.poolSize=600 "$@"
    ;;
  small) search_small --set search.rounds=1 --set search.poolSize=60 "$@" ;;
  *) usage ;;
esac
nao learning-curve "$out"
