#!/usr/bin/env python3
"""Trains the dense and the linear preset on every shared table and holds the scores to three witnesses: the test
metrics of `mlrun train`, those of `mlrun evaluate`, and scikit-learn's of the rows that `mlrun predict` wrote. On two
tables the linear preset must give the scores of ordinary least squares, and the net must beat it wherever boosted
trees do. A full run writes its table to docs/benchmarks.md. Ends with 1 when something does not hold.

Run it with scripts/python.sh (made by scripts/setup.sh --python): scripts/python.sh scripts/scores.py
"""
import argparse
import csv
import json
import pathlib
import subprocess
import sys
import tempfile
import warnings

import numpy as np
from sklearn import metrics as sk

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "bench"))
from page import default_binary, markdown, put_section, shared_data

TREES = ("catboost", "histgb", "lgbm", "xgb")
HEADLINE = {"regression": "rmse", "binary": "auc", "multiclass": "log-loss"}
LEAST_SQUARES = {"california": 0.7257, "bike_hour": 141.59}
AGREEMENT = 1e-5  # relative


def read_columns(path):
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    return {name: [row[i] for row in rows[1:]] for i, name in enumerate(rows[0])}


def target_of(directory):
    with open(directory / "train.csv", newline="", encoding="utf-8") as file:
        return next(csv.reader(file))[-1]


class Baselines:
    """baselines.tsv: scores of other programs on the same splits."""

    def __init__(self, path):
        with open(path, newline="", encoding="utf-8") as file:
            self.rows = list(csv.DictReader(file, delimiter="\t"))

    def task(self, table):
        return next(row["task"] for row in self.rows if row["table"] == table)

    def best_trees(self, table, metric):
        """Test score and name of the boosted trees whose validation score is best."""
        rows = [r for r in self.rows if r["table"] == table and r["metric"] == metric.replace("-", "")]
        trees = [r for r in rows if r["model"] in TREES]
        best = min(trees, key=lambda r: float(r["val_score"]) * (-1 if metric == "auc" else 1))
        return float(best["seed_mean"]), best["model"] + " " + best["config"]


def mlrun(binary, *arguments):
    run = subprocess.run([str(binary), *map(str, arguments)], capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(f"error: mlrun {' '.join(map(str, arguments))}: status {run.returncode}\n{run.stderr.strip()}")
    return run.stdout


def sklearn_scores(task, truth, predicted):
    """scikit-learn's metrics of the written rows, under mlrun's names."""
    if task == "regression":
        y, p = np.array(truth, float), np.array(predicted["prediction"], float)
        there = y != 0  # mlrun leaves rows with a target of 0 out of mape
        return {
            "rmse": sk.root_mean_squared_error(y, p),
            "mae": sk.mean_absolute_error(y, p),
            "r2": sk.r2_score(y, p),
            "mape": sk.mean_absolute_percentage_error(y[there], p[there]),
        }
    classes = [name.removeprefix("prob_") for name in predicted if name.startswith("prob_")]
    shares = np.column_stack([np.array(predicted["prob_" + name], float) for name in classes])
    y = np.array([classes.index(text) for text in truth])
    p = np.array([classes.index(text) for text in predicted["prediction"]])
    labels = range(len(classes))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # shares written as float32 add up to 1 within 1e-7 only
        scores = {
            "log-loss": sk.log_loss(y, np.clip(shares, 1e-15, 1 - 1e-15), labels=labels),
            "accuracy": sk.accuracy_score(y, p),
            "balanced-accuracy": sk.balanced_accuracy_score(y, p),
            "f1": sk.f1_score(y, p, average="macro"),
        }
    one_hot = np.eye(len(classes))[y]
    if len(classes) == 2:
        scores["auc"] = sk.roc_auc_score(y, shares[:, 1])
        scores["brier"] = sk.brier_score_loss(y, shares[:, 1])
    else:
        scores["auc"] = sk.roc_auc_score(one_hot, shares, average="macro")
        scores["brier"] = float(((shares - one_hot) ** 2).sum(axis=1).mean())
    return scores


def disagreements(witnesses):
    """Sentences about metrics in which two witnesses differ; each witness is (name, scores)."""
    first_name, first = witnesses[0]
    found = []
    for name, scores in witnesses[1:]:
        for metric, value in scores.items():
            if isinstance(value, (int, float, np.floating)) and not np.isclose(
                value, first[metric], rtol=AGREEMENT, atol=0
            ):
                found.append(f"{metric}: {first[metric]} by {first_name}, {value} by {name}")
    return found


class Run:
    """One table and one preset: trained, scored three ways."""

    def __init__(self, options, table, task, preset, scratch):
        data, target = options.data / table, target_of(options.data / table)
        model, answers = scratch / f"{table}.{preset}.mlrun", scratch / f"{table}.{preset}.csv"
        extra = ["--epochs", options.epochs] if options.epochs else []
        extra += ["--threads", options.threads] if options.threads else []
        trained = json.loads(
            mlrun(
                options.binary, "train", data / "train.csv", "--valid", data / "val.csv", "--test", data / "test.csv",
                "--target", target, "--task", "regression" if task == "regression" else "classification",
                "--preset", preset, "--seed", options.seed, "-o", model, "--json", "--quiet", *extra,
            )
        )  # fmt: skip
        mlrun(options.binary, "predict", model, data / "test.csv", "-o", answers, "--quiet")
        evaluated = json.loads(mlrun(options.binary, "evaluate", model, data / "test.csv", "--json", "--quiet"))
        self.scores = trained["metrics"]["test"]
        truth = read_columns(data / "test.csv")[target]
        self.faults = disagreements(
            [
                ("train", self.scores),
                ("evaluate", evaluated["metrics"]),
                ("scikit-learn", sklearn_scores(task, truth, read_columns(answers))),
            ]
        )
        self.epochs, self.seconds = trained["epochs"], trained["seconds"]


def better(metric, a, b):
    return a > b if metric == "auc" else a < b


def try_table(options, baselines, table, scratch):
    """One row of the page, and what did not hold."""
    task = baselines.task(table)
    metric = HEADLINE[task]
    dense = Run(options, table, task, "dense", scratch)
    linear = Run(options, table, task, "linear", scratch)
    trees, which = baselines.best_trees(table, metric)
    mine, straight = dense.scores[metric], linear.scores[metric]
    faults = [f"{table}, {name}: {f}" for name, run in (("dense", dense), ("linear", linear)) for f in run.faults]
    wins, trees_win = better(metric, mine, straight), better(metric, trees, straight)
    if trees_win and not wins:
        faults.append(f"{table}: trees beat the linear preset ({trees:.5g} against {straight:.5g}), dense does not")
    known = LEAST_SQUARES.get(table)
    if known and not options.epochs and abs(straight / known - 1) > 0.01:
        faults.append(f"{table}: linear {straight:.5g}, ordinary least squares {known}: more than 1 % apart")
    verdict = ("yes" if wins else "no") + ("" if trees_win else " (nor do trees)" if not wins else " (trees do not)")
    run = f"{dense.epochs} epochs, {dense.seconds:.0f} s"
    numbers = [f"{number:.5g}" if number >= 1 else f"{number:.4f}" for number in (straight, mine, trees)]
    return [table, metric, *numbers, which, verdict, run], faults


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=pathlib.Path, default=default_binary(), help="the program (%(default)s)")
    parser.add_argument("--only", metavar="TABLE", action="append", help="this table; may be repeated")
    parser.add_argument("--epochs", type=int, help="at most so many, for a quick look; nothing is written")
    parser.add_argument("--threads", type=int, help="CPU threads (the program's choice; 1 on a busy machine)")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    options.data = shared_data()
    baselines = Baselines(options.data / "baselines.tsv")
    tables = options.only or sorted(path.parent.name for path in options.data.glob("*/train.csv"))
    rows, faults = [], []
    with tempfile.TemporaryDirectory() as scratch:
        for table in tables:
            row, found = try_table(options, baselines, table, pathlib.Path(scratch))
            print("  ".join(row), flush=True)
            rows.append(row)
            faults += found
    threads = f"{options.threads} thread" if options.threads == 1 else f"{options.threads or 'automatic'} threads"
    head = ["table", "metric", "linear", "dense", "trees", "which trees", "dense beats linear", "dense took"]
    text = markdown(head, rows) + f"\n\nSeed {options.seed}, {threads}; times on a machine that others use too.\n"
    print("\n" + text)
    if not options.only and not options.epochs:
        put_section("scores", text)
    for fault in faults:
        print("FAULT", fault)
    print(f"{len(tables)} tables, {len(faults)} faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
