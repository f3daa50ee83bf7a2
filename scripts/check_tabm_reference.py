#!/usr/bin/env python3
"""Trains TabM with mlrun and with the reference package `tabm` from the same first weights on the same rows, and holds
the losses of every step to each other: mini and full, with and without embeddings, regression and classes. Batches are
all rows of a small table, shared by the members, without dropout, so neither an order of rows nor a mask is drawn. The
first weights are those of mlrun, read out of the model file of a run with a learning rate of 1e-30. Prints a table of
both losses; ends with 1 when a pair differs by more than 1e-4 of the loss.

Needs PyTorch and the packages tabm 0.0.3 and rtdl_num_embeddings 0.0.12 in the Python that the measuring scripts share
(scripts/bench/step.py --install makes it); --install puts all of them there.
"""
import argparse
import csv
import json
import os
import pathlib
import random
import re
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "bench"))
from page import default_binary
from step import bench_python

PACKAGES = ("tabm==0.0.3", "rtdl_num_embeddings==0.0.12")
STEPS, ROWS, TOLERANCE = 20, 120, 1e-4
MEMBERS, BLOCKS, WIDTH, EMBEDDED, BINS = 8, 2, 32, 4, 6
LR, DECAY, CLIP = 1e-2, 0.1, 0.1  # such that a rule of one that the other lacks shows
CASES = [(variant, embedding, task) for variant in ("mini", "full") for embedding in ("none", "ple")
         for task in ("regression", "classification")]


def write_table(path, task):
    """Three numbers, a category of four levels and a target that depends on all of them."""
    draw = random.Random(7)
    with open(path, "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["a", "b", "c", "kind", "y"])
        for _ in range(ROWS):
            a, b, c = draw.gauss(0, 1), draw.uniform(-2, 5), draw.expovariate(1)
            kind = draw.choice(["w", "x", "y", "z"])
            y = a * b - c + {"w": 0, "x": 1, "y": -2, "z": 3}[kind] + draw.gauss(0, 0.1)
            target = f"{y:.6f}" if task == "regression" else ("low", "middle", "high")[(y > -1) + (y > 2)]
            table.writerow([f"{a:.6f}", f"{b:.6f}", f"{c:.6f}", kind, target])


def read_model(path):
    """Metadata and arrays of a model file: safetensors is a length, JSON and bytes."""
    import numpy as np

    data = pathlib.Path(path).read_bytes()
    start = 8 + struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:start])
    meta = header.pop("__metadata__")
    types = {"F32": "<f4", "F64": "<f8"}
    arrays = {}
    for name, entry in header.items():
        begin, end = (start + offset for offset in entry["data_offsets"])
        if entry["dtype"] in types:
            arrays[name] = np.frombuffer(data[begin:end], types[entry["dtype"]]).reshape(entry["shape"])
    return meta, arrays


def run_mlrun(binary, table, model, case, epochs, lr):
    """The loss of every epoch, which is one step."""
    variant, embedding, task = case
    settings = {
        "model.variant": variant, "model.members": MEMBERS, "model.blocks": BLOCKS, "model.width": WIDTH,
        "model.dropout": 0, "model.batches": "shared", "model.embedding.type": embedding,
        "model.embedding.width": EMBEDDED, "model.embedding.bins": BINS, "features.numeric": "standard",
        "train.optimizer.weight_decay": DECAY, "train.clip_norm": CLIP, "train.optimizer.lr": lr,
        "train.epochs": epochs, "train.batch_size": ROWS, "train.patience": 0, "data.task": task,
    }
    command = [binary, "train", table, "--target", "y", "--valid", table, "--model", "tabm", "--device", "cpu",
               "--threads", "1", "--progress", "off", "-f", "-o", model]
    for key, value in settings.items():
        command += ["-s", f"{key}={value}"]
    run = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(f"error: {run.stderr.strip()}")
    return [float(loss) for loss in re.findall(r"epoch \d+/\d+: loss ([^,]+),", run.stderr)]


def inputs_of(table, meta, arrays):
    """The rows as mlrun's net sees them: standardised numbers, level codes, targets on the net's scale."""
    import numpy as np
    import torch

    with open(table, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    columns = {column["name"]: column for column in json.loads(meta["data_spec"])["columns"]}
    numbers = np.array([[float(row[name]) for name in "abc"] for row in rows])
    x = (numbers - arrays["features.mean"]) / arrays["features.deviation"]
    codes = [[columns["kind"]["levels"].index(row["kind"])] for row in rows]
    if columns["y"]["type"] == "numeric":
        target = json.loads(meta["features"])["target"]
        y = (np.array([float(row["y"]) for row in rows]) - target["mean"]) / target["deviation"]
        y = torch.tensor(y, dtype=torch.float32)
    else:
        y = torch.tensor([columns["y"]["levels"].index(row["y"]) for row in rows])
    return torch.tensor(x, dtype=torch.float32), torch.tensor(codes), y


def make_net(case, x, levels, outputs):
    import rtdl_num_embeddings
    import tabm

    variant, embedding, _ = case
    module = None
    if embedding == "ple":
        bins = rtdl_num_embeddings.compute_bins(x, n_bins=BINS)
        module = rtdl_num_embeddings.PiecewiseLinearEmbeddings(bins, EMBEDDED, activation=False, version="B")
    return tabm.TabM(
        n_num_features=x.shape[1], cat_cardinalities=[levels], d_out=outputs, num_embeddings=module,
        n_blocks=BLOCKS, d_block=WIDTH, dropout=0.0, k=MEMBERS, arch_type={"mini": "tabm-mini", "full": "tabm"}[variant],
        start_scaling_init="normal")


def set_weights(net, case, arrays):
    """mlrun's first weights. Requires the piecewise-linear weights to be the zeros that both start from."""
    import torch

    variant, embedding, _ = case
    pairs = {"heads.weight": net.output.weight, "heads.bias": net.output.bias}
    if variant == "mini":
        pairs["member_scale"] = net.backbone.affine.weight
    for i, block in enumerate(net.backbone.blocks):
        names = {"weight": "weight", "bias": "bias"}
        if variant == "full":
            names |= {"input_scale": "r", "output_scale": "s"}
        pairs |= {f"hidden_{i}.{ours}": getattr(block[0], theirs) for ours, theirs in names.items()}
    if embedding == "ple":
        pairs["embedding.linear_weight"] = net.num_module.linear0.weight
        pairs["embedding.linear_bias"] = net.num_module.linear0.bias
        assert abs(arrays["model.embedding.weight"]).max() < 1e-20
        assert net.num_module.linear.weight.abs().max() == 0
    with torch.no_grad():
        for name, parameter in pairs.items():
            value = torch.tensor(arrays["model." + name])
            assert value.shape == parameter.shape, name
            parameter.copy_(value)
    taken = {id(parameter) for parameter in pairs.values()}
    left = [name for name, parameter in net.named_parameters() if id(parameter) not in taken]
    assert left == (["num_module.linear.weight"] if embedding == "ple" else []), left


def train_reference(net, x, codes, y):
    import torch

    alone = [p for name, p in net.named_parameters() if name.endswith("bias") or "linear0" in name]
    decayed = [p for p in net.parameters() if all(p is not other for other in alone)]
    groups = [{"params": decayed, "weight_decay": DECAY}, {"params": alone, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=LR)
    losses = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        out = net(x, codes)  # [rows, members, outputs]
        members = y.repeat_interleave(MEMBERS)
        if y.is_floating_point():
            loss = torch.nn.functional.mse_loss(out.flatten(), members)
        else:
            loss = torch.nn.functional.cross_entropy(out.flatten(0, 1), members)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), CLIP)
        optimizer.step()
        losses.append(float(loss.detach()))
    return losses


def losses_of(binary, directory, case):
    """Losses of mlrun and of the package."""
    table, model = pathlib.Path(directory, "table.csv"), pathlib.Path(directory, "model.mlrun")
    write_table(table, case[2])
    run_mlrun(binary, table, model, case, 1, 1e-30)
    meta, arrays = read_model(model)
    x, codes, y = inputs_of(table, meta, arrays)
    outputs = arrays["model.heads.weight"].shape[2]
    net = make_net(case, x, 4, outputs)
    set_weights(net, case, arrays)
    return run_mlrun(binary, table, model, case, STEPS, LR), train_reference(net, x, codes, y)


def compare(binary):
    import torch

    torch.set_num_threads(1)
    worst = 0.0
    for case in CASES:
        with tempfile.TemporaryDirectory() as directory:
            ours, theirs = losses_of(binary, directory, case)
        if len(ours) != STEPS:
            sys.exit(f"error: expected {STEPS} losses of mlrun, got {len(ours)}")
        print(f"{' '.join(case)}\n  step      mlrun       tabm  difference")
        for step, (mine, other) in enumerate(zip(ours, theirs), 1):
            print(f"  {step:4d} {mine:10.6f} {other:10.6f}  {abs(mine - other) / other:.1e}")
            worst = max(worst, abs(mine - other) / other)
    print(f"largest difference {worst:.1e} of the loss, at most {TOLERANCE:g} allowed")
    return worst <= TOLERANCE


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--binary", type=pathlib.Path, default=default_binary())
    options.add_argument("--install", action="store_true", help="put PyTorch and the packages into the shared Python")
    options.add_argument("--here", action="store_true", help=argparse.SUPPRESS)  # this is that Python
    given = options.parse_args()
    if given.here:
        sys.exit(0 if compare(given.binary) else 1)
    python = bench_python(given.install)
    if given.install:
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    os.execv(python, [str(python), __file__, "--here", "--binary", str(given.binary)])


if __name__ == "__main__":
    main()
