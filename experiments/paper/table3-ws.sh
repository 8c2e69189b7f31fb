#!/usr/bin/env bash
# Table 3, row NAO-WS: the best recurrent cell found with shared weights on the Penn Treebank, trained for 2,000 epochs.
# NAO (Luo et al. 2018) reports test perplexity 56.3 with 23 million parameters. It does not state the dropout; ours is chosen.
#   paper      Search, about 10 hours on one GPU (NAO's figure), and training, days more.
#   published  Only the training, with the cell that NAO's authors released. Days on one GPU.
#   small      The same search on a novel with 16 cells, and two epochs of training. Minutes on 2 cores. A smoke test: the
#              cell is about as good as a random one, and its perplexity is not comparable with published ones.

source "$(dirname "${BASH_SOURCE[0]}")/recipe.sh"

train_to_the_end() {
  train "$1" --preset paper --dataset ptb "${data[@]}"
}

case $variant in
  paper)
    search --space rnn --preset paper "${data[@]}" "$@"
    train_to_the_end "$out"
    nao draw "$out" --out "$out"
    ;;
  published) train_to_the_end NAO-WS-RNN-PTB ;;
  small)
    search_small --space rnn "$@"
    train_briefly_on_a_text
    nao draw "$out" --out "$out"
    ;;
  *) usage ;;
esac
