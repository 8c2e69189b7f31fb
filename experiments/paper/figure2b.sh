#!/usr/bin/env bash
# Figure 2b: mean measured and predicted score of the candidates in each of three rounds. The paper: both rise, and the
# prediction stays close.
#   paper  The paper's search with shared weights on CIFAR-10. One GPU, about 10 hours (an estimate). Shared
#          weights go on training between the rounds, so compare with the random architectures of the same round.
#   table  600 random cells of NAS-Bench-201, then 200 new ones from the best 200 twice: the paper's counts (section 4.1),
#          scored by a table (TABLE=FILE). Minutes on 2 cores. Scores that hold for good, in another space.
#   small  16 random CNN cells and 8 new ones in each of two more rounds on Fashion-MNIST. Minutes on 2 cores. Shows that
#          every part works; means over 8 cells say nothing about the method.

source "$(dirname "${BASH_SOURCE[0]}")/recipe.sh"

case $variant in
  paper) search --preset paper "${data[@]}" "$@" ;;
  table)
    search_table --set search.rounds=3 --set search.poolSize=600 --set search.topK=200 \
      --set search.newPerRound=200 "$@"
    ;;
  small) search --preset quick --set search.rounds=3 "$@" ;;
  *) usage ;;
esac
