#!/usr/bin/env bash
# Builds the release preset, packs it as an archive and a Debian package, runs both from where they were unpacked, and
# prints sizes and libraries; the component for Parquet and Arrow files too, as packages to add, where it was built. The
# packages go to build/release/packages, and so does an archive of the one static file that only answers.
# Usage: scripts/package.sh [--cuda] [--write]
#   --cuda    the packages with the GPU libraries instead of those for a CPU
#   --write   put the numbers into docs/install.md
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

fail() {
  echo "error: $*" >&2
  exit 1
}

component=cpu
write=no
for argument in "$@"; do
  case $argument in
    --cuda) component=cuda ;;
    --write) write=yes ;;
    --help | -h) sed -n '2,7s/^# //p' "${BASH_SOURCE[0]}" && exit ;;
    *) fail "unknown option $argument; scripts/package.sh --help lists them" ;;
  esac
done
for tool in strip patchelf zstd dpkg-deb; do
  command -v "$tool" >/dev/null || fail "$tool is missing; scripts/setup.sh installs it"
done
[[ $write == no || $component == cpu ]] || fail "--write is for the CPU packages, whose numbers docs/install.md shows"

cmake --preset release -DMLRUN_BUILD_TESTS=OFF >/dev/null
cmake --build --preset release
build=build/release
packages=$build/packages
components=$component
if [[ -e $build/lib/libmlrun_arrow.so ]]; then components="$component;arrow"; fi
[[ -e $build/portable/libstdc++.so.6 ]] ||
  fail "libstdc++_pic.a is missing, so the packages would run on hosts like this one only; scripts/setup.sh installs it"
if [[ $component == cuda ]]; then
  scripts/torch_dir.sh --cuda >/dev/null || exit 1
fi

# xz takes minutes and saves a quarter; with 3 GB to pack, gzip.
compression=xz
if [[ $component == cuda ]]; then compression=gzip; fi
rm -rf "$packages"
start=$SECONDS
(cd "$build" && cpack -D "CPACK_COMPONENTS_ALL=$components" -D CPACK_DEBIAN_COMPRESSION_TYPE=$compression >/dev/null) ||
  fail "cpack failed; (cd $build && cpack -D 'CPACK_COMPONENTS_ALL=$components') says why"
packed_s=$((SECONDS - start))
(cd "$build" && cpack -G External -D CPACK_COMPONENTS_ALL=static >/dev/null) || fail "cpack failed with the one static file"
rm -rf "$packages/_CPack_Packages" "$packages"/*.json
archive=$(echo "$packages"/*-"$component".tar.zst) package=$(echo "$packages"/mlrun-"$component"_*.deb)

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/archive" "$scratch/package"
tar --zstd -xf "$archive" -C "$scratch/archive"
dpkg-deb -x "$package" "$scratch/package"
tree=$(echo "$scratch"/archive/*)

model=$scratch/diabetes.mlrun rows=tests/data/diabetes_test.csv
"$build/bin/mlrun" train tests/data/diabetes_train.csv --target progression --config configs/fast.json --device cpu -q \
  -o "$model"
"$build/bin/mlrun" predict "$model" "$rows" -q -o "$scratch/here.csv"
for program in "$tree/bin/mlrun" "$scratch/package/usr/bin/mlrun"; do
  env -i "$program" verify "$model" 2>/dev/null || fail "$program: does not verify a model of the build"
  env -i "$program" predict "$model" "$rows" -q >"$scratch/there.csv"
  cmp "$scratch/here.csv" "$scratch/there.csv" || fail "$program: answers other than the build's"
done

mkdir "$scratch/static"
tar --zstd -xf "$(echo "$packages"/*-static.tar.zst)" -C "$scratch/static"
alone=$(echo "$scratch"/static/*/bin/mlrun-static)
env -i "$alone" predict "$model" "$rows" -q >"$scratch/there.csv"
cmp "$scratch/here.csv" "$scratch/there.csv" || fail "$alone: answers other than the build's"

# The libraries that a predict has mapped while it waits for its second row; those of the tree first.
mapped() {
  mkfifo "$scratch/rows"
  env -i "$tree/bin/mlrun" predict "$model" - -q --runtime libtorch <"$scratch/rows" >/dev/null &
  local pid=$!
  exec 8>"$scratch/rows"
  head -n 2 "$rows" >&8
  sleep 3
  awk '/\.so/ {print $NF}' "/proc/$pid/maps" | sort -u >"$scratch/mapped"
  exec 8>&-
  wait "$pid"
  { grep -F "$tree/" "$scratch/mapped" | sed "s,^$tree/,,"; grep -vF "$tree/" "$scratch/mapped"; }
}
mb() { awk -v bytes="$(du -sb "$1" | cut -f 1)" 'BEGIN {printf "%.1f MB", bytes / 1e6}'; }
newest() { readelf -VW "$tree"/bin/mlrun "$tree"/lib/*.so* 2>/dev/null | grep -o 'Name: GLIBC_[0-9.]*' | sort -Vu |
  tail -n 1 | sed 's/.*_//'; }

{
  echo "| what | size |"
  echo "| --- | --- |"
  echo "| tree, unpacked | $(mb "$tree") |"
  echo "| of it libtorch_cpu.so, stripped | $(mb "$tree/lib/libtorch_cpu.so") |"
  echo "| $(basename "$archive") | $(mb "$archive") |"
  echo "| $(basename "$package") | $(mb "$package") |"
  echo "| mlrun-static, one file | $(mb "$alone") |"
  echo
  echo "Packed in $packed_s s. The newest symbol version of glibc that any file of the tree asks for is $(newest)."
  echo "Mapped by a running \`predict --runtime libtorch\`, those of the tree first:"
  echo
  echo '```'
  mapped
  echo '```'
} | tee "$scratch/section"

# The same answers from Parquet as from CSV, once the packages of the component are added.
if [[ $components == *arrow ]]; then
  added=$(echo "$packages"/*-arrow.tar.zst) added_package=$(echo "$packages"/mlrun-arrow_*.deb)
  tar --zstd -xf "$added" -C "$tree" --strip-components=1
  dpkg-deb -x "$added_package" "$scratch/package"
  for program in "$tree/bin/mlrun" "$scratch/package/usr/bin/mlrun"; do
    env -i "$program" predict "$model" "$rows" -q -o "$scratch/there.parquet" --force
    env -i "$program" predict "$model" tests/data/arrow/diabetes_test.parquet -q >"$scratch/there.csv"
    cmp "$scratch/here.csv" "$scratch/there.csv" || fail "$program: answers other than from CSV"
  done
  echo "Added by $(basename "$added") ($(mb "$added")) and $(basename "$added_package") ($(mb "$added_package"))."
fi

if command -v lintian >/dev/null; then
  echo "lintian (errors and warnings):"
  lintian --allow-root --fail-on error,warning "$package"
  echo "none"
else
  echo "lintian is not installed, the Debian package is not checked; apt-get install lintian"
fi
if [[ $write == yes ]]; then
  awk -v section="$scratch/section" '
    /^<!-- end -->/ {inside = 0}
    !inside {print}
    /^<!-- package -->/ {inside = 1; while ((getline line < section) > 0) print line}' docs/install.md >"$scratch/page"
  cat "$scratch/page" >docs/install.md
  echo "docs/install.md is written"
fi
