# What all recipes share; they source it. A recipe is called as
#   experiments/paper/NAME.sh VARIANT [options of nao search]
# and leaves its run in $OUT, by default runs/NAME-VARIANT, which must be new. SEED is 1 unless it is set.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

recipe=$(basename "$0" .sh)
variant=${1:-}
(($#)) && shift
out=${OUT:-runs/$recipe-$variant}
seed=${SEED:-1}
# Where CIFAR-10 or the Penn Treebank lies, where it is not to be fetched.
data=(${DATA_DIR:+--data-dir "$DATA_DIR"})

# Sets nao up where it is not; NAO is another command in its place.
nao() {
  echo "+ nao $*" >&2
  if [[ -n ${NAO:-} ]]; then "$NAO" "$@"; else node scripts/start.mjs "$@"; fi
}

search() {
  nao search --seed "$seed" --out "$out" "$@"
}

# Trains the cell that is given to its end, by further options of nao train.
train() {
  nao train --arch "$1" --seed "$seed" --out "$out-trained" "${@:2}"
}

# A training of two epochs on a novel, of the best cell that the search has found.
train_briefly_on_a_text() {
  train "$out" --preset quick --set rnn.epochs=2 --set rnn.asgdStartEpoch=2
}

# A search of NAS-Bench-201 on the table of its scores, with the paper's controller, which the preset of that space changes.
search_table() {
  local file=${TABLE:?set TABLE to the CSV of NAS-Bench-201, columns arch, cifar10_valid_12ep, cifar10_test_200ep}
  search --preset paper --mode table --space nasbench201 --table "$file" --set controller.epochs=1000 \
    --set controller.batchSize=100 --set controller.input=full "$@"
}

usage() {
  sed -n '2,/^$/s/^# \{0,1\}//p' "$0" >&2
  exit 2
}
