#!/usr/bin/env python3
"""RealMLP beside its reference: RealMLP_TD_Regressor or _Classifier of pytabkit 1.7.3 (one net, 256 epochs, its own
defaults) and `mlrun train --model realmlp` on the same training and validation rows of a shared table, its last column
the target, with the same number of threads. Prints test rmse or accuracy, by which both keep the best epoch, and seconds
of every seed, and mean and deviation of both. Numbers must not be missing, which pytabkit does not take.

Needs PyTorch and pytabkit in the Python that the measuring scripts share (scripts/bench/step.py --install makes it);
--install puts all of them there. A run of the reference takes about as long as one of mlrun: on a table of 3,000 rows
about a minute a seed and thread, on california five.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

from page import default_binary, shared_data
from scores import Trees
from step import bench_python

# pytabkit imports some of these only when it fits.
PACKAGES = ("pytabkit==1.7.3", "dill==0.4.0", "msgpack==1.1.1", "pyyaml==6.0.4", "tqdm==4.70.1", "skorch==1.4.0")


def read_rows(path, regression):
    """Inputs, texts as categories, and targets."""
    import pandas

    table = pandas.read_csv(path)
    inputs, target = table.iloc[:, :-1], table.iloc[:, -1]
    inputs = inputs.apply(lambda column: column.astype("float32" if column.dtype.kind in "if" else "category"))
    return inputs, target.astype("float32" if regression else str)


def run_reference(tables, seed, threads, regression):
    """Test score and seconds of the training."""
    import numpy as np
    import torch
    from pytabkit import RealMLP_TD_Classifier, RealMLP_TD_Regressor

    torch.set_num_threads(threads)
    (x, y), (x_valid, y_valid), (x_test, y_test) = tables
    kind = RealMLP_TD_Regressor if regression else RealMLP_TD_Classifier
    net = kind(device="cpu", random_state=seed, n_cv=1, n_refit=0, n_threads=threads)
    start = time.monotonic()
    net.fit(x, y, x_valid, y_valid)
    seconds = time.monotonic() - start
    answers, wanted = np.asarray(net.predict(x_test)).reshape(-1), y_test.to_numpy()
    if not regression:
        return float(np.mean(answers.astype(str) == wanted)), seconds
    return float(np.sqrt(np.mean((answers - wanted) ** 2))), seconds


def run_mlrun(binary, directory, target, seed, threads, regression):
    task, metric = ("regression", "rmse") if regression else ("classification", "accuracy")
    with tempfile.TemporaryDirectory() as scratch:
        command = [binary, "train", directory / "train.csv", "--valid", directory / "val.csv", "--test",
                   directory / "test.csv", "--target", target, "--task", task, "--metric", metric, "--model", "realmlp",
                   "--device", "cpu", "--threads", threads, "--seed", seed, "--json", "-q", "-o", f"{scratch}/m.mlrun"]
        run = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(f"error: {run.stderr.strip()}")
    result = json.loads(run.stdout)
    return result["metrics"]["test"][metric], result["seconds"]


def compare(options):
    directory = shared_data() / options.table
    regression = Trees(shared_data()).task(options.table) == "regression"
    metric = "rmse" if regression else "accuracy"
    tables = [read_rows(directory / f"{part}.csv", regression) for part in ("train", "val", "test")]
    target = tables[0][1].name
    results = {"pytabkit": [], "mlrun": []}
    print(f"{options.table}, {options.threads} thread(s)\nseed  program   test {metric}  seconds")
    for seed in range(options.seeds):
        runs = {"mlrun": lambda: run_mlrun(options.binary, directory, target, seed, options.threads, regression),
                "pytabkit": lambda: run_reference(tables, seed, options.threads, regression)}
        for program, run in runs.items():
            results[program].append(run())
            score, seconds = results[program][-1]
            print(f"{seed:4d}  {program:8s} {score:10.5f} {seconds:8.1f}", flush=True)
    for program, runs in results.items():
        scores = [run[0] for run in runs]
        spread = statistics.stdev(scores) if len(scores) > 1 else 0.0
        seconds = statistics.median(run[1] for run in runs)
        print(f"{program}: {metric} {statistics.mean(scores):.5f} +- {spread:.5f} over {len(scores)} seeds, {seconds:.1f} s")


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
