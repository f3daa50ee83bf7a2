#!/usr/bin/env python3
"""The packed products of lib/kernels, fp32 and (avx512_bf16) of bf16 with rounding the rows, against PyTorch's addmm and the processor's peak, one thread, rows x depth x
columns with bias and ReLU (PyTorch: with bias). With --write the result goes to docs/benchmarks.md. Needs product_bench
of a build with tests, and the Python with PyTorch that scripts/bench/step.py --install makes.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import time

from page import default_binary, markdown, tell
from step import bench_python

SHAPES = ((1024, 256, 256), (1024, 8, 256), (1024, 640, 640), (96, 256, 256), (1, 256, 256), (1024, 256, 1))
ROUNDS = 15


def torch_rates():
    """Runs in the Python that has PyTorch; prints billions of operations per second for each shape."""
    import torch

    torch.set_num_threads(1)
    found = []
    for rows, depth, columns in SHAPES:
        x, weight, bias = torch.rand(rows, depth), torch.rand(columns, depth), torch.rand(columns)
        operations = 2 * rows * depth * columns
        repeats, times = max(1, min(2000, int(2e8 / operations))), []
        with torch.inference_mode():
            for _ in range(ROUNDS):
                start = time.perf_counter()
                for _ in range(repeats):
                    torch.addmm(bias, x, weight.t())
                times.append((time.perf_counter() - start) / repeats)
        found.append(operations / statistics.median(times) / 1e9)
    print(json.dumps(found))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    bench = default_binary().with_name("product_bench")
    parser.add_argument("--binary", type=pathlib.Path, default=bench, help="the bench (%(default)s)")
    parser.add_argument("--write", action="store_true", help="put the result into docs/benchmarks.md")
    parser.add_argument("--torch", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.torch:
        return torch_rates()
    python = [bench_python(install=False), __file__, "--torch"]
    torch = json.loads(subprocess.run(python, capture_output=True, text=True, check=True).stdout)
    words = [str(size) for shape in SHAPES for size in shape]
    lines = subprocess.run([options.binary, *words], capture_output=True, text=True, check=True).stdout.splitlines()
    results = [json.loads(line) for line in lines]
    sets = [result["set"] for result in results if "peak" in result]
    rows = [["peak", *(f"{result['peak']:.0f}" for result in results if "peak" in result), ""]]
    for shape, theirs in zip(SHAPES, torch):
        ours = [f"{result['gflops']:.0f}" for result in results if result.get("shape") == list(shape)]
        rows.append([" x ".join(map(str, shape)), *ours, f"{theirs:.0f}"])
    text = markdown(["GFLOP/s", *sets, "PyTorch addmm"], rows)
    text += f"\n\nOne thread, medians of {ROUNDS} rounds.\n"
    tell("product", text, options.write, [])


if __name__ == "__main__":
    main()
