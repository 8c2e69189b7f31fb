#!/usr/bin/env bash
# Table 3, the row NAO: the best recurrent cell among 800 trained by themselves on the Penn Treebank (600 epochs each), then
# trained to its end (2,000 epochs). The paper: test perplexity 55.9; it names neither how many cells were trained nor the
# dropout, so these are ours.
#   paper      The search and the training. 300 days of a GPU for both (the paper's figure: 200 GPUs, 1.5 days), so give
#              NAO_QUEUE and start many workers (docs/distributed.md).
#   published  The training alone, with the cell that the paper's authors released. Days on one GPU.
#   small      18 cells on a novel, two epochs each on a quarter of it, and a training of two epochs. Minutes on 2 cores.
#              Shows that every part works; its perplexity stands beside no published one.

source "$(dirname "${BASH_SOURCE[0]}")/recipe.sh"

train_to_the_end() {
  train "$1" --preset paper --dataset ptb "${data[@]}"
}

case $variant in
  paper)
    search --mode full --space rnn --preset paper "${data[@]}" "$@"
    train_to_the_end "$out"
    nao draw "$out" --out "$out"
    ;;
  published) train_to_the_end NAO-RNN-PTB ;;
  small)
    search --mode full --space rnn --preset quick "$@"
    train_briefly_on_a_text
    nao draw "$out" --out "$out"
    ;;
  *) usage ;;
esac
