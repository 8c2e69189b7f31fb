#!/usr/bin/env bash
# Table 3, the row NAO-WS: the best recurrent cell found with shared weights on the Penn Treebank, trained to its end (2,000
# epochs). The paper: test perplexity 56.3 with 23 million parameters; it does not name the dropout, so that is ours.
#   paper      The search, about 10 hours on one GPU (the paper's figure), and the training, days more.
#   published  The training alone, with the cell that the paper's authors released. Days on one GPU.
#   small      The same search in minutes on 2 cores, on a novel with 16 cells, and a training of two epochs. Shows that every
#              part works; its cell is about as good as a random one, and its perplexity stands beside no published one.

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
    search --space rnn --preset quick "$@"
    train_briefly_on_a_text
    nao draw "$out" --out "$out"
    ;;
  *) usage ;;
esac
