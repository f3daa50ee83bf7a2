#!/usr/bin/env bash
# Installs what building mlrun needs: Debian packages, LibTorch out of the torch wheel, Arrow C++ out of the pyarrow wheel.
set -euo pipefail
scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$scripts/versions.env"

usage() {
  cat <<'TEXT'
Usage: scripts/setup.sh [options]

Installs the Debian packages that are missing and puts LibTorch, out of the torch wheel, and Arrow C++, out of the
pyarrow wheel, into ${XDG_CACHE_HOME:-~/.cache}/mlrun. Runs again at no cost; an interrupted download goes on where it stopped.

  --cuda            the GPU libraries too (2 GB more to download); the default where an NVIDIA driver is present
  --cpu             no GPU libraries
  --no-arrow        no Arrow C++: mlrun is built without Parquet and Arrow files
  --python          also a Python with numpy, scikit-learn, safetensors and pyarrow, for the comparing scripts
  --no-packages     leave the Debian packages alone
  --keep-downloads  keep the wheels after they are unpacked
  --help            this text

MLRUN_TORCH_DIR names a LibTorch of your own: the directory that holds lib/ and include/ of the torch package.
A torch of the right version in the current Python is used as well. MLRUN_ARROW_DIR names an Arrow C++ of your own in
the same way: the directory of the pyarrow package. pip's settings (index, proxy, certificates) hold.
TEXT
}

say() { echo "setup: $*" >&2; }
fail() {
  echo "error: $*" >&2
  exit 1
}

has_driver() {
  [[ -e /dev/nvidia0 || -e /proc/driver/nvidia/version ]] ||
    { PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null || true; } | grep -c 'libcuda\.so\.1' >/dev/null
}

parse_options() {
  cuda=auto arrow=yes python=no packages=yes keep_downloads=no
  local option
  for option in "$@"; do
    case $option in
      --cuda) cuda=yes ;;
      --cpu) cuda=no ;;
      --no-arrow) arrow=no ;;
      --python) python=yes ;;
      --no-packages) packages=no ;;
      --keep-downloads) keep_downloads=yes ;;
      --help | -h) usage && exit ;;
      *) fail "unknown option $option; scripts/setup.sh --help lists them" ;;
    esac
  done
  if [[ $cuda == auto ]]; then
    cuda=no
    if [[ -z ${MLRUN_TORCH_DIR:-} ]] && has_driver; then cuda=yes; fi
  fi
}

check_machine() {
  [[ $(uname -sm) == "Linux x86_64" ]] || fail "this machine is $(uname -sm); the pinned wheels are for Linux x86_64"
}

# The Debian packages that are not there yet. A Python from elsewhere serves as well as Debian's.
missing_packages() {
  local wanted=(cmake ninja-build ccache g++ clang clang-format clang-tidy libclang-rt-14-dev lld patchelf
    libstdc++-12-pic libcli11-dev nlohmann-json3-dev libspdlog-dev catch2 libzstd-dev zlib1g-dev libxxhash-dev
    libgloo-dev curl unzip xz-utils zstd git ca-certificates)
  python3 -c 'import pip' 2>/dev/null || wanted+=(python3 python3-pip)
  python3 -c 'import ensurepip, venv' 2>/dev/null || wanted+=(python3-venv)
  local installed
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${wanted[@]}" 2>/dev/null || true)
  local package
  for package in "${wanted[@]}"; do
    grep -qxF "installed $package" <<<"$installed" || echo "$package"
  done
}

install_packages() {
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    say "not a Debian system: the packages are yours to install; scripts/setup.sh --no-packages leaves this out"
    return
  fi
  local missing
  mapfile -t missing < <(missing_packages)
  if [[ ${#missing[@]} -eq 0 ]]; then return; fi
  local root=()
  if [[ $(id -u) -ne 0 ]]; then
    if command -v sudo >/dev/null && { [[ -t 0 ]] || sudo -n true 2>/dev/null; }; then
      root=(sudo)
    else
      fail "packages are missing and this user may not install them; as root: apt-get install ${missing[*]}"
    fi
  fi
  say "installing Debian packages: ${missing[*]}"
  local install=("${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends
    "${missing[@]}")
  if "${install[@]}" >"$log" 2>&1; then return; fi
  "${root[@]}" apt-get update -qq >>"$log" 2>&1 || true
  if "${install[@]}" >>"$log" 2>&1; then return; fi
  tail -n 5 "$log" >&2
  fail "apt-get could not install: ${missing[*]}; is the network there?"
}

# Fails unless $2 MB are free below the directory $1.
require_space() {
  local free
  free=$(($(df -Pk "$1" | awk 'NR == 2 {print $4}') / 1024))
  if [[ $free -lt $2 ]]; then
    fail "$1: $2 MB needed, $free MB free; set XDG_CACHE_HOME to a directory with more room"
  fi
}

# Brings one wheel into the downloads, whole and checked: project, file, bytes, sha256.
download() {
  local project=$1 file=$2 bytes=$3 hash=$4 part=$downloads/$2.part url have status=0
  if [[ ! -e $downloads/$file ]]; then
    have=$(stat -c %s "$part" 2>/dev/null || echo 0)
    if [[ $have -gt $bytes ]]; then
      rm -f "$part"
      have=0
    fi
    if [[ $have -lt $bytes ]]; then
      say "downloading $project, $((bytes / 1000000)) MB"
      url=$(python3 "$scripts/wheel_url.py" "$project" "$file") || fail_download "$file"
      printf 'url = "%s"\n' "$url" | curl --config - --fail --location --silent --show-error --retry 3 \
        --connect-timeout 30 --speed-limit 1000 --speed-time 60 ${PIP_CERT:+--cacert "$PIP_CERT"} \
        --continue-at - --output "$part" || status=$?
      fetched=$((fetched + $(stat -c %s "$part" 2>/dev/null || echo 0) - have))
      [[ $status -eq 0 ]] || fail_download "$file"
    fi
    check_wheel "$part" "$bytes" "$hash"
    mv "$part" "$downloads/$file"
  else
    check_wheel "$downloads/$file" "$bytes" "$hash"
  fi
}

fail_download() {
  fail "$1 could not be downloaded; run scripts/setup.sh again to go on where it stopped," \
    "or put the file into $downloads by other means"
}

# Removes a file that is not what is pinned, so that the next run fetches it anew.
check_wheel() {
  local found
  found=$(stat -c %s "$1")
  if [[ $found -ne $2 ]]; then
    rm -f "$1"
    fail "$1: expected $2 bytes, got $found; removed, run scripts/setup.sh again"
  fi
  found=$(sha256sum "$1" | cut -d ' ' -f 1)
  if [[ $found != "$3" ]]; then
    rm -f "$1"
    fail "$1: expected sha256 $3, got $found; removed, run scripts/setup.sh again"
  fi
}

wheel_parts_cpu=('torch/lib/libtorch_cpu.so' 'torch/lib/libc10.so' 'torch/lib/libgomp.so.1' 'torch/include/*'
  'nvidia/cu13/lib/libcudart.so.13' 'nvidia/cu13/lib/libcupti.so.13' '*.dist-info/*')
wheel_parts_cuda=('torch/lib/libtorch_cuda.so' 'torch/lib/libtorch_cuda_linalg.so' 'torch/lib/libtorch_nvshmem.so'
  'torch/lib/libc10_cuda.so' 'torch/lib/libcaffe2_nvrtc.so' 'nvidia/*/lib/*.so*' 'nvidia/*/include/*' '*.dist-info/*')

# unzip ends with 11 where one of the patterns matches nothing in this wheel; the loader check below finds real gaps.
unpack() {
  local wheel=$1 status=0
  shift
  unzip -qo "$wheel" "$@" -d "$stage" </dev/null 2>"$log" || status=$?
  if [[ $status -ne 0 && $status -ne 11 ]]; then fail "$wheel: could not be unpacked: $(head -n 1 "$log")"; fi
}

# Installs parts of wheels into a tree: the tree, its stamp, the wheels, unpacked MB, a library that must load, the parts.
install_wheels() {
  local tree=$1 stamp=$1/$2 wheels=$3 unpacked_mb=$4 library=$5
  shift 5
  if [[ -r $stamp && $(<"$stamp") == "${wheels%$'\n'}" ]]; then return; fi
  local needed=$unpacked_mb project file bytes hash
  while read -r project file bytes hash; do
    if [[ -n $project && ! -e $downloads/$file ]]; then
      needed=$((needed + (bytes - $(stat -c %s "$downloads/$file.part" 2>/dev/null || echo 0)) / 1000000))
    fi
  done <<<"$wheels"
  require_space "$cache" "$needed"
  rm -rf "$stage"
  mkdir -p "$stage"
  while read -r project file bytes hash; do
    if [[ -z $project ]]; then continue; fi
    download "$project" "$file" "$bytes" "$hash" </dev/null
    unpack "$downloads/$file" "$@"
    used_wheels+=("$file")
  done <<<"$wheels"
  mkdir -p "$tree"
  rm -f "$stamp"
  cp -alf "$stage/." "$tree/"
  rm -rf "$stage"
  check_loads "$tree/$library"
  echo -n "$wheels" >"$stamp.new"
  mv "$stamp.new" "$stamp"
}

check_loads() {
  local missing
  missing=$(ldd "$1" | awk '/not found/ {print $1}')
  [[ -z $missing ]] || fail "$1: cannot be loaded, it misses" $missing
}

# Runs an installing function while no other setup does.
alone() {
  mkdir -p "$downloads" 2>/dev/null || fail "$cache: cannot be written; set XDG_CACHE_HOME to a directory of yours"
  exec 9>"$cache/.lock"
  flock -n 9 || { say "another setup is at work, waiting for it" && flock 9; }
  "$1"
  if [[ $keep_downloads == no ]]; then
    local file
    for file in "${used_wheels[@]}"; do rm -f "$downloads/$file"; done
  fi
  flock -u 9
}

install_torch() {
  local tree=$cache/libtorch-$TORCH_VERSION lib=torch/lib
  install_wheels "$tree" .cpu "$WHEELS_CPU" "$UNPACKED_MB_CPU" $lib/libtorch_cpu.so "${wheel_parts_cpu[@]}"
  if [[ $cuda == yes ]]; then
    install_wheels "$tree" .cuda "$WHEELS_CUDA" "$UNPACKED_MB_CUDA" $lib/libtorch_cuda.so "${wheel_parts_cuda[@]}"
  fi
}

# libarrow of 26.0.1 is libarrow.so.2600.
arrow_soversion() {
  local major minor
  IFS=. read -r major minor _ <<<"$ARROW_VERSION"
  printf '%d%02d\n' "$major" "$minor"
}

install_arrow() {
  local so
  so=so.$(arrow_soversion)
  install_wheels "$cache/arrow-$ARROW_VERSION" .arrow "$WHEELS_ARROW" "$UNPACKED_MB_ARROW" pyarrow/libparquet.$so \
    "pyarrow/libarrow.$so" "pyarrow/libparquet.$so" 'pyarrow/include/*' '*.dist-info/*'
}

install_python() {
  local stamp=$venv/.complete
  if [[ -r $stamp && $(<"$stamp") == "$PYTHON_PACKAGES" ]] && "$venv/bin/python" -c '' 2>/dev/null; then return; fi
  mkdir -p "$cache" 2>/dev/null || fail "$cache: cannot be written; set XDG_CACHE_HOME to a directory of yours"
  require_space "$cache" 500
  say "installing for Python: $PYTHON_PACKAGES"
  rm -rf "$venv"
  python3 -m venv "$venv" >"$log" 2>&1 || fail "python3 -m venv $venv: $(tail -n 1 "$log")"
  "$venv/bin/python" -m pip install --disable-pip-version-check --no-deps --only-binary :all: \
    $PYTHON_PACKAGES >"$log" 2>&1 || fail "pip could not install $PYTHON_PACKAGES: $(tail -n 1 "$log")"
  echo "$PYTHON_PACKAGES" >"$stamp"
}

report() {
  local half="CPU"
  if [[ -r $1/lib/libtorch_cuda.so ]]; then half="CPU and GPU"; fi
  say "LibTorch $TORCH_VERSION ($half): $1"
  if [[ $arrow == yes ]]; then say "Arrow C++ $ARROW_VERSION: $("$scripts/arrow_dir.sh")"; fi
  if [[ $python == yes ]]; then say "Python: $venv/bin/python"; fi
  say "done in $SECONDS s, $(((fetched + 500000) / 1000000)) MB of wheels downloaded"
}

main() {
  parse_options "$@"
  check_machine
  cache=$("$scripts/cache_dir.sh")
  downloads=$cache/downloads stage=$cache/unpacking venv=$cache/python
  fetched=0 used_wheels=()
  log=$(mktemp)
  trap 'rm -f "$log"' EXIT
  if [[ $packages == yes ]]; then install_packages; fi
  local dir option=()
  if [[ $cuda == yes ]]; then option=(--cuda); fi
  if ! dir=$("$scripts/torch_dir.sh" "${option[@]}" 2>"$log"); then
    if [[ -n ${MLRUN_TORCH_DIR:-} ]]; then fail "$(sed 's/^error: //' "$log")"; fi
    alone install_torch
    dir=$("$scripts/torch_dir.sh" "${option[@]}")
  fi
  if [[ $arrow == yes ]] && ! "$scripts/arrow_dir.sh" >/dev/null 2>"$log"; then
    if [[ -n ${MLRUN_ARROW_DIR:-} ]]; then fail "$(sed 's/^error: //' "$log")"; fi
    alone install_arrow
  fi
  if [[ $python == yes ]]; then install_python; fi
  report "$dir"
}

main "$@"
