#!/usr/bin/env bash
# Table 4, the row NAO: the best recurrent cell found on the Penn Treebank, trained on WikiText-2 with 700 units and
# variational dropout of 0.15. The paper: test perplexity 66.5 with 36 million parameters. WikiText-2 lies where TRANSFER_DIR
# says; it is not fetched.
#   paper      The search of table 3 (300 days of a GPU with its own training, the paper's figure) and the training.
#   published  The training alone, with the cell that the paper's authors released. Days on one GPU.
#   small      18 cells on a novel, two epochs each on a quarter of it; the best is trained for two epochs on the same novel,
#              since no other text comes with nao. Minutes on 2 cores. Shows that every part works, and nothing of transfer.

source "$(dirname "${BASH_SOURCE[0]}")/recipe.sh"

transfer() {
  train "$1" --preset paper --dataset wikitext-2 ${TRANSFER_DIR:+--data-dir "$TRANSFER_DIR"} \
    --set rnn.hiddenSize=700 --set rnn.embeddingKeep=0.85 --set rnn.hiddenKeep=0.85 --set rnn.nodeKeep=0.85 \
    --set rnn.outputKeep=0.85
}

case $variant in
  paper)
    search --mode full --space rnn --preset paper "${data[@]}" "$@"
    transfer "$out"
    ;;
  published) transfer NAO-RNN-PTB ;;
  small)
    search --mode full --space rnn --preset quick "$@"
    train_briefly_on_a_text
    ;;
  *) usage ;;
esac
