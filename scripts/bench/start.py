#!/usr/bin/env python3
"""Start-up of the verbs that need no LibTorch, beside an empty C program, of a one-row predict by mlrun-static, and by
LibTorch beside a program that only loads it; the size of mlrun-static. All are run in turn; medians count. Ends with 1
when a limit is passed; with --write the result goes to docs/benchmarks.md. Needs mlrun-static beside the program, a C
compiler and the LibTorch of scripts/setup.sh.
"""
import argparse
import pathlib
import statistics
import subprocess
import sys
import tempfile

from page import ROOT, default_binary, markdown, tell

# Milliseconds and MiB of what needs no LibTorch.
LIMITS = {
    "--help": (20, 15), "--version": (20, 15), "inspect": (20, 15), "schema": (20, 15), "predict, one row": (15, 15),
    "predict, one row, mlrun-static": (15, 30),
}  # fmt: skip
BY_TORCH, TORCH = "predict, one row, by LibTorch", "a program that only loads LibTorch"
TORCH_MS = 60  # above loading it
STATIC_MB = 8
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


def static_beside(binary):
    program = binary.with_name("mlrun-static")
    if not program.is_file():
        sys.exit(f"error: there is no {program}; build the target mlrun_static")
    return program


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
        "predict, one row, mlrun-static": [static_beside(binary), "predict", model, one_row],
        TORCH: [torch_loader(scratch)],
        BY_TORCH: [binary, "predict", model, one_row, "--runtime", "libtorch"],
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


def faults_in(results, static_mb):
    for name, limits in LIMITS.items():
        for got, limit, unit in zip(results[name], limits, ("ms", "MiB")):
            if got > limit:
                yield f"{name}: {got:.1f} {unit}, the limit is {limit}"
    above = results[BY_TORCH][0] - results[TORCH][0]
    if above > TORCH_MS:
        yield f"{BY_TORCH}: {above:.0f} ms above loading LibTorch, the limit is {TORCH_MS}"
    if static_mb > STATIC_MB:
        yield f"mlrun-static: {static_mb:.1f} MB, the limit is {STATIC_MB}"


def as_row(name, ms, mib):
    limit_ms, limit_mib = LIMITS.get(name, ("", ""))
    if name == BY_TORCH:
        limit_ms = f"loading + {TORCH_MS}"
    return [name, f"{ms:.1f}", str(limit_ms), f"{mib:.1f}", str(limit_mib)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=pathlib.Path, default=default_binary(), help="the program (%(default)s)")
    parser.add_argument("--rounds", type=int, default=21, help="runs of each (%(default)s)")
    parser.add_argument("--write", action="store_true", help="put the result into docs/benchmarks.md")
    options = parser.parse_args()
    results = measure(options)
    static_mb = static_beside(options.binary).stat().st_size / 1e6
    rows = [as_row(name, *found) for name, found in results.items()]
    text = markdown(["", "ms", "limit", "peak MiB", "limit"], rows)
    text += f"\n\nMedian time and largest peak of {options.rounds} runs, in turn. mlrun-static, one file, has "
    text += f"{static_mb:.1f} MB (limit {STATIC_MB}).\n"
    tell("start", text, options.write, list(faults_in(results, static_mb)))


if __name__ == "__main__":
    main()
