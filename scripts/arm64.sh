#!/usr/bin/env bash
# Cross-compiles mlrun-static and the tests of the half that answers for Linux on arm64, and runs both in QEMU.
# On Debian: installs clang, the C and C++ libraries of arm64 and QEMU where they are missing, and unpacks Debian's arm64
# packages into ${XDG_CACHE_HOME:-~/.cache}/mlrun. Needs no LibTorch.
# Usage: scripts/arm64.sh [--no-tests]
#   --no-tests   mlrun-static alone, held to the witnesses; without the unit tests
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

fail() {
  echo "error: $*" >&2
  exit 1
}

tests=yes
for argument in "$@"; do
  case $argument in
    --no-tests) tests=no ;;
    --help | -h) sed -n '2,7s/^# //p' "${BASH_SOURCE[0]}" && exit ;;
    *) fail "unknown option $argument; scripts/arm64.sh --help lists them" ;;
  esac
done

# What is missing of the compiler, its libraries for arm64, and QEMU.
install_programs() {
  local missing=() tool
  local -A packages=([clang++]=clang [ld.lld]=lld [ninja]=ninja-build [cmake]=cmake [python3]=python3 [qemu-aarch64]=qemu-user)
  for tool in "${!packages[@]}"; do
    command -v "$tool" >/dev/null || missing+=("${packages[$tool]}")
  done
  [[ -d /usr/aarch64-linux-gnu/include/c++/12 ]] || missing+=(libstdc++-12-dev-arm64-cross libc6-dev-arm64-cross)
  if [[ ${#missing[@]} -eq 0 ]]; then return; fi
  command -v apt-get >/dev/null || fail "missing: ${missing[*]} (Debian's names)"
  local as_root=()
  if [[ $(id -u) -ne 0 ]]; then as_root=(sudo); fi
  echo "arm64: installing Debian packages: ${missing[*]}" >&2
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}" >/dev/null
}

# Libraries and headers of arm64, from the same sources as this host's packages, into a directory of their own: the
# host's own list of architectures stays as it is.
unpack_libraries() {
  root=$(scripts/cache_dir.sh)/arm64
  if [[ -e $root/complete ]]; then return; fi
  echo "arm64: unpacking Debian's arm64 packages into $root" >&2
  rm -rf "$root"
  mkdir -p "$root"/apt/{lists,cache/archives}/partial "$root/packages"
  touch "$root/apt/status"
  local apt=(apt-get -qq -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o APT::Sandbox::User=root
    -o Dir::State::lists="$root/apt/lists" -o Dir::State::status="$root/apt/status" -o Dir::Cache="$root/apt/cache")
  "${apt[@]}" update
  (cd "$root/packages" && "${apt[@]}" download zlib1g-dev libzstd-dev libxxhash-dev libspdlog-dev libfmt-dev \
    libcli11-dev nlohmann-json3-dev catch2)
  local package
  for package in "$root"/packages/*.deb; do dpkg-deb -x "$package" "$root"; done
  rm -rf "$root/apt" "$root/packages"
  touch "$root/complete"
}

install_programs
unpack_libraries
targets=(mlrun_static)
if [[ $tests == yes ]]; then targets+=(test_apply); fi
cmake -G Ninja -B build/arm64 -DCMAKE_TOOLCHAIN_FILE="$PWD/scripts/cmake/arm64.cmake" -DMLRUN_ARM64_ROOT="$root" \
  -DMLRUN_LEARN=OFF -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE=-O2 >/dev/null
cmake --build build/arm64 --target "${targets[@]}"
only=()
if [[ $tests == no ]]; then only=(-R cli_other_host); fi
ctest --test-dir build/arm64 --output-on-failure "${only[@]}"
stat -c %s build/arm64/bin/mlrun-static | awk '{printf "build/arm64/bin/mlrun-static: %.1f MiB\n", $1 / 1048576}'
