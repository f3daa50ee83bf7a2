#!/usr/bin/env bash
# Fuzzes the table reader with libFuzzer, AddressSanitizer and UndefinedBehaviorSanitizer, and keeps the inputs that
# reach new code in tests/fuzz/corpus. Usage: scripts/fuzz.sh [SECONDS]     (default 1800)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
seconds=${1:-1800}
build=build/fuzz
mkdir -p "$build" tests/fuzz/corpus
flags=(-std=c++20 -O1 -g1 -fsanitize=address,undefined -fno-sanitize-recover=all -Ilib -DSPDLOG_FMT_EXTERNAL
  -DFMT_HEADER_ONLY '-DMLRUN_VERSION="fuzz"' '-DMLRUN_BUILD_TYPE="fuzz"')
for source in lib/core/*.cpp lib/data/*.cpp; do
  object=$build/$(basename "$(dirname "$source")")_$(basename "$source" .cpp).o
  clang++ "${flags[@]}" -fsanitize=fuzzer-no-link -c "$source" -o "$object"
done
clang++ "${flags[@]}" -fsanitize=fuzzer tests/fuzz/read_table_fuzz.cpp "$build"/*.o -o "$build/read_table_fuzz" \
  -lz -lzstd -lxxhash -lpthread -ldl
mkdir -p "$build/found"
"$build/read_table_fuzz" -max_len=600 -dict=tests/fuzz/dictionary -max_total_time="$seconds" -print_final_stats=1 \
  -artifact_prefix="$build/" "$build/found" tests/fuzz/corpus
# What reaches no new code adds nothing, however often it goes through the old.
"$build/read_table_fuzz" -use_counters=0 -merge=1 tests/fuzz/corpus "$build/found"
