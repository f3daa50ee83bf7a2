"""The same table in every format: one model, equal bytes. And the same answers in every form of output."""

import csv
import gzip
import json
import unittest

from support import MLRUN, TABLES, ProgramTest, model, run_command

PARQUET = TABLES / "arrow" / "diabetes_test.parquet"


class SameAnswers(ProgramTest):
    def setUp(self):
        super().setUp()
        with open(TABLES / "diabetes_test.csv", newline="", encoding="utf-8") as file:
            self.header, *self.rows = csv.reader(file)
        self.wanted = self.answers(TABLES / "diabetes_test.csv")
        self.assertEqual(len(self.wanted.splitlines()), len(self.rows) + 1)

    def answers(self, table, *words, **more):
        return self.mlrun("predict", model("diabetes"), table, "-q", *words, **more).bytes

    def need_arrow(self):
        said = run_command((MLRUN, "predict", model("diabetes"), PARQUET, "-q"), cwd=self.dir)
        if "libmlrun_arrow.so" in said.stderr:
            self.skipTest("the component that reads Parquet is not built here")

    def json_lines(self):
        """Numbers as they stand in the CSV, the keys of every other object in another order."""
        lines = []
        for number, row in enumerate(self.rows):
            pairs = list(zip(self.header, row))
            if number % 2 == 1:
                pairs.reverse()
            lines.append("{" + ", ".join(f"{json.dumps(key)}: {value}" for key, value in pairs) + "}\n")
        return "".join(lines).encode()

    def test_tsv(self):
        text = "".join("\t".join(row) + "\r\n" for row in [self.header, *self.rows])
        self.assertEqual(self.answers(self.file("t.tsv", text)), self.wanted)

    def test_quoted_and_reordered(self):
        order = list(reversed(range(len(self.header))))
        text = "".join(",".join(f'"{row[i]}"' for i in order) + "\n" for row in [self.header, *self.rows])
        self.assertEqual(self.answers(self.file("t.csv", text)), self.wanted)

    def test_packed(self):
        packed = gzip.compress((TABLES / "diabetes_test.csv").read_bytes())
        (self.dir / "t.csv.gz").write_bytes(packed)
        self.assertEqual(self.answers("t.csv.gz"), self.wanted)
        self.assertEqual(self.answers("-", stdin=packed), self.wanted)

    def test_json_lines(self):
        (self.dir / "t.jsonl").write_bytes(self.json_lines())
        self.assertEqual(self.answers("t.jsonl"), self.wanted)
        self.assertEqual(self.answers("-", stdin=self.json_lines()), self.wanted)
        (self.dir / "t.jsonl.gz").write_bytes(gzip.compress(self.json_lines()))
        self.assertEqual(self.answers("t.jsonl.gz"), self.wanted)

    def test_parquet(self):
        self.need_arrow()
        self.assertEqual(self.answers(PARQUET), self.wanted)
        self.assertEqual(self.answers("-", stdin=PARQUET.read_bytes()), self.wanted)

    def test_threads_and_runtime(self):
        for threads in ("1", "2", "3"):
            self.assertEqual(self.answers(TABLES / "diabetes_test.csv", "--threads", threads), self.wanted)

    def test_json_lines_out(self):
        lines = self.answers(TABLES / "diabetes_test.csv", "--output-format", "jsonl", "--keep", "age").splitlines()
        numbers = [str(json.loads(line, parse_float=str)["prediction"]) for line in lines]
        self.assertEqual(numbers, self.wanted.decode().splitlines()[1:])
        self.assertEqual([json.loads(line)["age"] for line in lines], [row[0] for row in self.rows])

    def test_parquet_out(self):
        self.need_arrow()
        self.answers(TABLES / "diabetes_test.csv", "-o", "out.parquet")
        self.assertEqual((self.dir / "out.parquet").read_bytes()[:4], b"PAR1")
        # What was written is a table like any other.
        found = self.mlrun("schema", "out.parquet").json["spec"]["columns"]
        self.assertEqual([(column["name"], column["type"]) for column in found], [("prediction", "numeric")])


if __name__ == "__main__":
    unittest.main()
