"""mlrun schema: what the columns of a table seem to mean; and every kind of file that is none."""

import json
import unittest

from support import BAD_TABLES, MIXED_HEADER, ProgramTest, mixed_rows, write_csv


class WrongInput(ProgramTest):
    def check(self, sentence, *words, code=3):
        self.refused(sentence, "schema", *words, code=code)

    def test_no_table(self):
        for name, content, sentence in BAD_TABLES:
            with self.subTest(name):
                self.file(name, content)
                self.check(sentence, name)

    def test_missing_file(self):
        self.check("nope.csv: cannot be read: no such file or directory", "nope.csv")

    def test_directory(self):
        (self.dir / "folder").mkdir()
        self.check("folder: cannot be read: is a directory", "folder")

    def test_header_only(self):
        self.file("head.csv", "a,b\n")
        self.check("the data has a header but no rows", "head.csv")

    def test_unknown_columns(self):
        table = self.line_table()
        for flag in ("--target", "--weight", "--id", "--ignore"):
            with self.subTest(flag):
                self.check(f'{flag}: the data has no column "aa"; did you mean "a"?', table, flag,
                           "aa", code=2)

    def test_unknown_task(self):
        self.check("--task: foo not in {auto,regression,classification} (mlrun schema --help "
                   "shows the flags)", self.line_table(), "--task", "foo", code=2)

    def test_no_data(self):
        self.check("DATA is required (mlrun schema --help shows the flags)", code=2)

    def test_text_target_in_a_regression(self):
        self.check('side.csv:2: target "side": regression needs numbers, got "left"; '
                   "--task classification takes text", self.side_table(), "--target", "side",
                   "--task", "regression")


class Schema(ProgramTest):
    def schema(self, *words, **how):
        return self.mlrun("schema", *words, "-q", **how).json

    def test_types_and_facts(self):
        write_csv(self.dir / "t.csv", MIXED_HEADER, mixed_rows(80))
        document = self.schema("t.csv", "--target", "price", "--weight", "weight")
        self.assertEqual(document["rows"], 80)
        columns = {column["name"]: column for column in document["spec"]["columns"]}
        self.assertEqual({name: (column["type"], column["role"])
                          for name, column in columns.items()},
                         {"id": ("categorical", "ignore"), "when": ("datetime", "feature"),
                          "height": ("numeric", "feature"), "colour": ("categorical", "feature"),
                          "weight": ("numeric", "weight"), "price": ("numeric", "target")})
        self.assertEqual(columns["colour"]["levels"], ["blue", "green", "red"])
        heights = [row[2] for row in mixed_rows(80)]
        known = [height for height in heights if height is not None]
        facts = document["facts"]["height"]
        self.assertEqual(facts["missing"], len(heights) - len(known))
        self.assertEqual((facts["min"], facts["max"]), (min(known), max(known)))

    def test_task_of_the_target(self):
        self.assertEqual(self.schema(self.side_table(), "--target", "side")["spec"]["task"],
                         "binary")
        self.assertEqual(self.schema(self.line_table(), "--target", "y")["spec"]["task"],
                         "regression")

    def test_own_missing_words(self):
        self.file("t.csv", "a,y\n1,2\n-,3\n3,NA\n")
        document = self.schema("t.csv", "--na", "-", "--na", "NA")
        self.assertEqual(document["facts"]["a"]["missing"], 1)
        self.assertEqual(document["spec"]["columns"][0]["type"], "numeric")

    def test_pipe_gives_the_bytes_of_a_file(self):
        table = (self.dir / self.line_table()).read_bytes()
        wanted = self.mlrun("schema", "line.csv", "--target", "y").bytes
        self.assertEqual(self.mlrun("schema", "-", "--target", "y", stdin=table).bytes, wanted)

    def test_is_accepted_back(self):
        write_csv(self.dir / "t.csv", MIXED_HEADER, mixed_rows(80))
        spec = self.mlrun("schema", "t.csv", "--target", "price", "-q").bytes
        self.file("whole.json", spec)
        self.file("spec.json", json.dumps(json.loads(spec)["spec"]))
        for name in ("whole", "spec"):
            self.mlrun("train", "t.csv", "--schema", f"{name}.json", "--epochs", "2", "-q",
                       "--reproducible", "-o", name)
        self.assertEqual((self.dir / "whole").read_bytes(), (self.dir / "spec").read_bytes())

    def test_remarks_go_to_stderr(self):
        said = self.mlrun("schema", self.side_table(), "--target", "side")
        self.assertIn('target "side": classification into 2 classes', said.stderr)


if __name__ == "__main__":
    unittest.main()
