#!/usr/bin/env bash
# Checks the sources: format, floors, flags against docs/cli.md, the scripts' own tests, clang-tidy.
# Usage: scripts/check.sh [--build DIR] [--changed BASE] [--fix]
#   --build DIR     the build tree to look at (default build/ci, made by scripts/test.sh ci)
#   --changed BASE  clang-tidy only where something differs from the git revision BASE
#   --no-tidy       leave clang-tidy out (it takes minutes where nothing is cached)
#   --fix           let clang-format rewrite the sources, and check nothing
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

build=build/ci
tidy=()
fix=no
with_tidy=yes
while [[ $# -gt 0 ]]; do
  case $1 in
    --build) build=${2:?--build needs a directory} && shift ;;
    --changed) tidy=(--changed "${2:?--changed needs a git revision}") && shift ;;
    --no-tidy) with_tidy=no ;;
    --fix) fix=yes ;;
    --help | -h) sed -n '2,7s/^# //p' "${BASH_SOURCE[0]}" && exit ;;
    *) echo "error: unknown option $1; scripts/check.sh --help lists them" >&2 && exit 2 ;;
  esac
  shift
done

# Tracked sources and new ones, without those that were deleted.
mapfile -t sources < <(git ls-files --cached --others --exclude-standard -- 'apps/*.h' 'apps/*.cpp' 'lib/*.h' \
  'lib/*.cpp' 'tests/*.h' 'tests/*.cpp' | sort -u | while read -r file; do [[ -f $file ]] && echo "$file"; done)
if [[ $fix == yes ]]; then exec clang-format -i "${sources[@]}"; fi

failures=()
check() {
  local name=$1 start=$SECONDS
  shift
  if "$@"; then
    echo "check: $name: ok, $((SECONDS - start)) s"
  else
    echo "check: $name: FAILED, $((SECONDS - start)) s"
    failures+=("$name")
  fi
}

check format clang-format --dry-run -Werror "${sources[@]}"
check floors python3 scripts/check_layers.py
check scripts python3 -m unittest discover --quiet -s tests/scripts -p '*_test.py'
check docs python3 scripts/check_docs.py "$build/bin/mlrun"
[[ $with_tidy == no ]] || check tidy python3 scripts/check_tidy.py "$build" "${tidy[@]}"

if [[ ${#failures[@]} -gt 0 ]]; then
  echo "checks: failed: ${failures[*]}"
  exit 1
fi
echo "checks: ok"
