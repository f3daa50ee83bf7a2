#!/usr/bin/env python3
"""Where PyTorch's step of TabM goes on a GPU, and what fp32 products cost there as they are and by pieces of 16 bits.

Runs in a Python that has PyTorch and the packages tabm and rtdl_num_embeddings. docs/gpu/hidden_layers.md says what the
pieces are. On a CPU (--device cpu, small sizes) it only shows that it runs.

Usage: scripts/bench/gpu_profile.py [--device cuda] [--rows 8192] [--width 640]
"""
import argparse
import math
import pathlib
import statistics
import tempfile
import time
import types

import torch
import torch_step
from step_nets import BATCH, write_rows
from torch.profiler import ProfilerActivity, profile

REPEATS, ROUNDS, STEPS = 20, 5, 20


def microseconds(work, device):
    """Of one call, the median of rounds; the first calls prepare."""
    wait = torch.cuda.synchronize if device == "cuda" else lambda: None
    for _ in range(3):
        work()
    times = []
    for _ in range(ROUNDS):
        wait()
        start = time.perf_counter()
        for _ in range(REPEATS):
            work()
        wait()
        times.append((time.perf_counter() - start) / REPEATS * 1e6)
    return statistics.median(times)


def pieces(x):
    first = x.bfloat16()
    rest = x - first.float()
    second = rest.bfloat16()
    return first, second, (rest - second.float()).bfloat16()


def scaled_halves(x):
    """Two pieces of fp16, with the largest number in [2^14, 2^15), and the scale."""
    scale = 2.0 ** (14 - math.floor(math.log2(x.abs().max().item())))
    first = (x * scale).half()
    return first, (x * scale - first.float()).half(), scale


def products(options):
    """Time and distance from double precision of x w^T, each way."""
    torch.manual_seed(0)
    x = torch.randn(options.rows, options.width, device=options.device)
    w = torch.randn(options.width, options.width, device=options.device) / options.width**0.5
    (x1, x2, x3), (w1, w2, w3) = pieces(x), pieces(w)
    left, right = torch.cat([x1, x2, x3, x1, x2, x1], 1), torch.cat([w3, w2, w1, w2, w1, w1], 1).t()
    (u1, u2, x_scale), (v1, v2, w_scale) = scaled_halves(x), scaled_halves(w)
    fewer_left, fewer_right = torch.cat([u1, u2, u1], 1), torch.cat([v2, v1, v1], 1).t()
    wide = {} if options.device == "cpu" else {"out_dtype": torch.float32}
    ways = {
        "fp32": lambda: x @ w.t(),
        "bf16": lambda: torch.mm(x1, w1.t(), **wide),
        "six products of bfloat16 pieces": lambda: torch.mm(left, right, **wide),
        "three products of fp16 pieces": lambda: torch.mm(fewer_left, fewer_right, **wide),
    }
    exact = x.double() @ w.double().t()
    print(f"A product of {options.rows} x {options.width} x {options.width}\n")
    print("| way | us | distance from double precision |\n| --- | --- | --- |")
    for name, way in ways.items():
        scale = x_scale * w_scale if "fp16" in name else 1
        distance = (way().double() / scale - exact).norm() / exact.norm()
        print(f"| {name} | {microseconds(way, options.device):.1f} | {distance:.2e} |")


def kernels(options):
    """The kernels of a step, most time first."""
    with tempfile.TemporaryDirectory() as scratch:
        path = pathlib.Path(scratch) / "rows.csv"
        write_rows(path, 2 * BATCH, 8)
        table = torch.tensor(torch_step.read_numbers(path))
    table = ((table - table.mean(0)) / table.std(0)).to(options.device)
    cuda = options.device == "cuda"
    how = types.SimpleNamespace(net="tabm", mode="graph" if cuda else "eager", device=options.device, precision="fp32")
    step, _ = torch_step.make_step(table[:, :-1].contiguous(), table[:, -1].contiguous(), how)
    rows = torch.arange(BATCH, device=options.device)
    if cuda:
        step = torch_step.captured(step, rows)
    steps = STEPS if cuda else 1
    with profile(activities=[ProfilerActivity.CUDA if cuda else ProfilerActivity.CPU]) as seen:
        for _ in range(steps):
            step(rows)
        if cuda:
            torch.cuda.synchronize()
    spent = {k.key: (k.self_device_time_total if cuda else k.self_cpu_time_total) / steps for k in seen.key_averages()}
    print(f"\nA step of TabM: {sum(spent.values()) / 1e3:.2f} ms in kernels\n\n| us | kernel |\n| --- | --- |")
    for name in sorted(spent, key=spent.get, reverse=True)[:25]:
        print(f"| {spent[name]:.1f} | {name[:110]} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="cuda", choices=("cuda", "cpu"))
    parser.add_argument("--rows", type=int, default=8192)
    parser.add_argument("--width", type=int, default=640)
    options = parser.parse_args()
    products(options)
    kernels(options)


if __name__ == "__main__":
    main()
