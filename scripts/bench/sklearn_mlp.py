#!/usr/bin/env python3
"""Trains scikit-learn's MLPClassifier or MLPRegressor, as it comes, on a shared table and prints its scores as JSON.

Numbers are standardised with missing ones at the median, texts one-hot, the target of a regression standardised, so
that it is as well served as mlrun is; `train --json` has the same keys. Usage: scripts/python.sh
scripts/bench/sklearn_mlp.py TABLE_DIR regression|binary|multiclass [--seed 0]
"""
import argparse
import csv
import json
import pathlib
import time
import warnings

import numpy as np
from sklearn.compose import TransformedTargetRegressor, make_column_transformer
from sklearn.exceptions import ConvergenceWarning
from sklearn.impute import SimpleImputer
from sklearn.metrics import accuracy_score, log_loss, roc_auc_score, root_mean_squared_error
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler


def read_columns(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(zip(*list(csv.reader(file))[1:]))


def is_numeric(cells):
    try:
        [float(cell) for cell in cells if cell]
    except ValueError:
        return False
    return any(cells)


def typed(columns, numeric):
    """A table of objects: numbers with NaN where a cell is empty, texts as they are."""
    table = np.empty((len(columns[0]), len(columns)), dtype=object)
    for i, cells in enumerate(columns):
        table[:, i] = [float(cell) if cell else np.nan for cell in cells] if numeric[i] else cells
    return table


def inputs_of(numeric):
    scaled = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    one_hot = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    return make_column_transformer(
        (scaled, [i for i, number in enumerate(numeric) if number]),
        (one_hot, [i for i, number in enumerate(numeric) if not number]),
    )


def scores(model, rows, truth, task):
    if task == "regression":
        return {"rmse": root_mean_squared_error(truth, model.predict(rows))}
    shares = model.predict_proba(rows)
    found = {
        "log-loss": log_loss(truth, shares, labels=model.classes_),
        "accuracy": accuracy_score(truth, model.predict(rows)),
    }
    if task == "binary":
        found["auc"] = roc_auc_score(truth, shares[:, 1])
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", type=pathlib.Path)
    parser.add_argument("task", choices=("regression", "binary", "multiclass"))
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    parts = {part: read_columns(options.table / f"{part}.csv") for part in ("train", "val", "test")}
    numeric = [is_numeric(cells) for cells in parts["train"][:-1]]
    rows = {part: typed(columns[:-1], numeric) for part, columns in parts.items()}
    truths = {part: np.array(columns[-1]) for part, columns in parts.items()}
    begin = time.monotonic()
    if options.task == "regression":
        truths = {part: truth.astype(float) for part, truth in truths.items()}
        net = MLPRegressor(random_state=options.seed)
        model = TransformedTargetRegressor(make_pipeline(inputs_of(numeric), net), transformer=StandardScaler())
    else:
        model = make_pipeline(inputs_of(numeric), MLPClassifier(random_state=options.seed))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # 200 epochs are its default
        model.fit(rows["train"], truths["train"])
    told = {"valid": scores(model, rows["val"], truths["val"], options.task)}
    told["test"] = scores(model, rows["test"], truths["test"], options.task)
    print(json.dumps({"metrics": told, "seconds": time.monotonic() - begin, "nets": 1, "threads": 1}))


if __name__ == "__main__":
    main()
