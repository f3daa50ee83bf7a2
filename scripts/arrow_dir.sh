#!/usr/bin/env bash
# Prints the directory of Arrow C++ in use: the one of the pyarrow package that holds libarrow, libparquet and include/.
# Looks at MLRUN_ARROW_DIR, then at what scripts/setup.sh unpacked.
set -euo pipefail
scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$scripts/versions.env"

# The version as its libraries have it: 26.0.1 -> 2600.
IFS=. read -r major minor _ <<<"$ARROW_VERSION"
soversion=$major$(printf %02d "$minor")
holds_arrow() {
  [[ -r $1/libarrow.so.$soversion && -r $1/libparquet.so.$soversion && -r $1/include/parquet/arrow/reader.h ]]
}

if [[ -n ${MLRUN_ARROW_DIR:-} ]]; then
  if ! holds_arrow "$MLRUN_ARROW_DIR"; then
    echo "error: MLRUN_ARROW_DIR: $MLRUN_ARROW_DIR holds no libarrow.so.$soversion, libparquet.so.$soversion and" \
      "include/parquet; unset it to use the Arrow C++ of scripts/setup.sh" >&2
    exit 1
  fi
  echo "$MLRUN_ARROW_DIR"
  exit
fi

cache=$("$scripts/cache_dir.sh")
tree=$cache/arrow-$ARROW_VERSION
# The stamp is the list of wheels that were unpacked; it is written last.
if [[ ! -r $tree/.arrow || $(<"$tree/.arrow") != "${WHEELS_ARROW%$'\n'}" ]]; then
  echo "error: no Arrow C++ $ARROW_VERSION in $tree: run scripts/setup.sh" >&2
  exit 1
fi
echo "$tree/pyarrow"
