#!/usr/bin/env python3
"""Whole processes beside their peers, in turn: training a dense net on california, reading included (a PyTorch script
with pandas), predictions of TabM for 20,000 rows, in fp32 and, on a processor that multiplies it, in bf16, and one row of
a dense net (Polars and ONNX Runtime in Python, in fp32). The
ratio of the medians counts, each beside its bar. With --write the result goes to docs/benchmarks.md; ends with 1 where
a bar is missed. Needs the shared tables and the Python with the peers that scripts/bench/step.py --install makes.
"""
import argparse
import pathlib
import statistics
import subprocess
import tempfile

from page import default_binary, launch, markdown, multiplies_bf16, shared_data, tell
from step import bench_python
from step_nets import NETS, mlrun_flags, write_few, write_rows

HERE = pathlib.Path(__file__).parent
EPOCHS, ROWS, TARGET = 20, 20_000, "MedHouseVal"
# What the net that predicts was trained on: one of random weights leaves out more products of zeros than a trained one.
TRAIN_ROWS, TRAIN_EPOCHS = 4096, 2
# mlrun is to be so many times as fast; a single row is to take so many milliseconds at most.
TRAIN, PREDICT, PREDICT_BF16, ONE, ONE_MS = 1.5, 1.4, 2.5, 20, 15


class Process:
    """A command, its seconds from start to end and its largest peak in MiB."""

    def __init__(self, words, threads):
        self.words, self.threads, self.seconds, self.peak = words, threads, [], 0

    def run(self):
        _, seconds, peak = launch(self.words, self.threads)
        self.seconds.append(seconds)
        self.peak = max(self.peak, peak)

    @property
    def median(self):
        return statistics.median(self.seconds)

    def cells(self):
        return f"{self.median:.4g} ({min(self.seconds):.4g} - {max(self.seconds):.4g})", f"{self.peak:.0f}"


def training(options, python, scratch):
    path = shared_data() / "california"
    return Process([
        options.binary, "train", path / "train.csv", "--valid", scratch / "few.csv", "--target", TARGET, "--device", "cpu",
        *mlrun_flags("mlp-256"), "--epochs", EPOCHS, "--threads", options.threads, "-qfo", scratch / "m.mlrun",
    ], options.threads), Process([
        python, HERE / "run_peers.py", "train", path / "train.csv", EPOCHS, options.threads], options.threads)  # fmt: skip


def predicting(options, python, scratch, net, rows, precision="fp32"):
    """A net of that form, trained on some rows or exported with random weights."""
    inputs, _, _ = NETS[net]
    table, sample, model, onnx = (scratch / f"{net}-{rows}-{precision}.{end}" for end in ("csv", "sample.csv", "mlrun", "onnx"))
    write_rows(table, rows, inputs)
    write_rows(sample, TRAIN_ROWS, inputs, seed=8)
    subprocess.run([options.binary, "train", sample, "--target", "y", "--device", "cpu", *mlrun_flags(net), "--epochs",
                    str(TRAIN_EPOCHS), "-qfo", model], check=True)  # fmt: skip
    subprocess.run([python, HERE / "run_peers.py", "export", net, onnx], check=True, capture_output=True)
    out = scratch / "out.csv"
    threads = options.threads if rows > 1 else 1
    return Process([options.binary, "predict", model, table, "-qfo", out, "--threads", threads, "--precision", precision],
                   threads), Process(
        [python, HERE / "run_peers.py", "predict", onnx, table, out, threads], threads)


def report(options, python, scratch):
    write_few(shared_data() / "california" / "train.csv", scratch / "few.csv")
    pairs = {
        f"train, dense 3 x 256, {EPOCHS} epochs of california": (*training(options, python, scratch), "PyTorch", TRAIN),
        f"predict, TabM 3 x 640, k 32, {ROWS:,} rows": (
            *predicting(options, python, scratch, "tabm", ROWS), "Polars + ONNX Runtime", PREDICT),
        **({f"predict, TabM 3 x 640, k 32, {ROWS:,} rows, bf16": (
            *predicting(options, python, scratch, "tabm", ROWS, "bf16"), "Polars + ONNX Runtime", PREDICT_BF16),
        } if multiplies_bf16() else {}),
        "predict, dense 3 x 256, one row": (
            *predicting(options, python, scratch, "mlp-256", 1), "Polars + ONNX Runtime", ONE),
    }  # fmt: skip
    lines, faults = [], []
    for name, (ours, theirs, peer, bar) in pairs.items():
        for _ in range(options.rounds):
            ours.run()
            theirs.run()
        ratio = theirs.median / ours.median
        lines.append([name, *ours.cells(), peer, *theirs.cells(), f"{ratio:.2f}", f"{bar}"])
        if ratio < bar:
            faults.append(f"{name}: {ratio:.2f} times as fast as {peer}, the bar is {bar}")
    if ours.median * 1e3 > ONE_MS:
        faults.append(f"one row takes {ours.median * 1e3:.1f} ms, the bar is {ONE_MS}")
    head = ["run", "mlrun, s", "peak MiB", "peer", "s", "peak MiB", "mlrun is times as fast", "bar"]
    text = markdown(head, lines) + f"\n\n{options.threads} threads, one row with 1; median (least - most) of "
    return text + f"{options.rounds} whole processes each, in turn.\n", faults


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=pathlib.Path, default=default_binary(), help="the program (%(default)s)")
    parser.add_argument("--write", action="store_true", help="put the result into docs/benchmarks.md")
    parser.add_argument("--threads", type=int, default=2, help="of everybody (%(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="runs of each (%(default)s)")
    options = parser.parse_args()
    python = bench_python(False)
    with tempfile.TemporaryDirectory() as scratch:
        text, faults = report(options, python, pathlib.Path(scratch))
    tell("runs", text, options.write, faults)


if __name__ == "__main__":
    main()
