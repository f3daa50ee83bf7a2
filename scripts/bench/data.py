#!/usr/bin/env python3
"""The data plane beside its peers, in one run: a table read into typed columns (Polars, Arrow, pandas, a bare loop),
predictions CSV to CSV as whole processes (Polars with ONNX Runtime, with PyTorch, alone), memory over streamed rows,
other input formats. Contestants take turns, with 1 thread on one processor and with 2 on two, at real-time priority
where that is permitted; medians count. Ends with 1 when a bar is missed; with --write the result goes to
docs/benchmarks.md. Needs a C compiler, and the Python with the peers that scripts/bench/step.py --install makes. Its
tables (0.4 GB, with those of --part formats 1.2 GB) stay in the cache.
"""
import argparse
import collections
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

from page import ROOT, machine, markdown, put_section
from start import compile_c
from step import bench_python

HERE = pathlib.Path(__file__).parent
RELEASE = ROOT / "build" / "release"
PARTS = ("reading", "predicting", "memory", "formats")
THREADS = (1, 2)
MIB = 1 << 20
# How many times as fast as a peer, and how much memory.
OVER_BARE, LINEAR_OVER_COPY = 1 / 1.5, 2
OVER_ONNX, OVER_TORCH = {1: 1.3, 2: 2}, {1: 3, 2: 4}  # by threads
READ_MEMORY, READ_MEMORY_MIB, PREDICT_MIB, STREAM_MIB = 1.5, 64, 400, 16
STREAMED = (10**5, 10**7)


def real_time():
    """Whether this process may ask for real-time priority."""
    try:
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(50))
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
        return True
    except PermissionError:
        return False


REAL_TIME = real_time()


def run(command, threads, stdin=subprocess.DEVNULL):
    """Runs a contestant on as many processors as it may have threads; its stdout."""
    processors = sorted(os.sched_getaffinity(0))[-threads:]

    def settle():
        os.sched_setaffinity(0, processors)
        if REAL_TIME:
            os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(50))

    environment = dict(os.environ, POLARS_MAX_THREADS=str(threads), OMP_NUM_THREADS=str(threads))
    words = [str(word) for word in command]
    done = subprocess.run(words, stdin=stdin, capture_output=True, text=True, env=environment, preexec_fn=settle)
    if done.returncode != 0:
        sys.exit(f"error: {' '.join(words)} ended with {done.returncode}\n{done.stderr}")
    return done.stdout


class Times:
    """Seconds of several runs, and the largest peak."""

    def __init__(self):
        self.seconds, self.peak, self.columns = [], 0, 0

    def add(self, seconds, peak):
        self.seconds.append(seconds)
        self.peak = max(self.peak, peak)

    @property
    def median(self):
        return statistics.median(self.seconds)

    def __str__(self):
        return f"{self.median:.2f} ({min(self.seconds):.2f} - {max(self.seconds):.2f})"


class Bench:
    """Where everything lies."""

    def __init__(self, options, scratch):
        self.rows, self.rounds, self.scratch = options.rows, options.rounds, scratch
        self.python, self.mlrun = bench_python(options.install), options.binary
        self.launch = compile_c(HERE / "launch.c", "launch", scratch)
        cache = subprocess.run([ROOT / "scripts" / "cache_dir.sh"], capture_output=True, text=True, check=True).stdout
        self.tables = pathlib.Path(cache.strip()) / "bench-tables"
        self.tables.mkdir(parents=True, exist_ok=True)

    def table(self, kind, rows):
        path = self.tables / f"{kind}-{rows}.csv"
        if not path.is_file():
            subprocess.run([self.python, HERE / "data_tables.py", kind, str(rows), path], check=True)
        path.read_bytes()  # into the page cache
        return path

    def in_turn(self, contestants, measure):
        """(name, threads) -> Times; contestants: name -> command of threads, None where it has none."""
        times = collections.defaultdict(Times)
        for _ in range(self.rounds):
            for threads in THREADS:
                for name, command_for in contestants.items():
                    command = command_for(threads)
                    if command:
                        measure(times[name, threads], command, threads)
        return times

    def whole_process(self, times, command, threads):
        nanoseconds, kib, status = map(int, run([self.launch, *command], threads).split())
        if status != 0:
            sys.exit(f"error: {' '.join(map(str, command))} ended with wait status {status}")
        times.add(nanoseconds / 1e9, kib * 1024)


def build_programs(binary):
    """mlrun as users run it, unless one was named, and the programs of this script."""
    if not (RELEASE / "build.ninja").is_file():
        subprocess.run(["cmake", "--preset", "release"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    targets = ["read_table", "bare_loop", *([] if binary else ["mlrun"])]
    subprocess.run(["cmake", "--build", RELEASE, "--target", *targets], check=True, stdout=subprocess.DEVNULL)
    return binary or RELEASE / "bin" / "mlrun"


def as_table(first, times, ours_of):
    """A row per contestant; ours_of: whom a contestant is compared with, by name."""
    names = list(dict.fromkeys(name for name, _ in times))
    rows = []
    for name in names:
        cells = [name]
        for threads in THREADS:
            own, ours = times.get((name, threads)), times.get((ours_of(name), threads))
            same = ours_of(name) == name
            cells += [str(own) if own else "", "" if same or not own else f"{own.median / ours.median:.2f}"]
        rows.append([*cells, f"{max(times[key].peak for key in times if key[0] == name) / MIB:.0f}"])
    head = [first]
    for threads in THREADS:
        head += [f"{threads} thread{'s' if threads > 1 else ''}, s", "mlrun is times as fast"]
    return markdown([*head, "peak MiB"], rows)


def slower(times, ours, peer, bars):
    """Sentences about where ours is less than so many times as fast as the peer; bars: one, or by threads."""
    for threads in THREADS:
        if (peer, threads) not in times:
            continue
        least = bars[threads] if isinstance(bars, dict) else bars
        ratio = times[peer, threads].median / times[ours, threads].median
        if ratio < least:
            yield f"{ours}, {threads} thread(s): {ratio:.2f} times as fast as {peer}, the bar is {least:.2f}"


def reading(bench):
    path = bench.table("mixed", bench.rows)
    programs = RELEASE / "bin"
    found, known, bare = "mlrun, types found", "mlrun, types known", "bare loop"

    def by_python(peer):
        return lambda threads: [bench.python, HERE / "data_peers.py", "read", peer, path, threads]

    contestants = {
        found: lambda threads: [programs / "read_table", path, threads, "find"],
        known: lambda threads: [programs / "read_table", path, threads, "known"],
        "Polars": by_python("polars"), "Arrow": by_python("pyarrow"), "pandas": by_python("pandas"),
        bare: lambda threads: [programs / "bare_loop", path] if threads == 1 else None,
    }  # fmt: skip

    def measure(times, command, threads):
        seconds, rows, *sizes = run(command, threads).split()
        if int(rows) != bench.rows:
            sys.exit(f"error: {command}: {rows} rows instead of {bench.rows}")
        if len(sizes) > 1:
            times.columns = int(sizes[0])
        times.add(float(seconds), int(sizes[1 if len(sizes) > 1 else 0]))

    times = bench.in_turn(contestants, measure)
    size = path.stat().st_size
    text = as_table("reading", times, lambda name: found)
    text += f"\n\n{bench.rows:,} rows x 32 columns, {size / 1e6:.0f} MB, in the page cache; seconds in the process from "
    text += f"the call to the last column. mlrun's columns take {times[found, 1].columns / MIB:.0f} MiB; the bare loop "
    text += "maps the file, which counts in its peak, checks nothing, and has one thread."
    faults = [fault for peer in ("Polars", "Arrow", "pandas") for fault in slower(times, found, peer, 1)]
    faults += slower(times, found, bare, OVER_BARE)
    for threads in THREADS:
        own = times[found, threads]
        limit = READ_MEMORY * own.columns + READ_MEMORY_MIB * MIB
        if own.peak > limit:
            faults.append(f"{found}, {threads} thread(s): {own.peak / MIB:.0f} MiB, the bar is {limit / MIB:.0f}")
    return text, faults


def train(bench, name, *words):
    model = bench.scratch / f"{name}.mlrun"
    table = bench.table("priced", 20_000)
    command = [bench.mlrun, "train", table, "--target", "MedHouseVal", "--epochs", "1", "-o", model, "-fq", *words]
    subprocess.run(command, check=True)
    return model


def dense(bench):
    return train(bench, "dense", "--hidden", "[256,256]", "-s", "features.numeric=standard")


def predicting(bench):
    path, out = bench.table("homes", bench.rows), bench.scratch / "out.csv"
    nets = {"mlrun, dense": dense(bench), "mlrun, linear": train(bench, "linear", "--preset", "linear")}

    def by_mlrun(name):
        return lambda threads: [bench.mlrun, "predict", nets[name], path, "-qfo", out, "--threads", threads]

    def by_python(peer):
        return lambda threads: [bench.python, HERE / "data_peers.py", "predict", peer, path, out, threads]

    contestants = {
        "mlrun, dense": by_mlrun("mlrun, dense"),
        "Polars + ONNX Runtime, dense": by_python("onnx"),
        "Polars + PyTorch, dense": by_python("torch"),
        "mlrun, linear": by_mlrun("mlrun, linear"),
        "Polars, read and write": lambda threads: [bench.python, HERE / "data_peers.py", "copy", path, out],
    }

    def measure(times, command, threads):
        out.unlink(missing_ok=True)
        bench.whole_process(times, command, threads)
        lines = out.read_bytes().count(b"\n")
        if lines != bench.rows + 1:
            sys.exit(f"error: {command}: {lines} lines instead of {bench.rows + 1}")

    times = bench.in_turn(contestants, measure)
    copied = ("mlrun, linear", "Polars, read and write")
    text = as_table("predicting", times, lambda name: copied[0] if name in copied else "mlrun, dense")
    text += f"\n\nWhole processes; {bench.rows:,} rows of 8 numbers, {path.stat().st_size / 1e6:.0f} MB, in, a column "
    text += "out; dense: two hidden layers of 256, standardised inputs. Bars with 1 and 2 threads: "
    bars = {"ONNX Runtime": OVER_ONNX, "PyTorch": OVER_TORCH}
    text += ", ".join(f"{bar[1]} and {bar[2]} x as fast as {peer}" for peer, bar in bars.items())
    text += f"; linear {LINEAR_OVER_COPY} x as fast as Polars alone."
    faults = list(slower(times, "mlrun, dense", "Polars + ONNX Runtime, dense", OVER_ONNX))
    faults += slower(times, "mlrun, dense", "Polars + PyTorch, dense", OVER_TORCH)
    faults += slower(times, *copied, LINEAR_OVER_COPY)
    for (name, threads), own in times.items():
        if name.startswith("mlrun") and own.peak >= PREDICT_MIB * MIB:
            faults.append(f"{name}, {threads} thread(s): {own.peak / MIB:.0f} MiB, the bar is {PREDICT_MIB}")
    return text, faults


def memory(bench):
    piece = bench.table("homes", STREAMED[0])
    model, rows, faults = dense(bench), [], []
    script = "import sys; head, _, rows = open(sys.argv[1], 'rb').read().partition(b'\\n'); out = sys.stdout.buffer\n"
    script += "out.write(head + b'\\n')\nfor _ in range(int(sys.argv[2])): out.write(rows)"
    for threads in THREADS:
        peaks = []
        for count in STREAMED:
            pour = [sys.executable, "-c", script, piece, str(count // STREAMED[0])]
            with subprocess.Popen(pour, stdout=subprocess.PIPE) as source:
                command = [bench.launch, "-i", bench.mlrun, "predict", model, "-q", "--threads", threads]
                _, kib, status = map(int, run(command, threads, stdin=source.stdout).split())
                source.stdout.close()
            if status != 0 or source.returncode != 0:
                sys.exit(f"error: {command} ended with wait status {status}, its source with {source.returncode}")
            peaks.append(kib / 1024)
        rows.append([str(threads), *(f"{peak:.1f}" for peak in peaks)])
        if peaks[1] > peaks[0] + STREAM_MIB:
            faults.append(f"memory, {threads} thread(s): {peaks[0]:.0f} MiB, then {peaks[1]:.0f}")
    text = markdown(["threads", *(f"peak MiB after {count:,} rows" for count in STREAMED)], rows)
    return text + "\n\nDense, rows from a pipe to /dev/null.", faults


def formats(bench):
    source = bench.table("mixed", bench.rows)
    paths = {"csv": source}
    suffixes = ["csv.gz", "csv.zst", "jsonl"]
    if (RELEASE / "lib" / "libmlrun_arrow.so").is_file():
        suffixes.append("parquet")
    for suffix in suffixes:
        paths[suffix] = path = source.with_suffix(f".{suffix}")
        part = path.with_name(f"part-{path.name}")
        if path.is_file():
            continue
        if suffix in ("csv.gz", "csv.zst"):
            with open(part, "wb") as file:
                subprocess.run(["gzip" if suffix == "csv.gz" else "zstd", "-c", source], stdout=file, check=True)
        else:
            subprocess.run([bench.python, HERE / "data_tables.py", "convert", source, part], check=True)
        part.rename(path)

    def measure(times, command, threads):
        seconds, _, _, peak, _ = run(command, threads).split()
        times.add(float(seconds), int(peak))

    program = RELEASE / "bin" / "read_table"
    contestants = {
        name: lambda threads, path=path: [program, path, threads, "find"] for name, path in paths.items()
    }
    times = bench.in_turn(contestants, measure)
    rows = []
    for name, path in paths.items():
        rates = [f"{bench.rows / times[name, threads].median / 1e6:.2f}" for threads in THREADS]
        rows.append([name, f"{path.stat().st_size / 1e6:.0f}", *rates])
    text = markdown(["format", "MB", *(f"million rows/s, threads: {n}" for n in THREADS)], rows)
    text += "\n\nThe same table, types found."
    return text + ("" if "parquet" in paths else " Parquet is left out: this build has no component arrow."), []


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=pathlib.Path, help="the program (built here, preset release)")
    parser.add_argument("--install", action="store_true", help="install the peers into the cache first")
    parser.add_argument("--part", choices=PARTS, action="append", help="may be repeated (all)")
    parser.add_argument("--rows", type=int, default=1_000_000, help="of the tables (%(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="runs of each (%(default)s)")
    parser.add_argument("--no-bars", action="store_true", help="only measure")
    parser.add_argument("--write", action="store_true", help="put the result into docs/benchmarks.md")
    options = parser.parse_args()
    options.binary = build_programs(options.binary)
    texts, faults, loads = [], [], [os.getloadavg()[0]]
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(options, pathlib.Path(name))
        for part in options.part or PARTS:
            text, missed = {"reading": reading, "predicting": predicting, "memory": memory, "formats": formats}[part](
                bench
            )
            print(text, flush=True)
            texts.append(text)
            faults += missed
            loads.append(os.getloadavg()[0])
    note = f"Median (least - most) of {options.rounds} runs of each, in turn"
    note += f"{', at real-time priority' if REAL_TIME else ''}; load average {min(loads):.1f} to {max(loads):.1f}.\n\n{machine()}"
    print(note)
    if options.write:
        put_section("data", "\n\n".join([*texts, note]))
    for fault in faults:
        print("FAULT", fault)
    sys.exit(1 if faults and not options.no_bars else 0)


if __name__ == "__main__":
    main()
