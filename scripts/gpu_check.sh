#!/usr/bin/env bash
# Checks on a host with a GPU what no other host can show, and writes a report into docs/gpu/.
# Usage: scripts/gpu_check.sh [--build DIR] [--report FILE]
#   --build DIR    a built tree with its tests (otherwise the preset release is built here)
#   --report FILE  where the report goes (otherwise docs/gpu/<date>-<device>.md); it grows with each part
#   --rounds N     of the speed of a step (otherwise 3)
#   --peers LIST   PyTorch's ways beside it: eager,graph,reduce (otherwise all; reduce compiles for a minute)
# Needs torch of the pinned version in the current Python, or the LibTorch of scripts/setup.sh --cuda (then without the
# comparison with PyTorch). Ends with 0; with 1 when something failed; with 5, in one sentence, where there is no GPU.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

build='' report='' dry=no device=cuda
widths='[256,256,256]' epochs=20 rounds_of_speed=3 speed_flags=()
failures=0 rows=() details=()

parse_options() {
  while [[ $# -gt 0 ]]; do
    case $1 in
      --build) build=${2:?--build needs a directory} && shift ;;
      --report) report=${2:?--report needs a file} && shift ;;
      --rounds) rounds_of_speed=${2:?--rounds needs a number} && shift ;;
      --peers) speed_flags+=(--peers "${2:?--peers needs a list}") && shift ;;
      # Executes every command line once where there is no GPU; what it finds means nothing.
      --dry-run-on-cpu) dry=yes device=cpu widths='[8]' epochs=2 rounds_of_speed=1 speed_flags=(--steps 2) ;;
      --help | -h) sed -n '2,9s/^# //p' "${BASH_SOURCE[0]}" && exit ;;
      *) echo "error: unknown option $1; scripts/gpu_check.sh --help lists them" >&2 && exit 2 ;;
    esac
    shift
  done
}

# One line of the result: PASS, FAIL or SKIP, what was looked at, the numbers or the reason.
result() {
  printf '%-4s  %s: %s\n' "$1" "$2" "$3"
  rows+=("| $2 | $1 | ${3//|/\\|} |")
  if [[ $1 == FAIL ]]; then failures=$((failures + 1)); fi
}

detail() { details+=("" "## $1" "" "$2"); }
code_block() { printf '~~~\n%s\n~~~' "$1"; }
last_line() { tail -n 1 "$scratch/err"; }

# Runs a command with its streams in the scratch directory; its exit code is the answer.
quietly() { "$@" >"$scratch/out" 2>"$scratch/err"; }
get() { python3 scripts/gpu_check.py get "$@"; }

require_gpu() {
  local why=''
  if ! command -v nvidia-smi >/dev/null; then
    why='nvidia-smi is not on this host'
  elif ! nvidia-smi -L 2>/dev/null | grep '^GPU ' >/dev/null; then
    why='nvidia-smi shows no device'
  fi
  if [[ -n $why && $dry == no ]]; then
    echo "error: no GPU to check: $why" >&2
    exit 5
  fi
}

# What nvidia-smi says of the first device; the CPU in a dry run.
gpu_query() {
  if [[ $dry == yes ]]; then
    echo 0
  else
    nvidia-smi -i 0 --query-gpu="$1" --format=csv,noheader,nounits
  fi
}

build_tree() {
  local torch
  if [[ -z $build ]]; then
    scripts/torch_dir.sh --cuda >/dev/null 2>&1 || scripts/setup.sh --cuda || exit 1
    cmake --preset release -DMLRUN_BUILD_TESTS=ON -DMLRUN_TORCH_DIR="$(scripts/torch_dir.sh --cuda)" || exit 1
    cmake --build --preset release || exit 1
    build=build/release
  fi
  build=$(cd "$build" && pwd) || exit 1
  mlrun=$build/bin/mlrun
  # A tree that was built elsewhere looks for LibTorch where it lay there.
  if ! quietly "$mlrun" devices && torch=$(scripts/torch_dir.sh --cuda); then
    export LD_LIBRARY_PATH=$torch/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
  fi
  quietly "$mlrun" devices || { cat "$scratch/err" >&2 && exit 1; }
  train_help=$("$mlrun" train --help 2>&1)
}

# Whether this version's training has the flag, by its help.
has() { [[ $train_help == *"$1"* ]]; }

# Trains into $scratch/$1.mlrun on the device $2 with further flags; its report is $scratch/$1.json.
train() {
  local name=$1 where=$2
  shift 2
  "$mlrun" train "$scratch/train.csv" --valid "$scratch/valid.csv" --target y --device "$where" --seed 1 \
    --hidden "$widths" --batch-size 256 --epochs "$epochs" --patience 0 -o "$scratch/$name.mlrun" --force --json \
    --quiet "$@" >"$scratch/$name.json" 2>"$scratch/err"
}

# The rmse of a model on the test rows, with further flags.
rmse() {
  local name=$1
  shift
  "$mlrun" evaluate "$scratch/$name.mlrun" "$scratch/test.csv" --json "$@" >"$scratch/scores.json" \
    2>"$scratch/err" && python3 -c "import json, sys; print(f\"{json.load(open(sys.argv[1]))['metrics']['rmse']:.5f}\")" "$scratch/scores.json"
}

# Whether an rmse is at most 5 % above another: trainings on two paths drift apart, and one may end better.
alike() { python3 -c "import sys; was, now = map(float, sys.argv[1:]); sys.exit(not now <= 1.05 * was)" "$1" "$2"; }

step_time() { python3 -c "import json, sys; r = json.load(open(sys.argv[1])); print(f\"{r['seconds'] / r['steps'] * 1e3:.3f}\")" "$scratch/$1.json"; }

section_host() {
  quietly "$mlrun" devices || true
  detail "What mlrun devices says" "$(code_block "$(<"$scratch/out")")"
  "$mlrun" devices --json >"$scratch/devices.json" 2>"$scratch/err"
  count=$(python3 -c "import json, sys; print(len(json.load(open(sys.argv[1]))['accelerators']))" "$scratch/devices.json")
  local choice
  if choice=$(get "$scratch/devices.json" "choices.$device.device" 2>/dev/null); then
    result PASS "device" "$choice, $count visible, $(gpu_query memory.total) MiB"
  else
    result FAIL "device" "$(get "$scratch/devices.json" "choices.$device.error")"
    return 1
  fi
}

# Tests that need a device: those tagged [cuda], and the ctest label device.
section_tests() {
  local said
  said=$("$build/bin/test_learn" '[cuda]' 2>&1)
  local code=$?
  if [[ $said == *"No test cases matched"* ]]; then
    result SKIP "tests tagged [cuda]" "there are none in this version"
  elif [[ $code -ne 0 ]]; then
    result FAIL "tests tagged [cuda]" "$(tail -n 2 <<<"$said" | tr '\n' ' ')"
    detail "Output of the tests" "$(code_block "$(tail -n 60 <<<"$said")")"
  elif [[ $said == *skipped:* && $dry == no ]]; then
    result FAIL "tests tagged [cuda]" "some were skipped"
  else
    result PASS "tests tagged [cuda]" "$(grep -E 'passed|assertions' <<<"$said" | tail -n 1)"
  fi
  said=$(ctest --test-dir "$build" -j 4 -L '^device$' --output-on-failure 2>&1)
  code=$?
  if [[ $said == *"No tests were found"* ]]; then
    result SKIP "ctest -L device" "there are none in this version"
  elif [[ $code -ne 0 ]]; then
    result FAIL "ctest -L device" "$(grep 'tests passed' <<<"$said"):$(sed -n 's/^\t *[0-9]* - \(.*\) (.*/ \1/p' <<<"$said" | tr -d '\n')"
    detail "Output of the tests of the label device" "$(code_block "$(grep -vE '^ *[0-9]+/[0-9]+ Test|^ *Start ' <<<"$said" | tail -n 60)")"
  else
    result PASS "ctest -L device" "$(grep 'tests passed' <<<"$said")"
  fi
}

# By which ways the device's own kernels do hidden layers, and what they prove of themselves first.
section_proof() {
  local what="hidden layers by kernels of mlrun's own" precision said all=""
  if [[ $dry == yes ]]; then result SKIP "$what" "a CPU has none" && return; fi
  for precision in fp32 bf16; do
    quietly "$mlrun" train "$scratch/train.csv" --target y --device "$device" --model tabm --epochs 1 \
      --precision $precision --verbose -o "$scratch/proof.mlrun" --force || { result FAIL "$what, $precision" "$(last_line)" && return; }
    said=$(grep -oE "hidden layers by .*|no kernels of mlrun's own .*" "$scratch/err" | paste -sd ';')
    all+="${all:+; }$precision: ${said:-none}"
    if [[ $said != *" hold: "* || $said == *"do not hold"* ]]; then
      result FAIL "$what" "$all"
      return
    fi
  done
  result PASS "$what" "$all"
}

# One model file, trained on the device and answered on the CPU, with the device visible and hidden.
section_handover() {
  train device "$device" || { result FAIL "training on the device" "$(last_line)" && return; }
  result PASS "training on the device" "test rmse $(rmse device), $(step_time device) ms a step"
  if quietly "$mlrun" verify "$scratch/device.mlrun" --device "$device"; then
    result PASS "golden rows on the device" "$(<"$scratch/out")"
  else
    result FAIL "golden rows on the device" "$(last_line)"
  fi
  local predict=("$mlrun" predict "$scratch/device.mlrun" "$scratch/test.csv" --force -o)
  if ! { quietly "${predict[@]}" "$scratch/cpu.csv" --device cpu &&
    CUDA_VISIBLE_DEVICES='' quietly "${predict[@]}" "$scratch/hidden.csv" --device cpu &&
    quietly "${predict[@]}" "$scratch/device.csv" --device "$device"; }; then
    result FAIL "predictions" "$(last_line)"
    return
  fi
  if cmp -s "$scratch/cpu.csv" "$scratch/hidden.csv"; then
    result PASS "CPU answers, device visible and hidden" "the same bytes"
  else
    result FAIL "CPU answers, device visible and hidden" "they differ"
  fi
  local largest status=PASS
  largest=$(python3 scripts/gpu_check.py differ "$scratch/cpu.csv" "$scratch/device.csv" 1e-4 1e-4) || status=FAIL
  result $status "answers of the device against the CPU" "largest difference $largest"
  if ! { train cpu cpu && quietly "$mlrun" verify "$scratch/cpu.mlrun" --device "$device"; }; then
    result FAIL "trained on the CPU, answered on the device" "$(last_line)"
    return
  fi
  if alike "$(rmse cpu)" "$(rmse device)"; then status=PASS; else status=FAIL; fi
  result $status "trained on the CPU, answered on the device" \
    "test rmse $(rmse cpu --device "$device"), trained on the device $(rmse device)"
}

section_compile() {
  has --compile || { result SKIP "--compile graph" "this version has no --compile" && return; }
  local mode none graph status=FAIL
  for mode in none graph; do
    train "$mode" "$device" --compile $mode && continue
    # Without a GPU there is nothing to capture.
    if [[ $dry == yes ]]; then status=SKIP; fi
    result $status "--compile $mode" "$(last_line)"
    return
  done
  none=$(rmse none) graph=$(rmse graph)
  if alike "$none" "$graph"; then status=PASS; fi
  result $status "--compile graph against none" \
    "test rmse $graph against $none; $(step_time graph) against $(step_time none) ms a step"
}

# The table on the host, batches sent over, against the table on the device.
section_rows() {
  local mode there here status=FAIL
  for mode in device host; do
    train "rows-$mode" "$device" -s device.rows=$mode && continue
    if grep 'unknown key' "$scratch/err" >/dev/null; then status=SKIP; fi
    result $status "device.rows $mode" "$(last_line)"
    return
  done
  there=$(rmse rows-device) here=$(rmse rows-host)
  if alike "$there" "$here"; then status=PASS; fi
  result $status "rows streamed from the host against rows on the device" \
    "test rmse $here against $there; $(step_time rows-host) against $(step_time rows-device) ms a step"
}

section_mirrored() {
  has --strategy || { result SKIP "--strategy mirrored" "this version has no --strategy" && return; }
  if [[ $count -lt 2 && $dry == no ]]; then
    result SKIP "--strategy mirrored" "needs 2 devices, this host shows $count"
    return
  fi
  if ! train mirrored "$device" --strategy mirrored --devices 2; then
    result FAIL "--strategy mirrored" "$(last_line)"
    return
  fi
  local status=FAIL carrier=NCCL
  if [[ $dry == yes ]] || grep 'host memory' "$scratch/err" >/dev/null; then carrier="host memory"; fi
  if alike "$(rmse device)" "$(rmse mirrored)"; then status=PASS; fi
  result $status "--strategy mirrored, 2 devices" \
    "over $carrier; test rmse $(rmse mirrored) against $(rmse device); $(step_time mirrored) against $(step_time device) ms a step"
}

# Trained and answered in each precision; a precision that this version or device lacks is skipped.
section_precision() {
  local precision score status fp32
  fp32=$(rmse device --device "$device")
  for precision in fp32 tf32 bf16; do
    if train "$precision" "$device" --precision $precision; then
      score=$(rmse "$precision")
      if alike "$fp32" "$score"; then status=PASS; else status=FAIL; fi
      result $status "training in $precision" "test rmse $score, $(step_time "$precision") ms a step"
    elif grep 'expected one of' "$scratch/err" >/dev/null; then
      result SKIP "training in $precision" "$(last_line)"
    else
      result FAIL "training in $precision" "$(last_line)"
    fi
    if quietly "$mlrun" verify "$scratch/device.mlrun" --device "$device" --precision $precision --json; then
      score=$(rmse device --device "$device" --precision $precision)
      if alike "$fp32" "$score"; then status=PASS; else status=FAIL; fi
      result $status "answering in $precision" "test rmse $score, largest difference $(get "$scratch/out" largest_absolute)"
    elif grep -E 'this version|the CPU answers' "$scratch/err" >/dev/null; then
      result SKIP "answering in $precision" "$(last_line)"
    else
      result FAIL "answering in $precision" "$(last_line)"
    fi
  done
}

# A run that must end with 5 and say the words: fault NAME WORDS COMMAND...
fault() {
  local name=$1 words=$2 code
  shift 2
  quietly "$@"
  code=$?
  if [[ $code -eq 5 ]] && { [[ $dry == yes ]] || grep -F -- "$words" "$scratch/err" >/dev/null; }; then
    result PASS "$name" "$(last_line)"
  elif [[ $dry == yes && $code -eq 0 ]]; then
    result SKIP "$name" "needs a GPU"
  else
    result FAIL "$name" "exit $code: $(last_line)"
  fi
}

section_faults() {
  local value many batch=200000
  # 20 layers: 5.4 GB of weights, and 290 GB of activations for 200,000 rows.
  many="[$(printf '8192,%.0s' {1..19})8192]"
  if [[ $dry == yes ]]; then many='[8]' batch=20000; fi
  fault "index out of range" "this host shows $count device" \
    "$mlrun" verify "$scratch/device.mlrun" --device "cuda:$count"
  for value in '' -1 "$((count > 7 ? count : 7))"; do
    CUDA_VISIBLE_DEVICES=$value fault "CUDA_VISIBLE_DEVICES=\"$value\"" "CUDA_VISIBLE_DEVICES is \"$value\"" \
      "$mlrun" verify "$scratch/device.mlrun" --device cuda
  done
  fault "out of device memory" "out of device memory on cuda:0: " \
    "$mlrun" train "$scratch/many.csv" --valid "$scratch/few.csv" --target y --device "$device" --epochs 1 \
    --hidden "$many" --batch-size "$batch" -o "$scratch/large.mlrun" --force --quiet
  if [[ -e $scratch/large.mlrun && $dry == no ]]; then result FAIL "out of device memory" "left a file"; fi
}

# Predicting on the CPU beside a GPU: no library of the driver or of the GPU half, no device file, no memory.
section_untouched() {
  local before during pid found status=PASS name="predict --device cpu leaves the GPU alone"
  if [[ ! -e $scratch/device.mlrun ]]; then
    result FAIL "$name" "there is no model to predict with"
    return
  fi
  before=$(gpu_query memory.used)
  mkfifo "$scratch/rows"
  "$mlrun" predict "$scratch/device.mlrun" - --device cpu -o "$scratch/untouched.csv" --force \
    <"$scratch/rows" >"$scratch/out" 2>"$scratch/err" &
  pid=$!
  exec 7>"$scratch/rows"
  cat "$scratch/test.csv" >&7
  sleep 3
  during=$(gpu_query memory.used)
  # libcudart and libcupti are named by LibTorch's CPU half itself.
  found=$(grep -oE '(libcuda\.so|libtorch_cuda|libc10_cuda|libcublas|libcudnn|libnvidia|libnccl)[^ ]*' "/proc/$pid/maps" | sort -u | tr '\n' ' ')
  found+=$(find "/proc/$pid/fd" -lname '/dev/nvidia*' -printf '%l ')
  exec 7>&-
  wait "$pid" || found+=$(last_line)
  if [[ -n $found || $during -gt $((before + 1)) ]]; then status=FAIL; fi
  result $status "$name" \
    "${found:-no GPU library, no device file}; GPU memory $before MiB before, $during MiB during"
}

torch_python() {
  local python
  for python in python3 "$(scripts/cache_dir.sh)/bench-venv/bin/python"; do
    if "$python" -c 'import torch' 2>/dev/null; then echo "$python" && return; fi
  done
  return 1
}

# One net in one precision, beside PyTorch: speed_of NET PRECISION WAYS...
speed_of() {
  local net=$1 precision=$2 text status=PASS
  shift 2
  text=$("$python" scripts/gpu_check.py speed --net "$net" --precision "$precision" --binary "$mlrun" \
    --device "$device" --rounds "$rounds_of_speed" --epochs "$epochs" "$@" "${speed_flags[@]}" 2>"$scratch/err") || status=FAIL
  if [[ $dry == yes ]]; then status=SKIP; fi
  detail "One training step, $net, $precision" "$text"
  result $status "speed of a step, $net, $precision, times PyTorch eager" \
    "$(awk -F ' *[|] *' '/^\| (mlrun|PyTorch)/ {printf "%s%s %s", sep, $2, $4 == "" ? "-" : $4; sep = "; "}' <<<"$text")"
  write_report >/dev/null
}

section_speed() {
  local python ways=(--compile eager) precision
  python=$(torch_python) || { result SKIP "speed of a step" "no Python with torch" && return; }
  if has --compile && [[ $dry == no ]]; then ways=(--compile graph); fi
  speed_of mlp-256 fp32 "${ways[@]}"
  if ! "$python" -c 'import tabm, rtdl_num_embeddings' 2>/dev/null; then
    result SKIP "speed of a step, tabm" "no packages tabm and rtdl_num_embeddings to compare with"
    return
  fi
  for precision in fp32 tf32 bf16; do
    if [[ $dry == yes && $precision != fp32 ]]; then continue; fi
    speed_of tabm $precision "${ways[@]}"
  done
}

write_report() {
  local name
  if [[ $dry == yes ]]; then name="dry-run-on-cpu"; else name=$(gpu_query name); fi
  name=$(tr 'A-Z ' 'a-z-' <<<"$name" | tr -cd 'a-z0-9-')
  if [[ -z $report && $dry == yes ]]; then report=$build/gpu-check-dry-run.md; fi
  report=${report:-docs/gpu/$(date -u +%Y-%m-%d)-$name.md}
  {
    echo "# $name, $(date -u +%Y-%m-%d)"
    echo
    if [[ $dry == no ]]; then
      nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader | sed 's/^/- /'
    fi
    "$mlrun" --version -v | sed 's/^/- /'
    echo "- source $(git rev-parse --short HEAD 2>/dev/null || echo unknown)"
    echo
    echo "| looked at | result | numbers |"
    echo "| --- | --- | --- |"
    printf '%s\n' "${rows[@]}" "${details[@]}"
  } >"$report" || exit 1
  echo "report: $report"
}

main() {
  parse_options "$@"
  require_gpu
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  build_tree
  python3 scripts/gpu_check.py table "$scratch" || exit 1
  # A device that cannot be used leaves nothing to check.
  if section_host; then
    local part
    for part in tests proof handover compile rows mirrored precision faults untouched speed; do
      "section_$part"
      write_report >/dev/null
    done
  fi
  write_report
  if [[ $failures -gt 0 ]]; then
    echo "gpu check: $failures failed"
    exit 1
  fi
  echo "gpu check: ok"
}

main "$@"
