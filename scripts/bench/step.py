#!/usr/bin/env python3
"""Time and memory of one training step beside PyTorch (eager with fused and with foreach AdamW, compiled) and Keras on
JAX: two dense nets and TabM, batch 256, dropout .1, gradient clipping, AdamW, in fp32 and, on a processor that
multiplies it, with products in bf16 beside PyTorch's autocast, on made-up rows. All train in fresh processes, in turn; preparing is not counted; the ratio of the medians counts, each beside its bar. Then mlrun's step
with 1 and with 2 threads while other programs keep every processor busy. With --write the result goes to
docs/benchmarks.md; ends with 1 where a bar is missed.

The peers lie in a Python of their own in the cache, with those that other measuring scripts ask for; --install puts
them there (3 GB to download).
"""
import argparse
import contextlib
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

from page import ROOT, default_binary, launch, markdown, multiplies_bf16, tell
from step_nets import BATCH, NETS, describe, mlrun_flags, one_more_step, write_few, write_rows

HERE = pathlib.Path(__file__).parent
# What the measuring scripts compare with, besides PyTorch.
PEERS = (
    "numpy==2.4.6", "onnx==1.23.2", "onnxruntime==1.32.0", "pandas==3.1.1", "polars==2.1.0", "pyarrow==26.0.1",
    "tabm==0.0.3", "rtdl_num_embeddings==0.0.12", "jax==0.10.2", "keras==3.15.1",
)  # fmt: skip
# Net and precision: peers and how many times as fast mlrun is to be.
BARS = {
    ("mlp-64", "fp32"): {"PyTorch eager": 6, "Keras on JAX": 2.5},
    ("mlp-384", "fp32"): {"PyTorch foreach": 1.5, "PyTorch eager": 1.35},
    ("mlp-384", "bf16"): {"PyTorch eager": 1.4},
    ("tabm", "fp32"): {"PyTorch eager": 1.55, "PyTorch compiled": 1.55},
    ("tabm", "bf16"): {"PyTorch eager": 2},
}
WORK = {"mlp-64": (52, 60), "mlp-384": (52, 12), "tabm": (6, 2)}  # steps of an epoch, epochs
MODES = {"PyTorch eager": "eager", "PyTorch foreach": "foreach", "PyTorch compiled": "compile"}
BUSY, MEMORY = 1.2, 0.5
BUSY_TIMES = {"mlp-64": 8, "mlp-384": 2, "tabm": 1}  # as many epochs


def torch_version():
    lines = (ROOT / "scripts" / "versions.env").read_text(encoding="utf-8").splitlines()
    return next(line.split("=")[1] for line in lines if line.startswith("TORCH_VERSION="))


def bench_python(install):
    cache = subprocess.run([ROOT / "scripts" / "cache_dir.sh"], capture_output=True, text=True, check=True).stdout
    venv = pathlib.Path(cache.strip()) / "bench-venv"
    python = venv / "bin" / "python"
    if install:
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        packages = [f"torch=={torch_version()}", *PEERS]
        subprocess.run([python, "-m", "pip", "install", "--quiet", *packages], check=True)
    if not python.is_file():
        sys.exit(f"error: no PyTorch in {venv}; --install puts it there")
    return python


class Bench:
    """One net, its rows and how to time a step of it."""

    def __init__(self, options, python, net, precision, scratch):
        self.options, self.python, self.net, self.precision, self.scratch = options, python, net, precision, scratch
        self.bars = BARS[net, precision]
        steps, self.epochs = WORK[net]
        self.rows, self.few = scratch / f"{net}.csv", scratch / f"{net}-few.csv"
        write_rows(self.rows, steps * BATCH, NETS[net][0])
        write_few(self.rows, self.few)

    def name(self):
        return describe(self.net) + ("" if self.precision == "fp32" else f", {self.precision}")

    def train(self, threads, epochs, processors):
        out, _, peak = launch([
            self.options.binary, "train", self.rows, "--valid", self.few, "--target", "y", "--device", "cpu",
            *mlrun_flags(self.net), "--epochs", epochs, "--threads", threads, "-fo", self.scratch / "m.mlrun",
            "--precision", self.precision, "--compile", "plan", "--json", "-q"], threads, processors)  # fmt: skip
        return json.loads(out), peak

    def mlrun(self, threads, processors=None, times=1):
        short, _ = self.train(threads, 1, processors)
        long, peak = self.train(threads, times * self.epochs + 1, processors)
        return one_more_step(short, long), peak

    def peer(self, name, threads):
        if name == "Keras on JAX":
            words = [HERE / "keras_step.py", self.net, self.rows]
        else:
            words = [HERE / "torch_step.py", self.net, self.rows, MODES[name], "--threads", threads,
                     "--precision", self.precision]  # fmt: skip
        out, _, peak = launch([self.python, *words, "--epochs", self.epochs], threads)
        return json.loads(out)["seconds"], peak

    def in_turn(self, threads):
        """Name -> [(seconds, peak MiB), ...]."""
        times = {"mlrun": [], **{name: [] for name in self.bars}}
        for _ in range(self.options.rounds):
            for name, found in times.items():
                found.append(self.mlrun(threads) if name == "mlrun" else self.peer(name, threads))
        return times


def middle(found, place=0):
    return statistics.median(one[place] for one in found)


def milliseconds(found):
    each = [one[0] * 1e3 for one in found]
    return f"{statistics.median(each):.3f} ({min(each):.3f} - {max(each):.3f})"


def compare(bench, threads):
    """Lines of the page, and what missed its bar."""
    times = bench.in_turn(threads)
    ours, ours_peak = middle(times["mlrun"]), middle(times["mlrun"], 1)
    lines, faults = [[bench.name(), "mlrun", milliseconds(times["mlrun"]), "", "", f"{ours_peak:.0f}"]], []
    for name, bar in bench.bars.items():
        ratio, peak = middle(times[name]) / ours, middle(times[name], 1)
        lines.append(["", name, milliseconds(times[name]), f"{ratio:.2f}", f"{bar}", f"{peak:.0f}"])
        if ratio < bar:
            faults.append(f"{bench.name()}: {ratio:.2f} times as fast as {name}, the bar is {bar}")
        if bench.net == "tabm" and ours_peak > MEMORY * peak:
            faults.append(f"{bench.name()}: {ours_peak:.0f} MiB beside {peak:.0f} of {name}, the bar is {MEMORY}")
    return lines, faults


@contextlib.contextmanager
def busy_processors():
    burners = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in os.sched_getaffinity(0)]
    try:
        yield
    finally:
        for burner in burners:
            burner.kill()
            burner.wait()


def compare_busy(bench):
    """mlrun's step with 1 and 2 threads, in turn, beside programs that never rest."""
    times = {1: [], 2: []}
    with busy_processors():
        for _ in range(bench.options.rounds):
            for threads, found in times.items():
                # Seconds of it, for a processor's share changes by tenths of a second.
                found.append(bench.mlrun(threads, 2, BUSY_TIMES[bench.net])[0])
    ratio = statistics.median(times[2]) / statistics.median(times[1])
    line = [bench.name(), *(f"{statistics.median(t) * 1e3:.3f}" for t in times.values()), f"{ratio:.2f}", f"{BUSY}"]
    return line, [f"{bench.net}, busy: 2 threads take {ratio:.2f} of 1, the bar is {BUSY}"] if ratio > BUSY else []


def report(benches, threads):
    lines, busy, faults = [], [], []
    for bench in benches:
        found, missed = compare(bench, threads)
        lines += found
        faults += missed
    for bench in (bench for bench in benches if bench.precision == "fp32"):
        line, missed = compare_busy(bench)
        busy.append(line)
        faults += missed
    head = ["step", "program", "ms, median (least - most)", "mlrun is times as fast", "bar", "peak MiB"]
    text = markdown(head, lines)
    text += f"\n\n{threads} threads; {benches[0].options.rounds} runs of each in turn. Memory of TabM: at most "
    text += f"{MEMORY} of PyTorch's.\n\n"
    head = ["step, every processor busy with another program", "1 thread, ms", "2 threads, ms", "2 to 1", "at most"]
    return text + markdown(head, busy) + "\n", faults


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=pathlib.Path, default=default_binary(), help="the program (%(default)s)")
    parser.add_argument("--install", action="store_true", help="install PyTorch and other peers into the cache first")
    parser.add_argument("--write", action="store_true", help="put the result into docs/benchmarks.md")
    parser.add_argument("--threads", type=int, default=2, help="of everybody (%(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="runs of each (%(default)s)")
    parser.add_argument("--nets", type=lambda text: text.split(","), default=list(WORK), help="of " + ", ".join(WORK))
    options = parser.parse_args()
    python = bench_python(options.install)
    with tempfile.TemporaryDirectory() as scratch:
        here = ("fp32", "bf16") if multiplies_bf16() else ("fp32",)
        benches = [
            Bench(options, python, net, precision, pathlib.Path(scratch))
            for net, precision in BARS
            if net in options.nets and precision in here
        ]
        text, faults = report(benches, options.threads)
    tell("step", text, options.write, faults)


if __name__ == "__main__":
    main()
