#!/usr/bin/env python3
"""Makes the witnesses of the model file's format: tests/data/witnesses/NAME.mlrun, a small trained file of every net,
and NAME.csv beside it, what it answered to table.csv when it was made. A test holds every later program to them, so
files that stand there are left as they are: a change of the format keeps them readable and adds a name to this list.

Usage: scripts/make_witnesses.py [BINARY]
"""
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "bench"))
from page import ROOT, default_binary

WITNESSES = ROOT / "tests" / "data" / "witnesses"
LARGEST = 30 << 10
PLE = ("model.embedding.type=ple", "model.embedding.width=2", "model.embedding.bins=4")
TABM = ("model.members=3", "model.blocks=2", "model.width=6", *PLE)
# Name -> net, target, settings, further flags.
NETS = {
    "dense": ("dense", "price", ("model.hidden=[6,4]", "model.batch_norm=true"), ()),
    "dense_classes": ("dense", "colour", ("model.hidden=[6]", "features.numeric=standard"), ()),
    "dense_ple": ("dense", "price", ("model.hidden=[6]", *PLE), ()),
    "dense_pbld": ("dense", "price", ("model.hidden=[6]", "model.embedding.type=pbld", "model.embedding.width=3"), ()),
    "dense_plr_lite": ("dense", "price", ("model.hidden=[6]", "model.embedding.type=plr-lite",
                                          "model.embedding.width=3", "features.numeric=none"), ()),
    "dense_rare_levels": ("dense", "price", ("model.hidden=[6]", "features.min_count=5"), ()),
    "resnet": ("resnet", "price", ("model.blocks=1", "model.width=6"), ()),
    "tabm_mini": ("tabm", "price", TABM, ()),
    "tabm_full": ("tabm", "colour", ("model.variant=full", *TABM), ()),
    "realmlp": ("realmlp", "price", ("model.hidden=[6,4]", "model.one_hot_limit=3", "model.category_width=2",
                                     "model.embedding.frequencies=4"), ()),
    "ensemble": ("dense", "price", ("model.hidden=[4]",), ("--seeds", "3")),
}


def run(*words):
    result = subprocess.run([str(word) for word in words], capture_output=True, text=True, cwd=WITNESSES)
    if result.returncode != 0:
        sys.exit(f"error: {' '.join(map(str, words))}\n{result.stderr.strip()}")


def make(binary, name):
    net, target, settings, flags = NETS[name]
    words = [word for setting in settings for word in ("-s", setting)]
    run(binary, "train", "table.csv", "--target", target, "--id", "id", "--model", net, "--epochs", "5", "--device",
        "cpu", "--threads", "1", "--reproducible", "-q", *words, *flags, "-o", f"{name}.mlrun")
    run(binary, "predict", f"{name}.mlrun", "table.csv", "--keep", "id", "-q", "-o", f"{name}.csv")
    size = (WITNESSES / f"{name}.mlrun").stat().st_size
    if size > LARGEST:
        sys.exit(f"error: {name}.mlrun: {size} bytes, a witness has at most {LARGEST}")
    print(f"{name}: {size} bytes")


def main():
    binary = pathlib.Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else default_binary()
    for name in NETS:
        if not (WITNESSES / f"{name}.mlrun").exists():
            make(binary, name)


if __name__ == "__main__":
    main()
