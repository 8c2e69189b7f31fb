#!/usr/bin/env bash
# Table 3, row NAO: the best recurrent cell among 800 trained from scratch on the Penn Treebank (600 epochs each), then
# trained for 2,000 epochs. NAO (Luo et al. 2018) reports test perplexity 55.9. It states neither the number of cells nor
# the dropout; ours are chosen.
#   paper      Search and training. 300 GPU days for both (NAO's figure: 200 GPUs, 1.5 days): set NAO_QUEUE and start many
#              workers (docs/distributed.md).
#   published  Only the training, with the cell that NAO's authors released. Days on one GPU.
#   small      18 cells on a novel, two epochs each on a quarter of it, and two epochs of training. Minutes on 2 cores. A
#              smoke test: the perplexity is not comparable with published ones.

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
    search_small --mode full --space rnn "$@"
    train_briefly_on_a_text
    nao draw "$out" --out "$out"
    ;;
  *) usage ;;
esac
