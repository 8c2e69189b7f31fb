# Functions of all recipes, which source this file. A recipe is called as
#   experiments/paper/NAME.sh VARIANT [options of nao search]
# and writes its run to $OUT, a new folder, by default runs/NAME-VARIANT. SEED defaults to 1.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

recipe=$(basename "$0" .sh)
variant=${1:-}
(($#)) && shift
out=${OUT:-runs/$recipe-$variant}
seed=${SEED:-1}
# DATA_DIR is the folder or archive of CIFAR-10 or the Penn Treebank; by default the download of `nao data`.
data=(${DATA_DIR:+--data-dir "$DATA_DIR"})

# Runs nao, setting it up if needed. NAO replaces it with another command.
nao() {
  echo "+ nao $*" >&2
  if [[ -n ${NAO:-} ]]; then "$NAO" "$@"; else node scripts/start.mjs "$@"; fi
}

search() {
  nao search --seed "$seed" --out "$out" "$@"
}

# Searches with the sizes of preset quick. Its predictor is another one than NAO's, which recipes are about.
search_small() {
  search --preset quick --set controller.predictor=network --set controller.targets=scores --set search.acquisitionSamples=0 \
    --set search.ucbBeta=0 "$@"
}

# Trains the cell $1 from scratch, with further options of nao train.
train() {
  nao train --arch "$1" --seed "$seed" --out "$out-trained" "${@:2}"
}

# Trains the best cell of the search for two epochs on a novel.
train_briefly_on_a_text() {
  train "$out" --preset quick --set rnn.epochs=2 --set rnn.asgdStartEpoch=2
}

# Searches NAS-Bench-201 by its table, with NAO's controller settings, which the preset of that space changes.
search_table() {
  local file=${TABLE:?set TABLE to the CSV of NAS-Bench-201, columns arch, cifar10_valid_12ep, cifar10_test_200ep}
  search --preset paper --mode table --space nasbench201 --table "$file" --set controller.epochs=1000 \
    --set controller.batchSize=100 --set controller.input=full "$@"
}

usage() {
  sed -n '2,/^$/s/^# \{0,1\}//p' "$0" >&2
  echo 'Which variants have been run: docs/results.md#not-checked' >&2
  exit 2
}
