"""What the whole-program tests share: running mlrun, made-up tables, models trained once.

The program is found by MLRUN_BIN, else in build/dev. Every run goes through run(), which fails
on any exit code outside the table of docs/cli.md.
"""

import atexit
import functools
import json
import math
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
MLRUN = os.environ.get("MLRUN_BIN") or str(ROOT / "build" / "dev" / "bin" / "mlrun")
TABLES = ROOT / "tests" / "data"
SHARED = pathlib.Path(os.environ.get("MLRUN_SHARED") or ROOT.parent / "shared")

EXIT_CODES = (0, 1, 2, 3, 4, 5, 6, 75)
STOP_SIGNALS = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM, signal.SIGPIPE)
KINDS = {1: "failure", 2: "usage", 3: "data", 4: "model", 5: "device", 6: "result",
         75: "temporary"}
SMALL = ("--epochs", "3", "-s", "model.hidden=[8]")
TIMEOUT = 120


def in_table(code):
    """Whether a run may end so: a code of the table, or by a signal of the table."""
    return code in EXIT_CODES or -code in STOP_SIGNALS or code - 128 in STOP_SIGNALS


def clean_environment(**changes):
    """This process's environment without what would steer mlrun; None removes a variable."""
    steering = ("NO_COLOR", "FORCE_COLOR", "TERM", "LC_ALL", "LC_NUMERIC", "LANG")
    environment = {name: value for name, value in os.environ.items()
                   if name not in steering and not name.startswith("MLRUN_")}
    for name, value in changes.items():
        if value is None:
            environment.pop(name, None)
        else:
            environment[name] = value
    return environment


class Run:
    """How a run ended: its code (negative: the signal), stdout as bytes and text, stderr as text."""

    def __init__(self, command, code, stdout, stderr):
        self.command = command
        self.code = code
        self.bytes = stdout or b""
        self.stderr = (stderr or b"").decode("utf-8", "replace")

    @property
    def stdout(self):
        return self.bytes.decode("utf-8")

    @property
    def json(self):
        return json.loads(self.stdout)

    def __str__(self):
        return (f"{' '.join(map(str, self.command))}\nended with {self.code}\n"
                f"stdout: {self.bytes[:2000]!r}\nstderr:\n{self.stderr[:4000]}")


def run_command(command, stdin=b"", cwd=None, env=None, stdout=subprocess.PIPE):
    """Runs any command; stdin is bytes, or a file object or descriptor."""
    feed = {"input": stdin} if isinstance(stdin, bytes) else {"stdin": stdin}
    done = subprocess.run([str(word) for word in command], stdout=stdout, stderr=subprocess.PIPE,
                          cwd=cwd, env=clean_environment() if env is None else env,
                          timeout=TIMEOUT, check=False, **feed)
    result = Run(command, done.returncode, done.stdout, done.stderr)
    if not in_table(result.code):
        raise AssertionError(f"an exit code outside the table: {result}")
    return result


def has_sanitizer():
    """Whether the program was built with AddressSanitizer, which needs memory of its own."""
    return b"__asan_init" in pathlib.Path(MLRUN).read_bytes()


@functools.lru_cache(maxsize=None)
def scratch():
    """A directory of this process for models that tests share; removed at its end."""
    path = pathlib.Path(tempfile.mkdtemp(prefix="mlrun-cli-"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


def write_csv(path, header, rows, delimiter=","):
    """Writes plain cells: no quoting; None is an empty cell."""
    lines = [delimiter.join(header)]
    lines += [delimiter.join("" if cell is None else str(cell) for cell in row) for row in rows]
    pathlib.Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def read_csv(text, delimiter=","):
    """Header and rows of a table without quoted cells."""
    lines = text.splitlines()
    return lines[0].split(delimiter), [line.split(delimiter) for line in lines[1:]]


def mixed_rows(count, seed=1):
    """id, when, height, colour, weight, price: a made-up table with gaps; no two rows alike."""
    rows = []
    for i in range(count):
        k = (i * 7919 + seed * 104729) % 1009
        height = None if k % 11 == 0 else round(1.2 + k / 1009, 3)
        colour = None if k % 13 == 0 else ("red", "green", "blue")[k % 3]
        when = None if k % 17 == 0 else f"2024-{1 + k % 12:02d}-{1 + k % 28:02d}"
        price = round(10 * (height or 1.5) + 3 * (k % 3) + (k % 12) / 4, 2)
        rows.append((f"r{i}", when, height, colour, 1 + k % 4, price))
    return rows


MIXED_HEADER = ("id", "when", "height", "colour", "weight", "price")


def line_rows(count):
    """a, b, y with y close to 2 a - b."""
    return [(i % 13 + 0.5, i % 7, 2 * (i % 13) - i % 7 + (i % 3) / 10) for i in range(count)]


def side_rows(count):
    """a, b, side: left where a is below 10, right elsewhere."""
    return [(i % 20, i % 7, "left" if i % 20 < 10 else "right") for i in range(count)]


@functools.lru_cache(maxsize=None)
def model(name):
    """Path of a small model, trained once in this process."""
    path = scratch() / f"{name}.mlrun"
    where = scratch()
    if name == "breast_cancer":
        words = (TABLES / "breast_cancer_train.csv", "--target", "diagnosis",
                 "--valid", TABLES / "breast_cancer_valid.csv")
    elif name == "diabetes":
        words = (TABLES / "diabetes_train.csv", "--target", "progression",
                 "--valid", TABLES / "diabetes_valid.csv")
    elif name == "line":
        words = (write_csv(where / "line.csv", ("a", "b", "y"), line_rows(60)), "--target", "y")
    elif name == "side":
        words = (write_csv(where / "side.csv", ("a", "b", "side"), side_rows(60)),
                 "--target", "side")
    elif name == "mixed":
        words = (write_csv(where / "mixed.csv", MIXED_HEADER, mixed_rows(80)), "--target", "price",
                 "--id", "id", "--weight", "weight")
    else:
        raise ValueError(f"no model is called {name}")
    done = run_command((MLRUN, "train", *words, *SMALL, "-q", "-o", path))
    if done.code != 0:
        raise AssertionError(str(done))
    return str(path)


def rmse(predicted, wanted):
    return math.sqrt(sum((p - w) ** 2 for p, w in zip(predicted, wanted)) / len(wanted))


class ProgramTest(unittest.TestCase):
    """A directory per test, and runs of mlrun that start in it."""

    maxDiff = None

    def setUp(self):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="mlrun-cli-"))
        self.addCleanup(shutil.rmtree, self.dir, ignore_errors=True)

    def mlrun(self, *words, code=0, **how):
        """Runs mlrun in the test's directory and checks its exit code."""
        how.setdefault("cwd", self.dir)
        result = run_command((MLRUN, *words), **how)
        self.assertEqual(result.code, code, str(result))
        return result

    def refused(self, sentence, *words, code, **how):
        """A run that must fail with this code and this last sentence, and print no data."""
        result = self.mlrun(*words, code=code, **how)
        self.assertEqual(result.bytes, b"", str(result))
        errors = result.stderr[result.stderr.find("error: "):]
        self.assertEqual(errors, f"error: {sentence}\n", str(result))
        return result

    def train(self, *words, code=0, **how):
        """A short training that writes m.mlrun; flags given later win."""
        result = self.mlrun("train", *SMALL, "-o", "m.mlrun", *words, code=code, **how)
        self.assertEqual((self.dir / "m.mlrun").exists(), code == 0, str(result))
        return result

    def file(self, name, content):
        path = self.dir / name
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return str(path)

    def line_table(self, name="line.csv", rows=40):
        write_csv(self.dir / name, ("a", "b", "y"), line_rows(rows))
        return name

    def side_table(self, name="side.csv", rows=40):
        write_csv(self.dir / name, ("a", "b", "side"), side_rows(rows))
        return name

    def names(self):
        """What stands in the test's directory."""
        return sorted(path.name for path in self.dir.iterdir())


# Every kind of file that is no table: name, bytes, and what is said of it.
BAD_TABLES = (
    ("empty.csv", b"", "empty.csv:1: the file is empty: expected a header line (byte 0)"),
    ("blank.csv", b"\n\n", "blank.csv:3: the file is empty: expected a header line (byte 2)"),
    ("ragged.csv", b"a,b,y\n1,2,3\n4,5\n", "ragged.csv:3: expected 3 fields, got 2 (byte 12)"),
    ("long.csv", b"a,b,y\n1,2,3,4\n", "long.csv:2: expected 3 fields, got 4 (byte 6)"),
    ("nul.csv", b"a,b,y\n1,2,3\n4,\0,5\n", 'nul.csv:3: column "b": a NUL byte (byte 14)'),
    ("latin1.csv", b"a,b,y\n1,\xff,3\n",
     'latin1.csv:2: column "b": expected UTF-8, got "\\xff" (byte 8)'),
    ("wide.csv", "a,b,y\n1,2,3\n".encode("utf-16"),
     "wide.csv:1: the file is UTF-16; expected UTF-8 (byte 0)"),
    ("wider.csv", "a,b,y\n1,2,3\n".encode("utf-32"),
     "wider.csv:1: the file is UTF-32; expected UTF-8 (byte 0)"),
    ("twice.csv", b"a,a,y\n1,2,3\n", 'twice.csv:1: two columns are called "a" (byte 0)'),
    ("nameless.csv", b"a,,y\n1,2,3\n",
     "nameless.csv:1: column 2 has no name in the header; give it one, or --no-header if this line is a row "
     "(byte 0)"),
    ("open.csv", b'a,b,y\n1,"2,3\n', 'open.csv:2: column "b": this quote is never closed (byte 8)'),
    ("after.csv", b'a,b,y\n1,"2"x,3\n',
     'after.csv:2: column "b": text after a closing quote (byte 11)'),
)


def stopped_by(process, number, seconds=30):
    """Sends a signal and returns the code of the ended process and its stderr."""
    process.send_signal(number)
    _, errors = process.communicate(timeout=seconds)
    return process.returncode, errors.decode("utf-8", "replace")


def wait_for(condition, seconds=30):
    """Polls until the condition answers with something true, and returns that."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.01)
    raise AssertionError("waited in vain")
