#!/usr/bin/env bash
# Prints the LibTorch directory in use: the one that holds lib/ and include/ of the torch package.
# Looks at MLRUN_TORCH_DIR, then at the current Python's torch, then at what scripts/setup.sh unpacked.
# Usage: scripts/torch_dir.sh [--cuda]     --cuda: only a LibTorch with its GPU half will do
set -euo pipefail
scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$scripts/versions.env"

need_cuda=no
if [[ ${1:-} == --cuda ]]; then need_cuda=yes; fi

# What keeps the torch package in $1 from being used, as the end of a sentence; nothing if it fits.
problem_with() {
  local dir=$1 version missing
  local header=$dir/include/torch/headeronly/version.h
  if [[ ! -r $header ]]; then header=$dir/include/torch/csrc/api/include/torch/version.h; fi
  if [[ ! -r $dir/lib/libtorch_cpu.so || ! -r $dir/lib/libc10.so || ! -r $header ]]; then
    echo "holds no lib/libtorch_cpu.so and include/torch"
    return
  fi
  version=$(awk '/#define TORCH_VERSION_(MAJOR|MINOR|PATCH) / {printf "%s%s", dot, $3; dot = "."}' "$header")
  if [[ $version != "$TORCH_VERSION" ]]; then
    echo "is version $version, this source needs $TORCH_VERSION"
    return
  fi
  if [[ $need_cuda == yes && ! -r $dir/lib/libtorch_cuda.so ]]; then
    echo "has no GPU half (lib/libtorch_cuda.so)"
    return
  fi
  missing=$(ldd "$dir/lib/libtorch_cpu.so" | awk '/not found/ {print $1; exit}')
  if [[ -n $missing ]]; then echo "lacks $missing, which its libtorch_cpu.so needs"; fi
}

# The torch package that the current Python would import, found without importing it.
python_torch() {
  python3 -c 'import importlib.util as u
spec = u.find_spec("torch")
print(spec.submodule_search_locations[0] if spec and spec.submodule_search_locations else "")' 2>/dev/null || true
}

if [[ -n ${MLRUN_TORCH_DIR:-} ]]; then
  problem=$(problem_with "$MLRUN_TORCH_DIR")
  if [[ -n $problem ]]; then
    echo "error: MLRUN_TORCH_DIR: $MLRUN_TORCH_DIR $problem;" \
      "unset it to use the LibTorch of scripts/setup.sh" >&2
    exit 1
  fi
  echo "$MLRUN_TORCH_DIR"
  exit
fi

cache=$("$scripts/cache_dir.sh")
tree=$cache/libtorch-$TORCH_VERSION
# A stamp is the list of wheels that were unpacked; it is written last.
stamp_matches() { [[ -r $1 && $(<"$1") == "${2%$'\n'}" ]]; }
# Once the GPU half is unpacked, a torch without one in the current Python is no substitute.
if stamp_matches "$tree/.cuda" "$WHEELS_CUDA"; then need_cuda=yes; fi

found=$(python_torch)
if [[ -n $found ]]; then
  problem=$(problem_with "$found")
  if [[ -z $problem ]]; then
    echo "$found"
    exit
  fi
  echo "note: the torch of the current Python is not used: $found $problem" >&2
fi

complete=yes
stamp_matches "$tree/.cpu" "$WHEELS_CPU" || complete=no
if [[ $need_cuda == yes ]]; then stamp_matches "$tree/.cuda" "$WHEELS_CUDA" || complete=no; fi
if [[ $complete == no ]]; then
  gpu=""
  if [[ $need_cuda == yes ]]; then gpu=" with its GPU half"; fi
  echo "error: no LibTorch $TORCH_VERSION$gpu in $tree: run scripts/setup.sh" >&2
  exit 1
fi
echo "$tree/torch"
