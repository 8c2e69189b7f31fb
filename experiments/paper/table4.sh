#!/usr/bin/env bash
# Table 4, row NAO: the best recurrent cell found on the Penn Treebank, trained on WikiText-2 with 700 hidden units and
# variational dropout of 0.15. NAO (Luo et al. 2018) reports test perplexity 66.5 with 36 million parameters. WikiText-2 is
# not downloaded: TRANSFER_DIR is its folder.
#   paper      The search of table 3 (300 GPU days including its training, NAO's figure) and the training.
#   published  Only the training, with the cell that NAO's authors released. Days on one GPU.
#   small      18 cells on a novel, two epochs each on a quarter of it. The best is trained for two epochs on the same
#              novel, because nao includes no other text. Minutes on 2 cores. A smoke test, not evidence of transfer.

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
    search_small --mode full --space rnn "$@"
    train_briefly_on_a_text
    ;;
  *) usage ;;
esac
