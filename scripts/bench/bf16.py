#!/usr/bin/env python3
"""Whether nets learn as well with products in bf16 as in fp32: trains nets on three shared tables in both precisions,
the same seeds, and compares the mean test scores. bf16 passes where its mean is no more than one standard deviation of
the fp32 seeds worse; what few seeds find worse is looked at with four times as many, because means of five differ by
that much once in eighteen times between equals. With --write the result goes to docs/benchmarks.md; ends with 1 where it does not pass. Needs the
shared tables and a processor with AVX512-BF16.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile

from page import default_binary, markdown, shared_data, tell
from scores import HEADLINE, Trees, higher_is_better, target_of

NETS = {
    "dense": ("--preset", "dense"),
    "tabm, 16 members": ("--model", "tabm", "-s", "model.members=16", "-s", "model.blocks=2", "-s", "model.width=256",
                         "-s", "model.embedding.width=12", "-s", "model.embedding.bins=32",
                         "-s", "train.optimizer.lr=0.004", "-s", "train.patience=12"),
}  # fmt: skip
TABLES = ("california", "phoneme", "wine_white")
PRECISIONS = ("fp32", "bf16")


def score(options, net, table, task, seed, precision, scratch):
    """The test score by the table's headline metric."""
    rows = shared_data() / table
    command = [
        options.binary, "train", rows / "train.csv", "--valid", rows / "val.csv", "--test", rows / "test.csv",
        "--target", target_of(rows), "--task", "regression" if task == "regression" else "classification", *NETS[net],
        "--seed", seed, "--precision", precision, "--compile", "plan", "--device", "cpu", "--threads", options.threads,
        "--json", "-qfo", scratch / "m.mlrun",
    ]  # fmt: skip
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"error: {table}, {net}, {precision}: {done.stderr.strip()}")
    return json.loads(done.stdout)["metrics"]["test"][HEADLINE[task]]


def compare(options, net, table, task, scratch):
    """A line of the page, and what did not pass or None."""
    found = {precision: [] for precision in PRECISIONS}
    for seeds in (options.seeds, 4 * options.seeds):
        for seed in range(len(found["fp32"]), seeds):
            for precision, scores in found.items():
                scores.append(score(options, net, table, task, seed, precision, scratch))
        means = [statistics.mean(scores) for scores in found.values()]
        spreads = [statistics.stdev(scores) for scores in found.values()]
        worse = (means[0] - means[1]) * (1 if higher_is_better(HEADLINE[task]) else -1)
        if worse <= spreads[0]:
            break
    cells = [table, net, HEADLINE[task]]
    cells += [f"{mean:.4f} +- {spread:.4f}" for mean, spread in zip(means, spreads)]
    cells += [str(len(found["fp32"])), f"{worse / spreads[0]:+.2f}"]
    print("  ".join(cells), file=sys.stderr, flush=True)
    return cells, f"{table}, {net}: worse by {worse / spreads[0]:.2f} deviations" if worse > spreads[0] else None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=pathlib.Path, default=default_binary(), help="the program (%(default)s)")
    parser.add_argument("--write", action="store_true", help="put the result into docs/benchmarks.md")
    parser.add_argument("--seeds", type=int, default=5, help="of each (%(default)s)")
    parser.add_argument("--threads", type=int, default=1, help="of a run (%(default)s)")
    parser.add_argument("--tables", type=lambda text: text.split(","), default=list(TABLES), help="of the shared ones")
    parser.add_argument("--nets", type=lambda text: text.split(";"), default=list(NETS), help=f"of {'; '.join(NETS)}")
    options = parser.parse_args()
    trees = Trees(shared_data())
    with tempfile.TemporaryDirectory() as scratch:
        results = [
            compare(options, net, table, trees.task(table), pathlib.Path(scratch))
            for net in options.nets
            for table in options.tables
        ]
    head = ["table", "net", "metric", "fp32", "bf16", "seeds", "bf16 is worse by deviations"]
    text = markdown(head, [cells for cells, _ in results])
    text += "\n\nTest scores, mean and deviation over the seeds.\n"
    tell("bf16", text, options.write, [fault for _, fault in results if fault])


if __name__ == "__main__":
    main()
