#!/usr/bin/env python3
"""Time of one training step against PyTorch eager: dense 3 x 256, batch 256, dropout .1, gradient clipping, fused AdamW,
on the table california. Both train the same epochs with the same threads in fresh processes, in turn; the ratio of the
medians counts. With --write the result goes to docs/benchmarks.md. On a busy machine two OpenMP threads wait for each
other by spinning, and the numbers say nothing; OMP_WAIT_POLICY=passive in the environment holds for both.

PyTorch of the pinned version lies in a Python of its own in the cache, with the peers that other measuring scripts ask
for; --install puts them there (3 GB to download).
"""
import argparse
import csv
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

from page import ROOT, default_binary, markdown, put_section, shared_data

WIDTHS, BATCH = (256, 256, 256), 256
# What the measuring scripts compare with, besides PyTorch.
PEERS = ("numpy==2.4.6", "onnx==1.23.2", "onnxruntime==1.32.0", "pandas==3.1.1", "polars==2.1.0", "pyarrow==26.0.1")


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


def read_numbers(path):
    with open(path, newline="", encoding="utf-8") as file:
        return [[float(cell) for cell in row] for row in list(csv.reader(file))[1:]]


def train_with_torch(path, threads, epochs):
    """Runs in the Python that has PyTorch; prints seconds per step."""
    import torch
    from torch import nn

    torch.set_num_threads(threads)
    torch.manual_seed(0)
    table = torch.tensor(read_numbers(path), dtype=torch.float32)
    table = (table - table.mean(0)) / table.std(0)
    inputs, targets = table[:, :-1].contiguous(), table[:, -1].contiguous()
    layers, width = [], inputs.shape[1]
    for next_width in WIDTHS:
        layers += [nn.Linear(width, next_width), nn.ReLU(), nn.Dropout(0.1)]
        width = next_width
    net = nn.Sequential(*layers, nn.Linear(width, 1))
    weights = [p for p in net.parameters() if p.dim() > 1]
    biases = [p for p in net.parameters() if p.dim() == 1]
    groups = [{"params": weights, "weight_decay": 3e-4}, {"params": biases, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=1e-3, fused=True)
    steps, start = 0, time.perf_counter()
    for _ in range(epochs):
        total = torch.zeros(())
        for rows in torch.randperm(len(inputs)).split(BATCH):
            optimizer.zero_grad(set_to_none=True)
            loss = nn.functional.mse_loss(net(inputs[rows]).squeeze(1), targets[rows])
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0, foreach=True)
            optimizer.step()
            total += loss.detach()
            steps += 1
        total.item()
    print((time.perf_counter() - start) / steps)


def time_torch(python, path, threads, epochs):
    run = [python, __file__, "--torch", path, "--threads", str(threads), "--epochs", str(epochs)]
    return float(subprocess.run(run, capture_output=True, text=True, check=True).stdout)


def time_mlrun(binary, path, valid, threads, epochs):
    with tempfile.TemporaryDirectory() as scratch:
        run = [
            binary, "train", path, "--valid", valid, "--target", "MedHouseVal", "--device", "cpu",
            "--hidden", json.dumps(WIDTHS), "--batch-size", str(BATCH), "--epochs", str(epochs), "--patience", "0",
            "--threads", str(threads), "-o", pathlib.Path(scratch) / "m.mlrun", "--json", "--quiet",
        ]  # fmt: skip
        report = json.loads(subprocess.run(run, capture_output=True, text=True, check=True).stdout)
    return report["seconds"] / report["steps"]


def few_rows(path, scratch):
    """A validation file so small that looking at it costs nothing."""
    valid = pathlib.Path(scratch) / "valid.csv"
    with open(path, encoding="utf-8") as source:
        valid.write_text("".join(source.readline() for _ in range(3)), encoding="utf-8")
    return valid


def compare(options, python, threads):
    """One row of the page, and how many times PyTorch's speed it is."""
    path = shared_data() / "california" / "train.csv"
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as scratch:
        valid = few_rows(path, scratch)
        for _ in range(options.rounds):
            ours.append(time_mlrun(options.binary, path, valid, threads, options.epochs))
            theirs.append(time_torch(python, path, threads, options.epochs))
    ratio = statistics.median(theirs) / statistics.median(ours)
    cells = [f"{statistics.median(t) * 1e3:.3f} ({min(t) * 1e3:.3f} - {max(t) * 1e3:.3f})" for t in (ours, theirs)]
    return [str(threads), *cells, f"{ratio:.2f}"], ratio


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=pathlib.Path, default=default_binary(), help="the program (%(default)s)")
    parser.add_argument("--install", action="store_true", help="install PyTorch and other peers into the cache first")
    parser.add_argument("--write", action="store_true", help="put the result into docs/benchmarks.md")
    parser.add_argument("--threads", type=int, action="append", help="may be repeated (1 and all that are allowed)")
    parser.add_argument("--rounds", type=int, default=7, help="runs of each (%(default)s)")
    parser.add_argument("--epochs", type=int, default=10, help="of 52 steps, per run (%(default)s)")
    parser.add_argument("--torch", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.torch:
        return train_with_torch(options.torch, options.threads[0], options.epochs)
    python = bench_python(options.install)
    threads = options.threads or sorted({1, len(os.sched_getaffinity(0))})
    results = [compare(options, python, n) for n in threads]
    head = ["threads", "mlrun, ms a step", f"PyTorch {torch_version()} eager, ms a step", "times as fast"]
    text = markdown(head, [row for row, _ in results])
    text += f"\n\nMedian (least - most) of {options.rounds} runs of {options.epochs} epochs each, in turn"
    policy = os.environ.get("OMP_WAIT_POLICY")
    text += f", both with OMP_WAIT_POLICY={policy}.\n" if policy else ".\n"
    print(text)
    if options.write:
        put_section("step", text)
    slow = [n for n, (_, ratio) in zip(threads, results) if ratio < 1]
    if slow:
        sys.exit(f"slower than PyTorch with threads: {slow}")


if __name__ == "__main__":
    main()
