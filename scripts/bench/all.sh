#!/usr/bin/env bash
# Every measuring script of speed with its bars, one after the other: start-up, training steps and where their time goes,
# whole runs, tables in and rows out, scores in bf16, and on a host with a GPU the steps there. An idle host, please:
# three quarters of an hour. Ends with 1 where a bar was missed.
# Usage: scripts/bench/all.sh [--install] [--write]
#   --install  puts the peers (PyTorch, JAX, ONNX Runtime, Polars, ...) into a Python of their own in the cache, 3 GB
#   --write    puts the results into docs/benchmarks.md
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1

write=() install=no missed=()
for word in "$@"; do
  case $word in
    --write) write=(--write) ;;
    --install) install=yes ;;
    --help | -h) sed -n '2,8s/^# //p' "${BASH_SOURCE[0]}" && exit ;;
    *) echo "error: unknown option $word; scripts/bench/all.sh --help lists them" >&2 && exit 2 ;;
  esac
done

measure() {
  echo "== scripts/bench/$1"
  python3 "scripts/bench/$@" || missed+=("$1")
}

lscpu | grep -E '^(Model name|CPU\(s\)|L[123].* cache)' | sed 's/  */ /g'
cmake --preset release >/dev/null && cmake --build --preset release --target mlrun mlrun_static read_table bare_loop >/dev/null || exit 1
if [[ $install == yes ]]; then python3 -c 'import sys; sys.path.insert(0, "scripts/bench"); import step; step.bench_python(True)' || exit 1; fi
for script in start.py step.py step_profile.py runs.py data.py bf16.py; do measure $script "${write[@]}"; done
echo "== on a GPU"
if command -v nvidia-smi >/dev/null && nvidia-smi -L 2>/dev/null | grep -q '^GPU '; then
  for step in 'mlp-256 fp32' 'tabm fp32' 'tabm tf32' 'tabm bf16'; do
    read -r net precision <<<"$step"
    python3 scripts/gpu_check.py speed --net "$net" --precision "$precision" --bars --binary build/release/bin/mlrun \
      --compile graph || missed+=("$step on a GPU")
  done
else
  echo "dense and TabM, batch 256 (bars: 5 x PyTorch eager, 1.5 x its CUDA graph): not measured, there is no GPU here;"
  echo "reports of hosts that have one lie in docs/gpu"
fi
if [[ ${#missed[@]} -gt 0 ]]; then
  echo "missed: ${missed[*]}"
  exit 1
fi
