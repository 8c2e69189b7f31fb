#!/usr/bin/env bash
# Figure 2b: mean measured and predicted score of the candidates in each of three rounds. In NAO (Luo et al. 2018), both
# rise and the prediction stays close.
#   paper  NAO's search with shared weights on CIFAR-10. One GPU, about 10 hours (an estimate). The shared
#          weights keep training between rounds, so compare with the random architectures of the same round.
#   table  600 random cells of NAS-Bench-201, then twice 200 new ones from the best 200: NAO's counts (section 4.1),
#          scored by a table (TABLE=FILE). Minutes on 2 cores. The scores never change; the space is another one.
#   small  16 random CNN cells and 8 new ones in each of two more rounds on Fashion-MNIST. Minutes on 2 cores. A smoke
#          test: means over 8 cells are not evidence about the method.

source "$(dirname "${BASH_SOURCE[0]}")/recipe.sh"

case $variant in
  paper) search --preset paper "${data[@]}" "$@" ;;
  table)
    search_table --set search.rounds=3 --set search.poolSize=600 --set search.topK=200 \
      --set search.newPerRound=200 "$@"
    ;;
  small) search_small --set search.rounds=3 "$@" ;;
  *) usage ;;
esac
