#!/usr/bin/env python3
"""Trains presets and nets on the shared tables and sets their test scores beside boosted trees and published numbers.

Every finished run is a line of docs/scores.tsv and is not run again, so that it can be stopped at any time and go on
another day; docs/scores.md is made from all lines. Validation rows alone choose; test rows are scored once. The trees
are those of baselines.tsv that did best on the validation rows; `sklearn-mlp` is scikit-learn's net as it comes
(scripts/bench/sklearn_mlp.py, which needs scripts/setup.sh --python). --page only writes the page.

Usage: scripts/bench/scores.py [--runs default,fast,tabm] [--tables adult,california] [--seeds 0,1,2] [--page]
"""
import argparse
import csv
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

from page import ROOT, append_lines, default_binary, markdown, read_lines, shared_data

FOLDS = ROOT / "docs" / "folds.tsv"
STORE, PAGE = ROOT / "docs" / "scores.tsv", ROOT / "docs" / "scores.md"
FIELDS = ("table", "run", "seed", "metric", "test", "valid", "seconds", "nets", "threads", "device")
# What a run says to `mlrun train`.
RUNS = {
    "fast": ("--preset", "fast"),
    "default": ("--preset", "default"),
    "best": ("--preset", "best"),
    "linear": ("--preset", "linear"),
    "dense": ("--preset", "dense"),
    "dense_ple": ("--preset", "dense_ple"),
    "resnet": ("--model", "resnet"),
    "tabm": ("--model", "tabm"),
    "realmlp": ("--model", "realmlp"),
    "tabm-plain-bins": ("--model", "tabm", *(word for key in (
        "model.embedding.spread_bins=false", "model.embedding.bins=48", "model.embedding.width=16", "model.dropout=0.1",
        "train.optimizer.lr=1.5e-3") for word in ("-s", key))),
    "sklearn-mlp": (),
}
PRESETS = ("fast", "default", "best")
HEADLINE = {"regression": "rmse", "binary": "auc", "multiclass": "log-loss"}
MORE = {"adult": ("accuracy", "log-loss")}  # beside the headline, since papers tell it
TREES = ("catboost", "histgb", "lgbm", "xgb")
# Test scores, means of 15 seeds on the same splits: Gorishniy et al. 2025 (TabM), tables of appendix; XGBoost,
# CatBoost as tuned there. What was tuned: github.com/yandex-research/tabm, exp/tabm-mini-piecewiselinear.
PUBLISHED = {
    ("california", "rmse"): "XGBoost .4327, CatBoost .4294, MLP .4948, TabM-mini + PLE .4275 (tuned for this table: 4 blocks "
    "of 736, dropout .23, learning rate 4.5e-4, embeddings of 24 and 99 bins, no weight decay)",
    ("adult", "accuracy"): "XGBoost .8720, CatBoost .8714, MLP .8540, TabM-mini + PLE .8700 (tuned: 4 blocks of 288, dropout "
    ".16, learning rate 2.4e-3, embeddings of 28 and 92 bins, version A)",
}


class Trees:
    """The boosted trees that did best on the validation rows."""

    def __init__(self, data):
        self.lines = read_lines(data / "baselines.tsv")

    def task(self, table):
        return next(line["task"] for line in self.lines if line["table"] == table)

    def best(self, table, metric):
        fitting = [
            line
            for line in self.lines
            if line["table"] == table and line["metric"] == metric.replace("-", "") and line["model"] in TREES
        ]
        sign = -1 if higher_is_better(metric) else 1
        best = min(fitting, key=lambda line: sign * float(line["val_score"]))
        return float(best["seed_mean"]), f"{best['model']} {best['config']}"


def higher_is_better(metric):
    return metric in ("auc", "accuracy", "balanced-accuracy", "f1", "r2")


def target_of(rows):
    """The last column of a table's folder."""
    with open(rows / "train.csv", newline="", encoding="utf-8") as file:
        return next(csv.reader(file))[-1]


def command_of(options, rows, task, run, seed, model):
    if run == "sklearn-mlp":
        scripts = ROOT / "scripts"
        return [scripts / "python.sh", scripts / "bench" / "sklearn_mlp.py", rows, task, "--seed", seed]
    return [
        options.binary, "train", rows / "train.csv", "--valid", rows / "val.csv", "--test", rows / "test.csv",
        "--target", target_of(rows), "--task", "regression" if task == "regression" else "classification",
        "--seed", seed, "--json", "--quiet", "-o", model, *RUNS[run],
        *(("--threads", options.threads) if options.threads else ()),
        *(("--jobs", options.jobs) if options.jobs else ()),
        *(("--device", options.device) if options.device else ()),
        *(("--precision", options.precision) if options.precision else ()),
    ]  # fmt: skip


def train(options, data, table, task, run, seed):
    """The lines of one run: its headline metric and what papers tell beside it."""
    begin = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        command = command_of(options, data / table, task, run, seed, pathlib.Path(scratch) / "m.mlrun")
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    seconds = time.monotonic() - begin
    if done.returncode != 0:
        sys.exit(f"error: {table}, {run}: status {done.returncode}\n{done.stderr.strip()}")
    told = json.loads(done.stdout)
    for metric in (HEADLINE[task], *MORE.get(table, ())):
        yield {
            "table": table, "run": run, "seed": seed, "metric": metric,
            "test": told["metrics"]["test"][metric], "valid": told["metrics"]["valid"][metric],
            "seconds": "" if options.untimed else round(seconds, 1), "nets": told["nets"],
            "threads": told["threads"], "device": " ".join((options.device or "cpu", options.precision)).strip(),
        }  # fmt: skip


def run_all(options, data, trees, tables):
    done = {(line["table"], line["run"], int(line["seed"])) for line in read_lines(STORE)}
    for seed in options.seeds:
        for run in options.runs:
            for table in tables:
                if (table, run, seed) in done:
                    continue
                lines = list(train(options, data, table, trees.task(table), run, seed))
                append_lines(STORE, FIELDS, lines)
                print("  ".join(str(lines[0][key]) for key in FIELDS), flush=True)


def number(value):
    return f"{value:.2f}" if abs(value) >= 10 else f"{value:.4f}"


def verdict(metric, mine, trees):
    """How a score stands against the trees': better, near (2 %, or .005 of an AUC) or worse."""
    ahead = mine - trees if higher_is_better(metric) else trees - mine
    near = 0.005 if higher_is_better(metric) else 0.02 * trees
    return "better" if ahead > 0 else "near" if ahead >= -near else "worse"


def row_of(lines, trees, table, run, metric):
    mine = [line for line in lines if (line["table"], line["run"], line["metric"]) == (table, run, metric)]
    if not mine:
        return None
    tests = [float(line["test"]) for line in mine]
    # A run that was held up says none.
    timed = [float(line["seconds"]) for line in mine if line["seconds"]]
    seconds = f"{statistics.median(timed):.0f}" if timed else ""
    deviation = number(statistics.stdev(tests)) if len(tests) > 1 else ""
    devices = ", ".join(sorted({line["device"] for line in mine}))
    tree, which = trees.best(table, metric)
    mean = statistics.mean(tests)
    return {
        "cells": [table, metric, run, number(mean), deviation, str(len(tests)), devices, seconds, number(tree), which,
                  verdict(metric, mean, tree)],
        "verdict": verdict(metric, mean, tree),
    }  # fmt: skip


def page_text(lines, trees, tables):
    text = [__doc__.split("Usage")[0].strip().replace("--page only writes the page.", "").strip()]
    text[0] = "# Scores\n\n`scripts/bench/scores.py` makes this page. " + text[0]
    head = ["table", "metric", "run", "test", "deviation", "seeds", "trained on", "seconds", "trees", "which", "against trees"]
    for run in [*PRESETS, *(name for name in RUNS if name not in PRESETS)]:
        found = []
        for table in tables:
            metrics = (HEADLINE[trees.task(table)], *MORE.get(table, ()))
            found += [row for metric in metrics if (row := row_of(lines, trees, table, run, metric))]
        if not found:
            continue
        heads = [row for row in found if row["cells"][1] == HEADLINE[trees.task(row["cells"][0])]]
        tally = {word: sum(row["verdict"] == word for row in heads) for word in ("better", "near", "worse")}
        text.append(f"## {'Preset' if run in PRESETS else 'Net'} `{run}`")
        text.append(markdown(head, [row["cells"] for row in found]))
        text.append(
            f"{len(heads)} tables by the headline metric: {tally['better']} better than the trees, {tally['near']} "
            f"near (within 2 %, or .005 of an AUC), {tally['worse']} worse."
        )
    text += folds_text()
    text.append("## Published\n\n" + "\n".join(f"- {t}, {m}: {what}" for (t, m), what in PUBLISHED.items()))
    text.append(
        "A line is of the version that ran it (git log docs/scores.tsv). Seconds are those of the whole run, on machines that "
        "others use too. "
        "credit-g and titanic have 200 and 179 test rows: one standard error of an AUC there is about .03."
    )
    return "\n\n".join(text) + "\n"


def folds_text():
    """What scripts/bench/folds.py found: mean of the folds, and the difference to mlrun paired by fold."""
    lines = read_lines(FOLDS)
    if not lines:
        return []
    rows = []
    for table in sorted({line["table"] for line in lines}):
        scores = {}
        for line in lines:
            if line["table"] == table:
                scores.setdefault(line["run"], {})[line["fold"]] = float(line["auc"])
        mine = scores["mlrun default"]
        for run, folds in sorted(scores.items(), key=lambda item: -statistics.mean(item[1].values())):
            ahead = [mine[fold] - folds[fold] for fold in folds]
            error = statistics.stdev(ahead) / len(ahead) ** 0.5 if len(ahead) > 1 else 0
            against = "" if run == "mlrun default" else f"{statistics.mean(ahead):+.4f} +- {error:.4f}"
            rows.append([table, run, number(statistics.mean(folds.values())), against])
    intro = (
        "## By folds\n\ncredit-g and titanic are too small for their test parts to decide: `scripts/bench/folds.py` answers "
        "every row by models made from four fifths of the others, trees and mlrun stopping early on the same rows. AUC, mean "
        "of 5 folds; mlrun's lead paired by fold, with its standard error."
    )
    return [intro, markdown(["table", "model", "AUC", "mlrun default is ahead by"], rows)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = lambda text: text.split(",")  # noqa: E731
    parser.add_argument("--binary", type=pathlib.Path, default=default_binary(), help="the program (%(default)s)")
    parser.add_argument("--runs", type=names, default=list(PRESETS[:2]), help="of " + ", ".join(RUNS))
    parser.add_argument("--tables", type=names, help="all that are there unless given")
    parser.add_argument("--seeds", type=lambda text: [int(seed) for seed in text.split(",")], default=[0])
    parser.add_argument("--threads", type=int, help="CPU threads")
    parser.add_argument("--jobs", type=int, help="nets at a time")
    parser.add_argument("--device", help="where mlrun trains")
    parser.add_argument("--precision", default="", help="of products in training, such as bf16")
    parser.add_argument("--untimed", action="store_true", help="leave the seconds out: a host that others use")
    parser.add_argument("--page", action="store_true", help="only write the page")
    options = parser.parse_args()
    for run in options.runs:
        if run not in RUNS:
            parser.error(f"--runs: {run} is none of {', '.join(RUNS)}")
    data = shared_data()
    trees = Trees(data)
    every = sorted(path.parent.name for path in data.glob("*/train.csv"))
    if not options.page:
        run_all(options, data, trees, options.tables or every)
    PAGE.write_text(page_text(read_lines(STORE), trees, every), encoding="utf-8")


if __name__ == "__main__":
    main()
