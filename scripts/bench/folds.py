#!/usr/bin/env python3
"""Compares mlrun with boosted trees on tables whose test part is too small, by 5 folds over all their rows.

Every fold's rows are answered by models that were made from the others: mlrun's presets default, fast and linear and
scikit-learn's net as they come, LightGBM and CatBoost as they come and with the tuned defaults of Holzmueller et al.
2024; but for scikit-learn's net, each stops early on the same fifth of the rows. Differences are paired by fold. Finished folds are lines of docs/folds.tsv and are not run again;
scripts/bench/scores.py --page sets them out. Needs the shared tables, and with --install puts the trees into the
Python of scripts/bench/step.py; scikit-learn's net needs scripts/setup.sh --python. Usage: scripts/bench/folds.py [--install] [--tables credit-g,titanic]
"""
import argparse
import csv
import json
import pathlib
import subprocess
import sys
import tempfile

from page import ROOT, append_lines, default_binary, read_lines, shared_data
from step import bench_python

STORE = ROOT / "docs" / "folds.tsv"
FIELDS = ("table", "fold", "run", "auc", "accuracy", "log-loss")
TREES = ("lightgbm==4.7.0", "catboost==1.2.10", "pandas==3.1.1", "scikit-learn==1.9.1")
FOLDS, PARTS = 5, ("train", "val", "test")
LIGHTGBM = {
    "default": {"n_estimators": 1000},
    "td": {"n_estimators": 1000, "learning_rate": 0.04, "num_leaves": 50, "subsample": 0.75, "subsample_freq": 1,
           "min_child_samples": 40, "min_child_weight": 1e-7},
}  # fmt: skip
CATBOOST = {
    "default": {"iterations": 1000},
    "td": {"iterations": 1000, "learning_rate": 0.08, "depth": 7, "l2_leaf_reg": 1e-5, "random_strength": 0.8,
           "one_hot_max_size": 15, "leaf_estimation_iterations": 1, "bootstrap_type": "Bernoulli", "subsample": 0.9},
}  # fmt: skip


def fit_lightgbm(config, parts):
    import lightgbm

    parts = {part: (rows.astype({c: "category" for c in texts(rows)}), truth) for part, (rows, truth) in parts.items()}
    levels = {c: parts["train"][0][c].cat.categories for c in texts(parts["train"][0], "category")}
    for rows, _ in parts.values():
        for column, known in levels.items():
            rows[column] = rows[column].cat.set_categories(known)
    model = lightgbm.LGBMClassifier(**LIGHTGBM[config], verbose=-1, random_state=0, n_jobs=1)
    model.fit(*parts["train"], eval_set=[parts["val"]], callbacks=[lightgbm.early_stopping(100, verbose=False)])
    return model.predict_proba(parts["test"][0])


def fit_catboost(config, parts):
    import catboost

    parts = {part: (rows.fillna({c: "" for c in texts(rows)}), truth) for part, (rows, truth) in parts.items()}
    columns = texts(parts["train"][0])
    model = catboost.CatBoostClassifier(
        **CATBOOST[config], cat_features=columns, early_stopping_rounds=100, random_seed=0, thread_count=1, verbose=False,
        allow_writing_files=False,
    )  # fmt: skip
    model.fit(*parts["train"], eval_set=parts["val"])
    return model.predict_proba(parts["test"][0])


def texts(rows, kind="object"):
    import pandas

    if kind == "category":
        return [c for c in rows if isinstance(rows[c].dtype, pandas.CategoricalDtype)]
    return [c for c in rows if not pandas.api.types.is_numeric_dtype(rows[c])]


def scores(truth, shares):
    from sklearn.metrics import accuracy_score, log_loss, roc_auc_score

    return {
        "auc": roc_auc_score(truth, shares[:, 1]),
        "accuracy": accuracy_score(truth, shares.argmax(1)),
        "log-loss": log_loss(truth, shares),
    }


def score_trees(directory):
    """Runs in the Python that has the trees: scores of all of them on train, val and test.csv of a directory."""
    import pandas

    parts = {}
    for part in PARTS:
        rows = pandas.read_csv(directory / f"{part}.csv")
        classes = sorted(rows.iloc[:, -1].unique())
        parts[part] = rows.iloc[:, :-1], rows.iloc[:, -1].map(classes.index).to_numpy()
    # A column must be of one kind in all parts.
    for column in parts["train"][0]:
        if any(column in texts(rows) for rows, _ in parts.values()):
            for rows, _ in parts.values():
                rows[column] = rows[column].astype(object).where(rows[column].isna(), rows[column].astype(str))
    truth = parts["test"][1]
    for name, fit, configs in (("lightgbm", fit_lightgbm, LIGHTGBM), ("catboost", fit_catboost, CATBOOST)):
        for config in configs:
            yield f"{name} {config}", scores(truth, fit(config, parts))


def read_rows(table):
    rows = []
    for part in PARTS:
        with open(table / f"{part}.csv", newline="", encoding="utf-8") as file:
            head, *more = csv.reader(file)
            rows += more
    return head, rows


def fold_of(rows):
    """A fold for each row, of each class alike; the order of the files is random already."""
    seen = {}
    for row in rows:
        seen[row[-1]] = seen.get(row[-1], -1) + 1
        yield seen[row[-1]] % FOLDS


def write_parts(directory, head, rows, fold):
    """The fold is the test part; a fifth of the rest, of each class alike, says when to stop."""
    folds = list(fold_of(rows))
    rest = [row for row, its in zip(rows, folds) if its != fold]
    stops = list(fold_of(rest))
    parts = {
        "test": [row for row, its in zip(rows, folds) if its == fold],
        "val": [row for row, its in zip(rest, stops) if its == 0],
        "train": [row for row, its in zip(rest, stops) if its != 0],
    }
    for part, chosen in parts.items():
        with open(directory / f"{part}.csv", "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([head, *chosen])


def test_scores(command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"error: {command[0]}: status {done.returncode}\n{done.stderr.strip()}")
    return json.loads(done.stdout)["metrics"]["test"]


def score_nets(binary, directory, target):
    for preset in ("default", "fast", "linear"):
        yield f"mlrun {preset}", test_scores([
            binary, "train", directory / "train.csv", "--valid", directory / "val.csv", "--test",
            directory / "test.csv", "--target", target, "--task", "classification", "--preset", preset, "--json",
            "--quiet", "-f", "-o", directory / "m.mlrun",
        ])  # fmt: skip
    scripts = ROOT / "scripts"
    yield "sklearn-mlp", test_scores([scripts / "python.sh", scripts / "bench" / "sklearn_mlp.py", directory, "binary"])


def lines_of(options, python, table, fold):
    head, rows = read_rows(shared_data() / table)
    with tempfile.TemporaryDirectory() as scratch:
        directory = pathlib.Path(scratch)
        write_parts(directory, head, rows, fold)
        found = dict(score_nets(options.binary, directory, head[-1]))
        told = subprocess.run([python, __file__, "--trees", directory], capture_output=True, text=True, check=True)
        found.update(json.loads(told.stdout))
    for run, numbers in found.items():
        yield {"table": table, "fold": fold, "run": run, **{name: numbers[name] for name in FIELDS[3:]}}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=pathlib.Path, default=default_binary(), help="the program (%(default)s)")
    parser.add_argument("--tables", type=lambda text: text.split(","), default=["credit-g", "titanic"])
    parser.add_argument("--install", action="store_true", help="put LightGBM and CatBoost into the shared Python")
    parser.add_argument("--trees", type=pathlib.Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.trees:
        print(json.dumps(dict(score_trees(options.trees))))
        return
    python = bench_python(False)
    if options.install:
        subprocess.run([python, "-m", "pip", "install", "--quiet", *TREES], check=True)
    done = {(line["table"], int(line["fold"])) for line in read_lines(STORE)}
    for table in options.tables:
        for fold in range(FOLDS):
            if (table, fold) in done:
                continue
            lines = list(lines_of(options, python, table, fold))
            append_lines(STORE, FIELDS, lines)
            print(table, fold, *(f"{line['run']} {line['auc']:.4f}" for line in lines), sep="  ", flush=True)


if __name__ == "__main__":
    main()
