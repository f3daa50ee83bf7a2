#!/usr/bin/env python3
"""RealMLP beside its reference: RealMLP_TD_Regressor of pytabkit 1.7.3 (one net, 256 epochs, its own defaults) and
`mlrun train --model realmlp` on the same training and validation rows of a shared regression table, its last column the
target, with the same number of threads. Prints test rmse and seconds of every seed, and mean and deviation of both.

Needs PyTorch and pytabkit in the Python that the measuring scripts share (scripts/bench/step.py --install makes it);
--install puts all of them there. A run of the reference takes about as long as one of mlrun: on a table of 3,000 rows
about a minute a seed and thread, on california five.
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

from page import default_binary, shared_data
from step import bench_python

# pytabkit imports some of these only when it fits.
PACKAGES = ("pytabkit==1.7.3", "dill==0.4.0", "msgpack==1.1.1", "pyyaml==6.0.4", "tqdm==4.70.1", "skorch==1.4.0")


def read_rows(path):
    """Inputs, targets and the name of the target. Requires numbers only."""
    import numpy as np

    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    try:
        table = np.array(rows[1:], dtype=np.float32)
    except ValueError as error:
        sys.exit(f"error: {path}: {error}")
    return table[:, :-1], table[:, -1], rows[0][-1]


def run_reference(tables, seed, threads):
    """Test rmse and seconds of the training."""
    import numpy as np
    import torch
    from pytabkit import RealMLP_TD_Regressor

    torch.set_num_threads(threads)
    (x, y, _), (x_valid, y_valid, _), (x_test, y_test, _) = tables
    net = RealMLP_TD_Regressor(device="cpu", random_state=seed, n_cv=1, n_refit=0, n_threads=threads)
    start = time.monotonic()
    net.fit(x, y, x_valid, y_valid)
    seconds = time.monotonic() - start
    answers = np.asarray(net.predict(x_test)).reshape(-1)
    return float(np.sqrt(np.mean((answers - y_test) ** 2))), seconds


def run_mlrun(binary, directory, target, seed, threads):
    with tempfile.TemporaryDirectory() as scratch:
        command = [binary, "train", directory / "train.csv", "--valid", directory / "val.csv", "--test",
                   directory / "test.csv", "--target", target, "--task", "regression", "--model", "realmlp", "--device",
                   "cpu", "--threads", threads, "--seed", seed, "--json", "-q", "-o", f"{scratch}/m.mlrun"]
        run = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(f"error: {run.stderr.strip()}")
    result = json.loads(run.stdout)
    return result["metrics"]["test"]["rmse"], result["seconds"]


def compare(options):
    directory = shared_data() / options.table
    tables = [read_rows(directory / f"{part}.csv") for part in ("train", "val", "test")]
    results = {"pytabkit": [], "mlrun": []}
    print(f"{options.table}, {options.threads} thread(s)\nseed  program   test rmse  seconds")
    for seed in range(options.seeds):
        runs = {"mlrun": lambda: run_mlrun(options.binary, directory, tables[0][2], seed, options.threads),
                "pytabkit": lambda: run_reference(tables, seed, options.threads)}
        for program, run in runs.items():
            results[program].append(run())
            rmse, seconds = results[program][-1]
            print(f"{seed:4d}  {program:8s} {rmse:10.5f} {seconds:8.1f}", flush=True)
    for program, runs in results.items():
        rmse = [run[0] for run in runs]
        spread = statistics.stdev(rmse) if len(rmse) > 1 else 0.0
        seconds = statistics.median(run[1] for run in runs)
        print(f"{program}: rmse {statistics.mean(rmse):.5f} +- {spread:.5f} over {len(rmse)} seeds, {seconds:.1f} s")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", nargs="?", default="wine_white", help="a folder of the shared tables")
    parser.add_argument("--seeds", type=int, default=3, help="how many, from 0")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--binary", type=pathlib.Path, default=default_binary())
    parser.add_argument("--install", action="store_true", help="put PyTorch and pytabkit into the shared Python")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)  # this is that Python
    options = parser.parse_args()
    if options.here:
        return compare(options)
    python = bench_python(options.install)
    if options.install:
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    words = [word for word in sys.argv[1:] if word != "--install"]
    os.execv(python, [str(python), __file__, "--here", *words])


if __name__ == "__main__":
    main()
