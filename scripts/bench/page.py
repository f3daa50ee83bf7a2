"""What the measuring scripts share: where the program lies, and the page they write their tables to."""
import csv
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"


def default_binary():
    """The first of the usual build trees that holds a program; an optimised one before others."""
    trees = [ROOT / "build" / preset / "bin" / "mlrun" for preset in ("release", "ci", "dev")]
    return next((tree for tree in trees if tree.is_file()), trees[0])


def shared_data():
    """The directory with the tables that are too large for the repository."""
    shared = pathlib.Path(os.environ.get("MLRUN_SHARED", ROOT.parent / "shared")) / "data"
    if not shared.is_dir():
        sys.exit(f"error: {shared} is not there; MLRUN_SHARED names the directory that holds data/")
    return shared


def read_lines(path):
    """The lines of a table of tab-separated values as dictionaries; none where there is no file."""
    if not path.is_file():
        return []
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def append_lines(path, fields, lines):
    """Lines more, written at once."""
    new = not path.is_file()
    with open(path, "a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fields, delimiter="\t", lineterminator="\n")
        if new:
            writer.writeheader()
        writer.writerows(lines)


def markdown(head, rows):
    """A table; every cell is text."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def put_section(name, text):
    """Replaces what stands between the page's markers of this name."""
    page = PAGE.read_text(encoding="utf-8")
    section = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
    if not section.search(page):
        sys.exit(f"error: {PAGE}: no section {name}")
    page = section.sub(lambda found: found[1] + text.strip() + "\n" + found[2], page, count=1)
    PAGE.write_text(page, encoding="utf-8")


def multiplies_bf16():
    """Whether mlrun trains and answers in bf16 on this processor."""
    return "avx512_bf16" in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").split()


def machine():
    """A sentence: the processor's model, cores and caches."""
    told = subprocess.run(["lscpu", "--json"], capture_output=True, text=True, check=True).stdout
    said = {}

    def take(fields):
        for field in fields:
            said[field["field"].rstrip(":")] = field["data"]
            take(field.get("children", []))

    take(json.loads(told)["lscpu"])
    caches = ", ".join(f"{name} {said[name + ' cache'].split(' (')[0]}" for name in ("L1d", "L2", "L3") if name + " cache" in said)
    model = f"{said['Model name']}, family {said.get('CPU family', '?')}, model {said.get('Model', '?')}"
    return f"Measured on: {model}; {said['CPU(s)']} processors; {caches}."


def tell(section, text, write, faults):
    """Prints what was measured, puts it into the page where asked to, and ends with 1 where a bar was missed."""
    text = text.strip() + f"\n\n{machine()}\n"
    print(text)
    if write:
        put_section(section, text)
    if faults:
        sys.exit("missed: " + "; ".join(faults))


def launch(command, threads, processors=None):
    """Runs a contestant on as many processors as it has threads, or so many: its stdout, seconds from start to end and
    its peak in MiB."""
    processors = sorted(os.sched_getaffinity(0))[: processors or threads]
    words = [str(word) for word in command]
    environment = dict(os.environ, OMP_NUM_THREADS=str(threads), POLARS_MAX_THREADS=str(threads))
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as error:
        start = time.monotonic()
        process = subprocess.Popen(words, stdout=out, stderr=error, env=environment,
                                   preexec_fn=lambda: os.sched_setaffinity(0, processors))  # fmt: skip
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0), error.seek(0)
        if process.returncode != 0:
            sys.exit(f"error: {' '.join(words)} ended with {process.returncode}\n{error.read()}")
        return out.read(), seconds, usage.ru_maxrss / 1024
