#!/usr/bin/env python3
"""Where a planned training step's time goes, by perf's samples: the share of each function in training TabM-mini (3 x 640,
32 members, batch 256), in fp32 and, on a processor that multiplies it, in bf16. Products are to have at least 80 % in
fp32. Starting and judging are in it. With --write the result goes to docs/benchmarks.md; ends with 1 below the bar.
Needs perf (Debian: linux-perf).
"""
import argparse
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from page import default_binary, markdown, multiplies_bf16, tell
from step_nets import BATCH, NETS, describe, mlrun_flags, write_few, write_rows

STEPS, EPOCHS, NET, BAR, SHOWN = 6, 5, "tabm", 80, 8
PRODUCTS = ("add_tile", "add_side_tile")  # lib/kernels/row_tiles.h, side_tiles.h


def shares(options, precision, rows, few, scratch):
    """Function -> percent of the samples."""
    samples = scratch / "perf.data"
    command = [
        "perf", "record", "-q", "-o", samples, options.binary, "train", rows, "--valid", few, "--target", "y",
        "--device", "cpu", *mlrun_flags(NET), "--epochs", EPOCHS, "--threads", options.threads, "--precision", precision,
        "--compile", "plan", "-qfo", scratch / "m.mlrun",
    ]  # fmt: skip
    subprocess.run([str(word) for word in command], check=True, capture_output=True)
    told = subprocess.run(["perf", "report", "-i", samples, "--stdio", "--sort", "sym"], check=True, capture_output=True,
                          text=True).stdout  # fmt: skip
    found = {}
    for percent, name in re.findall(r"^\s+([\d.]+)%\s+\[[.k]\]\s+(.*?)\s*$", told, re.MULTILINE):
        name = re.sub(r"<.*|\(anonymous namespace\)::|mlrun::|\(.*", "", name.replace("(anonymous namespace)::", ""))
        found[name] = found.get(name, 0) + float(percent)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=pathlib.Path, default=default_binary(), help="the program (%(default)s)")
    parser.add_argument("--write", action="store_true", help="put the result into docs/benchmarks.md")
    parser.add_argument("--threads", type=int, default=2, help="of the step (%(default)s)")
    options = parser.parse_args()
    if shutil.which("perf") is None:
        sys.exit("error: no perf here; Debian's package linux-perf has it")
    precisions = ("fp32", "bf16") if multiplies_bf16() else ("fp32",)
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        rows, few = scratch / "rows.csv", scratch / "few.csv"
        write_rows(rows, STEPS * BATCH, NETS[NET][0])
        write_few(rows, few)
        found = {precision: shares(options, precision, rows, few, scratch) for precision in precisions}
    known = [name for name in found["fp32"] if not name.startswith("0x")]  # those of libraries without names
    names = sorted(known, key=found["fp32"].get, reverse=True)[:SHOWN]
    lines = [
        [f"products ({name})" if name in PRODUCTS else name, *(f"{found[p].get(name, 0):.1f}" for p in precisions)]
        for name in names
    ]
    sums = {p: sum(found[p].get(name, 0) for name in PRODUCTS) for p in precisions}
    lines.insert(0, ["products in all", *(f"{sums[p]:.1f}" for p in precisions)])
    text = markdown([f"{describe(NET)}: function", *(f"{p}, %" for p in precisions)], lines)
    text += f"\n\nOf all samples of {STEPS * EPOCHS} steps with {options.threads} threads, the program's start in it; products at least {BAR} % in fp32.\n"
    share = sums["fp32"]
    tell("profile", text, options.write, [f"products have {share:.0f} %, the bar is {BAR}"] if share < BAR else [])


if __name__ == "__main__":
    main()
