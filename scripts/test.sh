#!/usr/bin/env bash
# Sets up, builds one preset with its tests and runs them all.
# Usage: scripts/test.sh [PRESET] [--no-setup]     PRESET: dev (default), release, ci, asan, ubsan
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

preset=dev
setup=yes
for argument in "$@"; do
  case $argument in
    --no-setup) setup=no ;;
    --help | -h) sed -n '2,3s/^# //p' "${BASH_SOURCE[0]}" && exit ;;
    -*) echo "error: unknown option $argument; scripts/test.sh --help lists them" >&2 && exit 2 ;;
    *) preset=$argument ;;
  esac
done

if [[ $setup == yes ]]; then scripts/setup.sh; fi
cmake --preset "$preset" -DMLRUN_BUILD_TESTS=ON
cmake --build --preset "$preset"
exec ctest --preset "$preset" -j2 --output-on-failure
