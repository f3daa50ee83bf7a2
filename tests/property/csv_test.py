"""Random tables against Python's csv module, and random damage. MLRUN_PROPERTY_CASES says how many of each."""
import csv
import io
import json
import os
import random
import subprocess
import unittest

CELLS = os.environ["MLRUN_TABLE_CELLS"]
CASES = int(os.environ.get("MLRUN_PROPERTY_CASES", "3000"))
ALPHABET = ['"', ",", ";", "\n", "\r", "\r\n", " ", "a", "b", "7", "é", "日", "\t", "|", "'", "\\", "-1.5"]
ENDS = ["\n", "\r\n", "\r"]


class Reader:
    """The program that reads one table after the other."""

    def __init__(self):
        self.process = subprocess.Popen([CELLS], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def read(self, text, delimiter=",", header=True, piece=1, block_rows=1, threads=1):
        head = f"{len(text)} {ord(delimiter)} {int(header)} {piece} {block_rows} {threads}\n"
        self.process.stdin.write(head.encode() + text)
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(f"the reader died with status {self.process.wait()} of {text!r}, {head!r}")
        return json.loads(line)

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        return self.process.wait()


def random_cell(rng):
    return "".join(rng.choice(ALPHABET) for _ in range(rng.choice((0, 1, 1, 2, 3, 6))))


def written(rng, cell, delimiter):
    """The cell as a writer may put it: in quotes where it must be, and at times where it need not."""
    must = any(c in cell for c in (delimiter, "\n", "\r")) or cell.startswith('"')
    if must or rng.random() < 0.2:
        return '"' + cell.replace('"', '""') + '"'
    return cell


def random_table(rng):
    """Header and rows, as text and as a list of rows."""
    delimiter = rng.choice(",;\t|")
    columns = rng.randrange(1, 6)
    rows = [[f"n{c}" for c in range(columns)]]
    rows += [[random_cell(rng) for _ in range(columns)] for _ in range(rng.randrange(0, 9))]
    text = ""
    for row in rows:
        line = delimiter.join(written(rng, cell, delimiter) for cell in row)
        # One empty cell is written in quotes: an empty line is no row.
        text += (line or '""') + rng.choice(ENDS)
        if rng.random() < 0.1:
            text += rng.choice(ENDS)
    if rng.random() < 0.3 and text[-1] in "\r\n":
        text = text[:-1]
    return delimiter, rows, text


def by_python(text, delimiter):
    """Rows by the csv module; empty lines are none."""
    return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row]


def how(rng):
    return {"piece": rng.choice((1, 2, 3, 7, 64, 1 << 17)), "block_rows": rng.choice((1, 2, 5, 4096)),
            "threads": rng.randrange(1, 5)}


class Tables(unittest.TestCase):
    def setUp(self):
        self.rng = random.Random(int(os.environ.get("MLRUN_PROPERTY_SEED", "1")))
        self.reader = Reader()

    def tearDown(self):
        self.assertEqual(self.reader.close(), 0)

    def test_as_python_reads_them(self):
        compared = 0
        for _ in range(CASES):
            delimiter, _, text = random_table(self.rng)
            wanted = by_python(text, delimiter)
            got = self.reader.read(text.encode(), delimiter, **how(self.rng))
            with self.subTest(text=text):
                self.assertNotIn("error", got)
                self.assertEqual(got["bad"], [])
                self.assertEqual([got["header"]] + got["rows"], wanted)
            compared += 1
        print(f"{compared} random tables equal to Python's csv module")

    def test_damage_loses_no_row(self):
        bad = 0
        for _ in range(CASES):
            delimiter, _, text = random_table(self.rng)
            damaged = bytearray(text.encode())
            for _ in range(self.rng.randrange(1, 6)):
                at = self.rng.randrange(len(damaged) + 1)
                kind = self.rng.randrange(4)
                if kind == 0:
                    damaged[at:at] = self.rng.choice((b'"', b",", b"\0", b"\xff", b"\n", b"x", b"\r"))
                elif kind == 1 and at < len(damaged):
                    del damaged[at]
                elif kind == 2 and at < len(damaged):
                    damaged[at] = self.rng.randrange(256)
                else:
                    del damaged[at:at + self.rng.randrange(9)]
            whole = self.reader.read(bytes(damaged), delimiter)
            again = self.reader.read(bytes(damaged), delimiter, **how(self.rng))
            with self.subTest(text=bytes(damaged)):
                self.assertEqual(again, whole)
                if "error" in whole:
                    continue
                self.assertEqual(whole["rows_in"], len(whole["rows"]))
                self.assertLessEqual(len(whole["bad"]), len(whole["rows"]))
                good = len(whole["rows"]) - len({row for row, _ in whole["bad"]})
                self.assertEqual(whole["rows_in"], good + len(whole["bad"]))
                self.assertEqual(whole["lines"], sorted(whole["lines"]))
            bad += len(whole["bad"])
        print(f"{CASES} damaged tables: rows in = rows out + rejected, {bad} rejected")


if __name__ == "__main__":
    unittest.main()
