#!/usr/bin/env python3
"""Start-up of the verbs that need no LibTorch, beside an empty C program, and of a one-row predict by LibTorch, beside
a program that only loads it. All are run in turn; medians count. Ends with 1 when a limit is passed; with --write the
result goes to docs/benchmarks.md. Needs a C compiler and the LibTorch of scripts/setup.sh.
"""
import argparse
import pathlib
import statistics
import subprocess
import sys
import tempfile

from page import ROOT, default_binary, markdown, tell

QUICK_MS, QUICK_MIB, PREDICT_MS = 20, 15, 60
TABLE = ROOT / "tests" / "data" / "diabetes"
EMPTY = "int main(void) { return 0; }\n"
# Leaves as mlrun does, without LibTorch's tear-down.
LOADER = "#include <unistd.h>\nint main(void) { _exit(0); }\n"


def compile_c(source, name, scratch, *flags):
    program = scratch / name
    if isinstance(source, str):
        source, text = scratch / f"{name}.c", source
        source.write_text(text, encoding="utf-8")
    subprocess.run(["cc", "-O2", "-o", program, source, *flags], check=True)
    return program


def torch_loader(scratch):
    found = subprocess.run([ROOT / "scripts" / "torch_dir.sh"], capture_output=True, text=True, check=True).stdout
    lib = pathlib.Path(found.strip()) / "lib"
    flags = [f"-L{lib}", "-Wl,--no-as-needed", "-ltorch_cpu", "-lc10", f"-Wl,-rpath,{lib}"]
    return compile_c(LOADER, "loader", scratch, *flags, "-Wl,--allow-shlib-undefined")


def commands(options, scratch):
    """Name -> command line."""
    model, one_row, binary = scratch / "m.mlrun", scratch / "one.csv", options.binary
    train = [binary, "train", f"{TABLE}_train.csv", "--target", "progression", "--preset", "dense", "--epochs", "1",
             "-qo", model]  # fmt: skip
    subprocess.run(train, check=True)
    with open(f"{TABLE}_test.csv", encoding="utf-8") as rows:
        one_row.write_text(rows.readline() + rows.readline(), encoding="utf-8")
    return {
        "an empty C program": [compile_c(EMPTY, "empty", scratch)],
        "--help": [binary, "--help"],
        "--version": [binary, "--version"],
        "inspect": [binary, "inspect", model],
        "schema": [binary, "schema", f"{TABLE}_train.csv"],
        "predict, one row": [binary, "predict", model, one_row],
        "a program that only loads LibTorch": [torch_loader(scratch)],
        "predict by LibTorch, one row": [binary, "predict", model, one_row, "--runtime", "libtorch"],
    }


def measure(options):
    """Name -> (median ms, peak MiB)."""
    with tempfile.TemporaryDirectory() as name:
        scratch = pathlib.Path(name)
        launch = compile_c(pathlib.Path(__file__).with_name("launch.c"), "launch", scratch)
        contestants = commands(options, scratch)
        times, peaks = {name: [] for name in contestants}, {name: [] for name in contestants}
        for _ in range(options.rounds):
            for name, command in contestants.items():
                run = subprocess.run([launch, *command], capture_output=True, text=True, check=True)
                nanoseconds, kib, status = map(int, run.stdout.split())
                if status != 0:
                    sys.exit(f"error: {name} ended with wait status {status}")
                times[name].append(nanoseconds / 1e6)
                peaks[name].append(kib / 1024)
    return {name: (statistics.median(times[name]), max(peaks[name])) for name in times}


def faults_in(results):
    for name in ("--help", "--version", "inspect", "schema", "predict, one row"):
        ms, mib = results[name]
        if ms >= QUICK_MS:
            yield f"{name}: {ms:.1f} ms, the limit is {QUICK_MS}"
        if mib >= QUICK_MIB:
            yield f"{name}: {mib:.1f} MiB, the limit is {QUICK_MIB}"
    above = results["predict by LibTorch, one row"][0] - results["a program that only loads LibTorch"][0]
    if above > PREDICT_MS:
        yield f"predict by LibTorch of one row: {above:.0f} ms above loading LibTorch, the limit is {PREDICT_MS}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=pathlib.Path, default=default_binary(), help="the program (%(default)s)")
    parser.add_argument("--rounds", type=int, default=21, help="runs of each (%(default)s)")
    parser.add_argument("--write", action="store_true", help="put the result into docs/benchmarks.md")
    options = parser.parse_args()
    results = measure(options)
    text = markdown(["", "ms", "peak MiB"], [[name, f"{ms:.1f}", f"{mib:.1f}"] for name, (ms, mib) in results.items()])
    text += f"\n\nMedian time and largest peak of {options.rounds} runs, in turn.\n"
    tell("start", text, options.write, list(faults_in(results)))


if __name__ == "__main__":
    main()
