#!/usr/bin/env python3
"""Writes the tables of tests/data out of scikit-learn's own data files (tests/data/SOURCE.md).

Usage: scripts/python.sh scripts/make_test_data.py
"""
import pathlib
import random

from sklearn.datasets import load_breast_cancer, load_diabetes

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "tests" / "data"


def shortest(number):
    number = float(number)
    return str(int(number)) if number == int(number) else repr(number)


def write_parts(name, header, rows):
    """Shuffles with a fixed seed and writes 60 % for training, 20 % for validation, the rest for testing."""
    random.Random(0).shuffle(rows)
    first, second = len(rows) * 6 // 10, len(rows) * 8 // 10
    for part, chosen in (("train", rows[:first]), ("valid", rows[first:second]), ("test", rows[second:])):
        lines = [",".join(row) + "\n" for row in [header, *chosen]]
        (FOLDER / f"{name}_{part}.csv").write_text("".join(lines), encoding="utf-8")


def main():
    cancer = load_breast_cancer()
    header = [name.replace(" ", "_") for name in cancer.feature_names] + ["diagnosis"]
    rows = [[*map(shortest, inputs), cancer.target_names[target]] for inputs, target in zip(cancer.data, cancer.target)]
    write_parts("breast_cancer", header, rows)

    diabetes = load_diabetes(scaled=False)
    header = [*diabetes.feature_names, "progression"]
    rows = [[*map(shortest, inputs), shortest(target)] for inputs, target in zip(diabetes.data, diabetes.target)]
    write_parts("diabetes", header, rows)


if __name__ == "__main__":
    main()
