"""mlrun evaluate: metrics that agree with the written predictions, and --fail-under."""

import math
import re
import unittest

from model_files import check_refusals
from support import (BAD_TABLES, MIXED_HEADER, TABLES, ProgramTest, line_rows, mixed_rows, model,
                     read_csv, rmse, write_csv)

CANCER = TABLES / "breast_cancer_test.csv"
DIABETES = TABLES / "diabetes_test.csv"


def last_column(path):
    return [line.rsplit(",", 1)[1] for line in
            path.read_text().splitlines()[1:]]


class WrongInput(ProgramTest):
    def check(self, sentence, *words, code=3):
        self.refused(sentence, "evaluate", model("line"), *words, code=code)

    def test_bad_models(self):
        self.line_table()
        check_refusals(self, "evaluate", "line.csv")

    def test_missing_file(self):
        self.check("nope.csv: cannot be read: no such file or directory", "nope.csv")

    def test_no_table(self):
        for name, content, sentence in BAD_TABLES[1::4]:
            with self.subTest(name):
                self.file(name, content)
                self.check(sentence, name)

    def test_header_only(self):
        self.file("head.csv", "a,b,y\n")
        self.check("head.csv: a header but no rows", "head.csv")

    def test_no_target(self):
        self.file("t.csv", "a,b\n1,2\n")
        self.check("t.csv: its columns do not fit the model:\n"
                   '  missing target column "y"', "t.csv", code=4)

    def test_a_wrong_delimiter(self):
        self.file("t.csv", "a;b;y\n1;2;3\n")
        self.check("t.csv: its columns do not fit the model:\n"
                   '  missing feature column "a"\n  missing feature column "b"\n  missing target column "y"\n'
                   '  the table has one column alone, "a;b;y"; --delimiter says what separates fields\n'
                   "  not used: a;b;y", "t.csv", code=4)

    def test_a_column_of_another_type(self):
        self.file("t.csv", "a,b,y\n" + "1,2,x\n" * 10)
        self.check('t.csv: its columns do not fit the model:\n  column "y": expected numbers, but none of the first '
                   '10 cells is one: "x" (t.csv:2)', "t.csv", code=4)

    def test_missing_target_cell(self):
        self.file("t.csv", "a,b,y\n1,2,\n")
        self.check('t.csv:2: column "y": the target is missing', "t.csv")

    def test_unknown_class(self):
        self.file("t.csv", "a,b,side\n1,2,middle\n")
        self.refused('t.csv:2: column "side": expected one of the classes (left, right), got '
                     '"middle"', "evaluate", model("side"), "t.csv", code=3)

    def test_no_data_named(self):
        self.check("DATA is required (mlrun evaluate --help shows the flags)", code=2)


class FailUnder(ProgramTest):
    def test_met(self):
        self.mlrun("evaluate", model("breast_cancer"), CANCER, "--fail-under", "auc=0.5",
                   "--fail-under", "log-loss=5")

    def test_not_met(self):
        result = self.mlrun("evaluate", model("line"), self.line_table(), "--fail-under",
                            "rmse=0.001", "--fail-under", "mae=1e9", "--fail-under", "r2=1.5",
                            code=6)
        self.assertRegex(result.stderr, r"^error: not good enough: rmse is \S+, asked for 0\.001; "
                                        r"r2 is \S+, asked for 1\.5\n$")
        self.assertIn("rmse ", result.stdout)

    def test_wrong_conditions(self):
        self.line_table()
        for text in ("rmse", "rmse=x", "rmse=", "rmse=nan", "="):
            with self.subTest(text):
                self.refused(f'--fail-under: expected METRIC=NUMBER, got "{text}"', "evaluate",
                             model("line"), "line.csv", "--fail-under", text, code=2)

    def test_unknown_metric(self):
        self.line_table()
        for name, near in (("rmsee", '; did you mean "rmse"?'), ("auc", "")):
            with self.subTest(name):
                self.refused(f'--fail-under: unknown metric "{name}" (known: rmse, mae, r2, mape)'
                             f"{near}", "evaluate", model("line"), "line.csv", "--fail-under",
                             f"{name}=1", code=2)

    def test_metric_without_a_value(self):
        rows = [(a, b, "left") for a, b, _ in line_rows(10)]
        write_csv(self.dir / "t.csv", ("a", "b", "side"), rows)
        self.mlrun("evaluate", model("side"), "t.csv", "--fail-under", "auc=0.1", code=6)


class Importance(ProgramTest):
    """--importance: what each column is worth."""

    def columns(self, *words):
        document = self.mlrun("evaluate", *words, "--importance", "--json").json["importance"]
        return document, {each["column"]: each["importance"] for each in document["columns"]}

    def test_the_one_column_that_counts(self):
        header = ("when", "height", "colour", "noise", "y")
        rows = [(*row[1:4], row[4], None if row[2] is None else 5 * row[2])
                for row in mixed_rows(300)]
        rows = [row for row in rows if row[4] is not None]
        write_csv(self.dir / "t.csv", header, rows)
        for words in (("--model", "dense", "-s", "model.hidden=[16]"), ("--seeds", "2"),
                      ("--model", "tabm", "-s", "model.width=8", "-s", "model.members=2")):
            with self.subTest(words):
                self.mlrun("train", "t.csv", "--target", "y", "-q", "-f", "-o", "m.mlrun",
                           "--epochs", "30", "--lr", "0.01", *words)
                document, worth = self.columns("m.mlrun", "t.csv")
                self.assertEqual((document["metric"], document["repeats"]), ("rmse", 5))
                self.assertEqual(sorted(worth), sorted(header[:4]))
                self.assertEqual(document["columns"][0]["column"], "height")
                others = [abs(value) for name, value in worth.items() if name != "height"]
                self.assertGreater(worth["height"], 4 * max(others))

    def test_same_seed_and_any_threads(self):
        words = (model("mixed"), write_csv(self.dir / "t.csv", MIXED_HEADER, mixed_rows(90)))
        for runtime in ("native", "libtorch"):
            with self.subTest(runtime):
                one = self.columns(*words, "--runtime", runtime, "--threads", "1")[0]
                four = self.columns(*words, "--runtime", runtime, "--threads", "4")[0]
                self.assertEqual(one, four)
        other = self.columns(*words, "--seed", "1", "--repeats", "2")[0]
        self.assertEqual((other["seed"], other["repeats"]), (1, 2))
        self.assertNotEqual(other["columns"], one["columns"])

    def test_by_the_watched_metric(self):
        self.train(self.side_table(), "--target", "side", "--metric", "log-loss", "-q")
        document, _ = self.columns("m.mlrun", "side.csv")
        metrics = self.mlrun("evaluate", "m.mlrun", "side.csv", "--json").json["metrics"]
        self.assertEqual(document["metric"], "log-loss")
        self.assertAlmostEqual(document["baseline"], metrics["log-loss"], places=9)

    def test_text_is_a_table_that_fits(self):
        text = self.mlrun("evaluate", model("breast_cancer"), CANCER, "--importance").stdout
        metrics, table = text.split("\n\n")
        lines = table.splitlines()
        self.assertIn("auc ", metrics)
        self.assertEqual(lines[0], "importance (loss of auc when a column is permuted)")
        self.assertTrue(all(len(line) <= 80 for line in lines))
        values = [float(re.search(r" (\S+) \+- ", line).group(1)) for line in lines[1:]]
        self.assertEqual(values, sorted(values, reverse=True))
        document, worth = self.columns(model("breast_cancer"), CANCER)
        self.assertEqual(len(lines) - 1, len(worth))
        self.assertAlmostEqual(values[0], document["columns"][0]["importance"], places=4)

    def test_wrong_flags(self):
        words = ("evaluate", model("line"), self.line_table())
        for flag in ("--repeats", "--seed"):
            self.refused(f"{flag}: only --importance takes it", *words, flag, "2", code=2)
        for value in ("0", "-1", "x"):
            with self.subTest(value):
                self.mlrun(*words, "--importance", "--repeats", value, code=2)


class Metrics(ProgramTest):
    def test_regression_agrees_with_the_predictions(self):
        metrics = self.mlrun("evaluate", model("diabetes"), DIABETES, "--json").json["metrics"]
        _, rows = read_csv(self.mlrun("predict", model("diabetes"), DIABETES, "-q").stdout)
        predicted = [float(row[0]) for row in rows]
        wanted = [float(cell) for cell in last_column(DIABETES)]
        self.assertAlmostEqual(metrics["rmse"], rmse(predicted, wanted), places=4)
        mae = sum(abs(p - w) for p, w in zip(predicted, wanted)) / len(wanted)
        self.assertAlmostEqual(metrics["mae"], mae, places=4)
        mean = sum(wanted) / len(wanted)
        spread = sum((w - mean) ** 2 for w in wanted)
        r2 = 1 - sum((p - w) ** 2 for p, w in zip(predicted, wanted)) / spread
        self.assertAlmostEqual(metrics["r2"], r2, places=5)

    def test_classification_agrees_with_the_predictions(self):
        metrics = self.mlrun("evaluate", model("breast_cancer"), CANCER, "--json").json["metrics"]
        _, rows = read_csv(self.mlrun("predict", model("breast_cancer"), CANCER, "-q").stdout)
        wanted = last_column(CANCER)
        right = sum(row[0] == want for row, want in zip(rows, wanted))
        self.assertAlmostEqual(metrics["accuracy"], right / len(wanted), places=12)
        chance = [float(row[2]) if want == "malignant" else float(row[1])
                  for row, want in zip(rows, wanted)]
        self.assertAlmostEqual(metrics["log-loss"],
                               -sum(map(math.log, chance)) / len(chance), places=5)
        positive = [float(row[2]) for row, want in zip(rows, wanted) if want == "malignant"]
        negative = [float(row[2]) for row, want in zip(rows, wanted) if want == "benign"]
        wins = sum((p > n) + (p == n) / 2 for p in positive for n in negative)
        self.assertAlmostEqual(metrics["auc"], wins / len(positive) / len(negative), places=9)

    def test_weights_that_are_all_zero(self):
        rows = [row[:4] + (0,) + row[5:] for row in map(tuple, mixed_rows(20))]
        write_csv(self.dir / "t.csv", MIXED_HEADER, rows)
        self.refused("t.csv: every weight is 0, so no row counts", "evaluate", model("mixed"),
                     "t.csv", code=3)

    def test_weights_count(self):
        rows = mixed_rows(60, seed=5)
        write_csv(self.dir / "t.csv", MIXED_HEADER, rows)
        metrics = self.mlrun("evaluate", model("mixed"), "t.csv", "--json").json["metrics"]
        _, answers = read_csv(self.mlrun("predict", model("mixed"), "t.csv", "-q").stdout)
        total = sum(row[4] for row in rows)
        squares = sum(row[4] * (float(answer[0]) - row[5]) ** 2
                      for row, answer in zip(rows, answers))
        self.assertAlmostEqual(metrics["rmse"], math.sqrt(squares / total), places=4)

    def test_rows_without_weights(self):
        rows = mixed_rows(60, seed=5)
        header = [name for place, name in enumerate(MIXED_HEADER) if place != 4]
        write_csv(self.dir / "t.csv", header, [row[:4] + row[5:] for row in map(tuple, rows)])
        self.refused("t.csv: its columns do not fit the model:\n  missing weight column \"weight\"; did you mean "
                     "\"height\"?\n  --no-weight does without weights",
                     "evaluate", model("mixed"), "t.csv", code=4)
        metrics = self.mlrun("evaluate", model("mixed"), "t.csv", "--no-weight", "--json").json["metrics"]
        _, answers = read_csv(self.mlrun("predict", model("mixed"), "t.csv", "-q").stdout)
        squares = sum((float(answer[0]) - row[5]) ** 2 for row, answer in zip(rows, answers))
        self.assertAlmostEqual(metrics["rmse"], math.sqrt(squares / len(rows)), places=4)
        # Weights that are there do not count either, whatever stands in them.
        rows = [row[:4] + ("no number",) + row[5:] for row in map(tuple, rows)]
        write_csv(self.dir / "w.csv", MIXED_HEADER, rows)
        done = self.mlrun("evaluate", model("mixed"), "w.csv", "--no-weight", "--json", "--importance")
        self.assertEqual(done.json["metrics"], metrics)

    def test_text_and_json_say_the_same(self):
        text = self.mlrun("evaluate", model("diabetes"), DIABETES).stdout
        document = self.mlrun("evaluate", model("diabetes"), DIABETES, "--json").json
        said = dict(line.split(" ") for line in text.splitlines())
        self.assertEqual(int(said.pop("rows")), document["rows"])
        self.assertEqual({name: float(value) for name, value in said.items()},
                         document["metrics"])
        self.assertEqual(document["model"], model("diabetes"))

    def test_equals_what_the_model_file_says(self):
        valid = TABLES / "diabetes_valid.csv"
        written = self.mlrun("inspect", model("diabetes"), "--json").json["metrics"]["valid"]
        words = ("evaluate", model("diabetes"), valid, "--json")
        self.assertEqual(self.mlrun(*words).json["metrics"], written)
        other = self.mlrun(*words, "--runtime", "libtorch").json["metrics"]
        for name, value in written.items():
            self.assertTrue(math.isclose(other[name], value, rel_tol=1e-5), name)

    def test_stdin_and_column_order(self):
        rows = line_rows(30)
        write_csv(self.dir / "t.csv", ("a", "b", "y"), rows)
        write_csv(self.dir / "r.csv", ("y", "b", "a"), [row[::-1] for row in rows])
        wanted = self.mlrun("evaluate", model("line"), "t.csv").bytes
        self.assertEqual(self.mlrun("evaluate", model("line"), "r.csv").bytes, wanted)
        data = (self.dir / "t.csv").read_bytes()
        self.assertEqual(self.mlrun("evaluate", model("line"), "-", stdin=data).bytes, wanted)

    def test_quiet(self):
        self.assertEqual(self.mlrun("evaluate", model("line"), self.line_table(), "-q").stderr, "")


if __name__ == "__main__":
    unittest.main()
