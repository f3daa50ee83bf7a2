"""The nets whose training step is timed, told once: to mlrun as flags, to PyTorch as modules; and made-up rows."""
import csv
import json
import math
import random

BATCH, DROPOUT, DECAY, LR, CLIP = 256, 0.1, 3e-4, 1e-3, 1.0
MEMBERS, BINS, EMBEDDED = 32, 48, 16
# Inputs, hidden widths and whether it is TabM-mini with piecewise-linear embeddings.
NETS = {
    "mlp-64": (8, (64, 64), False),
    "mlp-256": (8, (256, 256, 256), False),
    "mlp-384": (50, (384, 384, 384), False),
    "tabm": (8, (640, 640, 640), True),
}


def describe(net):
    inputs, widths, members = NETS[net]
    if not members:
        return f"MLP {inputs}-{'-'.join(map(str, widths))}-1"
    return f"TabM-mini {len(widths)} x {widths[0]}, k {MEMBERS}, {inputs} inputs by PLE"


def write_rows(path, rows, inputs, seed=7):
    """A table of numbers x0..., y; the same for the same arguments."""
    rng = random.Random(seed)
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([f"x{i}" for i in range(inputs)] + ["y"])
        for _ in range(rows):
            x = [rng.uniform(-2, 2) for _ in range(inputs)]
            y = math.sin(x[0]) * x[1] + x[2] ** 2 - 0.5 * x[3] * x[4] + 0.3 * x[5] + rng.gauss(0, 0.1)
            writer.writerow([f"{value:.6g}" for value in (*x, y)])


def write_few(path, few):
    """Of the rows of a table so few that looking at them, as validation rows, costs nothing."""
    with open(path, encoding="utf-8") as rows, open(few, "w", encoding="utf-8") as out:
        out.writelines(line for line, _ in zip(rows, range(3)))


def one_more_step(short, long):
    """Seconds of a step, from reports of mlrun of two runs of different lengths: preparing is in both."""
    return (long["seconds"] - short["seconds"]) / (long["steps"] - short["steps"])


def read_numbers(path):
    with open(path, newline="", encoding="utf-8") as file:
        return [[float(cell) for cell in row] for row in list(csv.reader(file))[1:]]


def mlrun_flags(net):
    """What `mlrun train` is told of the net and its optimizer."""
    _, widths, members = NETS[net]
    flags = [
        "--batch-size", str(BATCH), "--lr", str(LR), "-s", f"model.dropout={DROPOUT}",
        "-s", f"train.clip_norm={CLIP}", "-s", f"train.optimizer.weight_decay={DECAY}", "-s", "train.optimizer.type=adamw",
        "-s", "features.numeric=standard", "-s", "train.schedule.type=constant", "--patience", "0",
    ]  # fmt: skip
    if not members:
        return [*flags, "--model", "dense", "--hidden", json.dumps(widths)]
    return [
        *flags, "--model", "tabm", "-s", "model.variant=mini", "-s", f"model.members={MEMBERS}",
        "-s", f"model.blocks={len(widths)}", "-s", f"model.width={widths[0]}", "-s", "model.batches=shared",
        "-s", "model.embedding.type=ple", "-s", f"model.embedding.width={EMBEDDED}",
        "-s", f"model.embedding.bins={BINS}",
    ]  # fmt: skip
