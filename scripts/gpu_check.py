#!/usr/bin/env python3
"""The parts of scripts/gpu_check.sh that are easier in Python.

Usage: gpu_check.py table DIR                     made-up tables: train, valid, test, few, many
       gpu_check.py get FILE KEY[.KEY...]         one value of a JSON file
       gpu_check.py differ A.csv B.csv ABS REL    largest difference of two files of predictions; 1 when too large
       gpu_check.py speed [options]               one training step of mlrun and of PyTorch, a Markdown table

Only speed needs PyTorch, in the Python that runs this (and the packages tabm and rtdl_num_embeddings for the net tabm).
"""
import argparse
import json
import math
import pathlib
import statistics
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "bench"))
from step_nets import (BATCH, DROPOUT, NETS, describe, mlrun_flags, one_more_step, read_numbers, write_few,
                       write_rows)  # fmt: skip

INPUTS = 8
# train: 52 steps of 256 rows; many: one batch too large for a device
SIZES = {"train": 52 * BATCH, "valid": 2048, "test": 4096, "few": 2, "many": 200_000}


def make_tables(directory):
    for seed, (name, rows) in enumerate(SIZES.items()):
        write_rows(directory / f"{name}.csv", rows, INPUTS, seed)


def get(path, keys):
    value = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    for key in keys.split("."):
        value = value[key]
    print(value if isinstance(value, str) else json.dumps(value))


def differ(first, second, absolute, relative):
    """Prints the largest difference; ends with 1 where |a - b| > absolute + relative |a| anywhere."""
    a, b = ([cell for row in read_numbers(path) for cell in row] for path in (first, second))
    if len(a) != len(b):
        sys.exit(f"{len(a)} numbers against {len(b)}")
    print(f"{max((abs(p - q) for p, q in zip(a, b)), default=0):.3g}")
    if not all(abs(p - q) <= absolute + relative * abs(p) for p, q in zip(a, b)):
        sys.exit(1)


def run_json(command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError((done.stderr.strip().splitlines() or ["no reason given"])[-1])
    return json.loads(done.stdout)


def time_torch(options, rows, mode):
    script = pathlib.Path(__file__).resolve().parent / "bench" / "torch_step.py"
    return run_json([sys.executable, script, options.net, rows, mode, "--device", options.device, "--epochs",
                     options.epochs, "--precision", options.precision])["seconds"]  # fmt: skip


def train_report(options, rows, flags, epochs):
    with tempfile.TemporaryDirectory() as scratch:
        few = pathlib.Path(scratch) / "few.csv"
        write_few(rows, few)
        return run_json([
            options.binary, "train", rows, "--valid", few, "--target", "y", "--device", options.device,
            *mlrun_flags(options.net), "--precision", options.precision, "--epochs", epochs, "-o", pathlib.Path(scratch) / "m.mlrun", "--json", "-q",
            *flags])  # fmt: skip


def time_mlrun(options, rows, flags):
    """Two runs, of which one is so much longer that the seconds before the first step do not matter."""
    long = 2 + options.epochs * options.longer
    return one_more_step(*(train_report(options, rows, flags, epochs) for epochs in (2, long)))


def measure(options, contestants):
    """Times of each contestant, in turn; what does not run is left out with its reason."""
    times = {name: [] for name in contestants}
    failed = {}
    for turn in range(options.rounds):
        for name, (run, repeated) in contestants.items():
            if name in failed or (turn > 0 and not repeated):
                continue
            try:
                times[name].append(run())
            except RuntimeError as error:
                failed[name] = str(error)
    return {name: t for name, t in times.items() if name not in failed}, failed


def contestants_of(options, rows):
    """Names, how to time each, and whether in every round: compiling takes long and is timed once."""
    runs = {}
    for mode in options.compile:
        flags = [] if mode == "eager" else ["--compile", mode]
        runs[f"mlrun, {mode}"] = (lambda flags=flags: time_mlrun(options, rows, flags)), mode != "none"
    names = {"eager": "eager", "compile": "torch.compile", "graph": "CUDA graph",
             "reduce": "torch.compile reduce-overhead"}  # fmt: skip
    for mode in options.peers or (("eager", "compile") if options.device == "cpu" else ("eager", "graph", "reduce")):
        name = names[mode]
        runs[f"PyTorch, {name}"] = (lambda mode=mode: time_torch(options, rows, mode)), mode in ("eager", "graph")
    return runs


def bar_lines(bars, times, ours):
    """Whether the best of mlrun's ways is so many times as fast as a way of PyTorch's, a sentence a bar."""
    for name, bar in bars.items():
        peer = times.get(f"PyTorch, {name}")
        if peer and ours:
            ratio = statistics.median(peer) / min(ours)
            yield f"- {ratio:.2f} times PyTorch, {name}; bar {bar:g}: {'met' if ratio >= bar else 'missed'}"


def speed(options):
    print(f"{describe(options.net)}, batch {BATCH}, dropout {DROPOUT}, clipped gradients, fused AdamW, {options.precision}; "
          f"{options.rounds} rounds in turn.\n")  # fmt: skip
    with tempfile.TemporaryDirectory() as scratch:
        rows = pathlib.Path(scratch) / "rows.csv"
        write_rows(rows, options.steps * BATCH, NETS[options.net][0])
        times, failed = measure(options, contestants_of(options, rows))
    base = statistics.median(times["PyTorch, eager"]) if "PyTorch, eager" in times else math.nan
    print("| one step | ms, median (least - most) | times PyTorch eager |\n| --- | --- | --- |")
    for name, t in times.items():
        middle = statistics.median(t)
        print(f"| {name} | {middle * 1e3:.4f} ({min(t) * 1e3:.4f} - {max(t) * 1e3:.4f}) | {base / middle:.2f} |")
    for name, reason in failed.items():
        print(f"| {name} | did not run: {reason} | |")
    ours = [statistics.median(t) for name, t in times.items() if name.startswith("mlrun")]
    missed = [line for line in bar_lines(options.bars, times, ours) if print(line) or line.endswith("missed")]
    if missed or any(name.startswith("mlrun") for name in failed) or not ours or not min(ours) <= base:
        sys.exit(1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("table").add_argument("directory", type=pathlib.Path)
    verb = verbs.add_parser("get")
    verb.add_argument("file")
    verb.add_argument("keys")
    verb = verbs.add_parser("differ")
    verb.add_argument("files", nargs=2)
    verb.add_argument("tolerances", nargs=2, type=float)
    verb = verbs.add_parser("speed")
    verb.add_argument("--binary")
    verb.add_argument("--net", choices=NETS, default="mlp-256")
    verb.add_argument("--device", default="cuda")
    verb.add_argument("--compile", action="append", default=[], help="a way of mlrun to run a step; repeatable")
    verb.add_argument("--peers", type=lambda text: text.split(","), help="PyTorch's ways, such as eager,graph")
    verb.add_argument("--precision", choices=("fp32", "tf32", "bf16"), default="fp32", help="of both sides")
    verb.add_argument("--rounds", type=int, default=5)
    verb.add_argument("--bars", action="store_const", default={}, const={"eager": 5.0, "CUDA graph": 1.5},
                      help="print the project's bars; one that is missed is a failure")  # fmt: skip
    verb.add_argument("--epochs", type=int, default=20)
    verb.add_argument("--longer", type=int, default=5, help="epochs of mlrun's, times those of PyTorch's")
    verb.add_argument("--steps", type=int, default=52, help="in an epoch")
    options = parser.parse_args()
    if options.verb == "table":
        make_tables(options.directory)
    elif options.verb == "get":
        get(options.file, options.keys)
    elif options.verb == "differ":
        differ(*options.files, *options.tolerances)
    else:
        speed(options)


if __name__ == "__main__":
    main()
