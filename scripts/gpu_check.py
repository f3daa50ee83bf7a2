#!/usr/bin/env python3
"""The parts of scripts/gpu_check.sh that are easier in Python.

Usage: gpu_check.py table DIR                     made-up tables: train, valid, test, few, many
       gpu_check.py get FILE KEY[.KEY...]         one value of a JSON file
       gpu_check.py differ A.csv B.csv ABS REL    largest difference of two files of predictions; 1 when too large
       gpu_check.py speed [options]               one training step of mlrun and of PyTorch, a Markdown table

Only speed needs PyTorch, in the Python that runs this.
"""
import argparse
import csv
import json
import math
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time

INPUTS, BATCH = 8, 256
HEADER = [f"x{i}" for i in range(INPUTS)] + ["y"]
# train: 52 steps of 256 rows, as the table of scripts/bench/step.py; many: one batch too large for a device
SIZES = {"train": 52 * BATCH, "valid": 2048, "test": 4096, "few": 2, "many": 200_000}


def make_row(rng):
    x = [rng.uniform(-2, 2) for _ in range(INPUTS)]
    y = math.sin(x[0]) * x[1] + x[2] ** 2 - 0.5 * x[3] * x[4] + 0.3 * x[5] + rng.gauss(0, 0.1)
    return [f"{value:.6g}" for value in (*x, y)]


def make_tables(directory):
    rng = random.Random(7)
    for name, rows in SIZES.items():
        with open(directory / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(HEADER)
            writer.writerows(make_row(rng) for _ in range(rows))


def get(path, keys):
    value = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    for key in keys.split("."):
        value = value[key]
    print(value if isinstance(value, str) else json.dumps(value))


def read_numbers(path):
    with open(path, newline="", encoding="utf-8") as file:
        return [[float(cell) for cell in row] for row in list(csv.reader(file))[1:]]


def differ(first, second, absolute, relative):
    """Prints the largest difference; ends with 1 where |a - b| > absolute + relative |a| anywhere."""
    a, b = ([cell for row in read_numbers(path) for cell in row] for path in (first, second))
    if len(a) != len(b):
        sys.exit(f"{len(a)} numbers against {len(b)}")
    print(f"{max((abs(p - q) for p, q in zip(a, b)), default=0):.3g}")
    if not all(abs(p - q) <= absolute + relative * abs(p) for p, q in zip(a, b)):
        sys.exit(1)


def net_and_optimizer(torch, inputs, widths, device, capturable):
    """The net of scripts/bench/step.py, its weights and biases in groups of their own."""
    nn = torch.nn
    layers, width = [], inputs
    for next_width in widths:
        layers += [nn.Linear(width, next_width), nn.ReLU(), nn.Dropout(0.1)]
        width = next_width
    net = nn.Sequential(*layers, nn.Linear(width, 1)).to(device)
    weights = [p for p in net.parameters() if p.dim() > 1]
    biases = [p for p in net.parameters() if p.dim() == 1]
    groups = [{"params": weights, "weight_decay": 3e-4}, {"params": biases, "weight_decay": 0.0}]
    return net, torch.optim.AdamW(groups, lr=1e-3, fused=True, capturable=capturable)


def captured(torch, step, rows):
    """The step as a CUDA graph over a fixed place for the rows; warmed up on a stream of its own, as it must be."""
    place = rows.clone()
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(5):
            step(place)
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        step(place)

    def replay(chosen):
        place.copy_(chosen)
        graph.replay()

    return replay


def torch_seconds(mode, path, widths, device, epochs):
    """Seconds per step of PyTorch; preparing (compiling, capturing) and a first epoch are not counted."""
    import torch

    torch.manual_seed(0)
    torch.backends.cuda.matmul.allow_tf32 = False
    table = torch.tensor(read_numbers(path), dtype=torch.float32)
    table = ((table - table.mean(0)) / table.std(0)).to(device)
    inputs, targets = table[:, :-1].contiguous(), table[:, -1].contiguous()
    net, optimizer = net_and_optimizer(torch, inputs.shape[1], widths, device, mode == "graph")
    total = torch.zeros((), device=device)
    forward = torch.compile(net) if mode == "compile" else net

    def step(rows):
        optimizer.zero_grad(set_to_none=True)
        loss = torch.nn.functional.mse_loss(forward(inputs[rows]).squeeze(1), targets[rows])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0, foreach=True)
        optimizer.step()
        total.add_(loss.detach())

    def epoch():
        for rows in torch.randperm(len(inputs), device=device).split(BATCH):
            step(rows)
        total.item()  # waits for the device
        return len(inputs) // BATCH

    if mode == "graph":
        step = captured(torch, step, torch.arange(BATCH, device=device))
    epoch()
    start = time.perf_counter()
    steps = sum(epoch() for _ in range(epochs))
    return (time.perf_counter() - start) / steps


def time_torch(options, mode):
    run = [sys.executable, __file__, "speed", "--torch", mode, "--data", options.data, "--device", options.device,
           "--epochs", str(options.epochs), "--hidden", options.hidden]  # fmt: skip
    done = subprocess.run(run, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError((done.stderr.strip().splitlines() or ["no reason given"])[-1])
    return float(done.stdout.splitlines()[-1])


def train_report(options, flags, epochs):
    with tempfile.TemporaryDirectory() as scratch:
        run = [options.binary, "train", options.data / "train.csv", "--valid", options.data / "few.csv", "--target",
               "y", "--device", options.device, "--hidden", options.hidden, "--batch-size", str(BATCH), "--epochs",
               str(epochs), "--patience", "0", "-o", pathlib.Path(scratch) / "m.mlrun", "--json", "-q",
               *flags]  # fmt: skip
        done = subprocess.run(run, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    return json.loads(done.stdout)


def time_mlrun(options, flags):
    """What one more step costs: two runs of different lengths, so that preparing is not counted."""
    short, long = (train_report(options, flags, epochs) for epochs in (2, options.epochs + 2))
    return (long["seconds"] - short["seconds"]) / (long["steps"] - short["steps"])


def measure(options, contestants):
    """Times of each contestant, in turn; what does not run is left out with its reason."""
    times = {name: [] for name in contestants}
    failed = {}
    for _ in range(options.rounds):
        for name, run in contestants.items():
            if name in failed:
                continue
            try:
                times[name].append(run())
            except RuntimeError as error:
                failed[name] = str(error)
    return {name: t for name, t in times.items() if name not in failed}, failed


def speed(options):
    if options.torch:
        return print(torch_seconds(options.torch, options.data / "train.csv", json.loads(options.hidden),
                                   options.device, options.epochs))  # fmt: skip
    contestants = {}
    for mode in options.compile:
        flags = [] if mode == "eager" else ["--compile", mode]
        contestants[f"mlrun, {mode}"] = lambda flags=flags: time_mlrun(options, flags)
    for mode, name in (("eager", "eager"), ("compile", "torch.compile"), ("graph", "CUDA graph")):
        if mode == "graph" and options.device == "cpu":
            continue
        contestants[f"PyTorch, {name}"] = lambda mode=mode: time_torch(options, mode)
    times, failed = measure(options, contestants)
    base = statistics.median(times["PyTorch, eager"]) if "PyTorch, eager" in times else math.nan
    print("| one step | ms, median (least - most) | times PyTorch eager |\n| --- | --- | --- |")
    for name, t in times.items():
        middle = statistics.median(t)
        print(f"| {name} | {middle * 1e3:.4f} ({min(t) * 1e3:.4f} - {max(t) * 1e3:.4f}) | {base / middle:.2f} |")
    for name, reason in failed.items():
        print(f"| {name} | did not run: {reason} | |")
    ours = [statistics.median(t) for name, t in times.items() if name.startswith("mlrun")]
    if any(name.startswith("mlrun") for name in failed) or not ours or not min(ours) <= base:
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
    verb.add_argument("--data", type=pathlib.Path, required=True)
    verb.add_argument("--device", default="cuda")
    verb.add_argument("--hidden", default="[256,256,256]")
    verb.add_argument("--compile", action="append", default=[], help="a way of mlrun to run a step; repeatable")
    verb.add_argument("--rounds", type=int, default=5)
    verb.add_argument("--epochs", type=int, default=20)
    verb.add_argument("--torch", help=argparse.SUPPRESS)
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
