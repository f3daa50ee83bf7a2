#!/usr/bin/env bash
# From a bare machine to predictions: sets up, builds mlrun, trains on the two tables of tests/data, predicts on the
# CPU and prints the scores. Everything it makes lies in build/.
# Usage: scripts/quickstart.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [[ $# -gt 0 ]]; then sed -n '2,4s/^# //p' "${BASH_SOURCE[0]}" && exit; fi

scripts/setup.sh
cmake --preset release -DMLRUN_BUILD_TESTS=OFF
cmake --build --preset release

mlrun=build/release/bin/mlrun
out=build/quickstart
mkdir -p "$out"

show() {
  echo "+ $*"
  "$@"
}

try_table() {
  local table=$1 target=$2 data=tests/data/$1
  echo
  echo "== $table: predict $target"
  show "$mlrun" train "${data}_train.csv" --target "$target" --valid "${data}_valid.csv" --test "${data}_test.csv" \
    --config configs/fast.json -o "$out/$table.mlrun" --force
  show "$mlrun" predict "$out/$table.mlrun" "${data}_test.csv" --device cpu -o "$out/$table.predictions.csv" --force
  show head -n 4 "$out/$table.predictions.csv"
  show "$mlrun" evaluate "$out/$table.mlrun" "${data}_test.csv" --device cpu
}

try_table breast_cancer diagnosis
try_table diabetes progression
show "$mlrun" verify "$out/diabetes.mlrun"
show "$mlrun" inspect "$out/diabetes.mlrun"
echo
echo "quickstart: done in $SECONDS s; the models and predictions are in $out/"
