#!/usr/bin/env bash
# Figure 2a: pairwise accuracy of the predictor and Hamming distance of the decoder against the number of scored
# architectures, 100 to 550, on 50 held-out ones. The paper: above 78 % and below 0.5 at 500.
#   paper  600 random CNN cells on CIFAR-10, scored with shared weights. One GPU, about 4 hours (an estimate).
#          Not the paper's scores: those are of cells trained one by one for 25 epochs.
#   table  600 random cells of NAS-Bench-201, scored by a table (TABLE=FILE). Minutes on 2 cores. The paper's counts and
#          settings, another space: 6 tokens a cell instead of 60, so the decoder has less to get wrong.
#   small  60 random CNN cells on Fashion-MNIST, shared weights of one epoch. Minutes on 2 cores. Shows that every part
#          works; 15 held-out cells and 45 to learn from are too few to say how good the predictor is.

source "$(dirname "${BASH_SOURCE[0]}")/recipe.sh"

case $variant in
  paper) search --preset paper "${data[@]}" --set search.rounds=1 --set search.poolSize=600 "$@" ;;
  table)
    search_table --set search.rounds=1 --set search.poolSize=600 "$@"
    ;;
  small) search --preset quick --set search.rounds=1 --set search.poolSize=60 "$@" ;;
  *) usage ;;
esac
nao learning-curve "$out"
