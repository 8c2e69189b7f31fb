#!/usr/bin/env bash
# Table 3, the row NAO-WS: the best recurrent cell found with shared weights on the Penn Treebank. The paper: test
# perplexity 56.3 with 23 million parameters.
#   paper  The search of that row. One GPU, about 10 hours (the paper's figure, never run here).
#   small  The same search in minutes on 2 cores, on a novel with 16 cells. Shows that every part works; its cell is about
#          as good as a random one.
# Neither gives the test perplexity of the row: for that the cell has to be trained by itself.

source "$(dirname "${BASH_SOURCE[0]}")/recipe.sh"

case $variant in
  paper) search --space rnn --preset paper "${data[@]}" "$@" ;;
  small) search --space rnn --preset quick "$@" ;;
  *) usage ;;
esac
nao draw "$out" --out "$out"
