"""mlrun predict: rows in, predictions out, by name, in order; and what it refuses."""

import json
import random
import unittest

from support import (BAD_TABLES, MIXED_HEADER, TABLES, ProgramTest, clean_environment, line_rows,
                     mixed_rows, model, read_csv, write_csv)

CANCER = TABLES / "breast_cancer_test.csv"


class WrongData(ProgramTest):
    def check(self, sentence, *words, code=3, **how):
        self.refused(sentence, "predict", model("line"), *words, "-o", "out.csv", code=code, **how)
        self.assertNotIn("out.csv", self.names())

    def test_missing_file(self):
        self.check("nope.csv: cannot be read: no such file or directory", "nope.csv")

    def test_directory(self):
        (self.dir / "folder").mkdir()
        self.check("folder: cannot be read: is a directory", "folder")

    def test_no_table(self):
        for name, content, sentence in BAD_TABLES[::3]:
            with self.subTest(name):
                self.file(name, content)
                self.check(sentence, name)

    def test_bad_number(self):
        self.file("t.csv", "a,b\n1,2\n3,hello\n")
        self.check('t.csv:3: column "b": expected a number, got "hello"', "t.csv")

    def test_numbers_that_are_none(self):
        for cell, wanted in (("0x10", "number"), ("1_000", "number"), ("1 2", "number"),
                             ("1e999", "finite number (float32)"),
                             ("inf", "finite number (float32)"),
                             ("1e39", "finite number (float32)")):
            with self.subTest(cell):
                self.file("t.csv", f"a,b\n1,{cell}\n")
                self.check(f't.csv:2: column "b": expected a {wanted}, got "{cell}"', "t.csv")

    def test_bad_date(self):
        write_csv(self.dir / "t.csv", ("when", "height", "colour"), [("2024-13-01", 1.5, "red")])
        self.refused('t.csv:2: column "when": expected a date or time such as 2026-01-31 12:00:00, '
                     'got "2024-13-01"', "predict", model("mixed"), "t.csv", "-o", "out.csv",
                     code=3)

    def test_missing_columns_are_all_named(self):
        self.file("t.csv", "A,c\n1,2\n")
        self.check("t.csv: its columns do not fit the model:\n"
                   '  missing feature column "a"; did you mean "A"?\n'
                   '  missing feature column "b"\n  not used: A, c', "t.csv", code=4)

    def test_a_wrong_delimiter(self):
        for name, text in (("t.csv", "a;b"), ("t.csv", "a\tb"), ("t.txt", "a b")):
            with self.subTest(text):
                self.file(name, text + "\n1\n")
                shown = text.replace("\t", "\\t")
                self.check(f"{name}: its columns do not fit the model:\n"
                           '  missing feature column "a"\n  missing feature column "b"\n'
                           f'  the table has one column alone, "{shown}"; --delimiter says what separates fields\n'
                           f"  not used: {text}", name, code=4)

    def test_flags_of_csv_with_another_format(self):
        self.file("t.jsonl", '{"a": 1, "b": 2}\n')
        for words in (("--no-header", "t.jsonl"), ("--delimiter", ";", "--format", "jsonl", "t.jsonl")):
            with self.subTest(words):
                self.check(f"{words[0]}: t.jsonl is no CSV and no TSV, the formats that it is for", *words, code=2)

    def test_missing_cell_when_strict(self):
        self.file("t.csv", "a,b\n1,2\n3,\n")
        self.check('t.csv:3: column "b": a missing cell, where the training rows had none '
                   "(--strict)", "t.csv", "--strict")

    def test_unseen_category_when_refused(self):
        write_csv(self.dir / "t.csv", ("when", "height", "colour"), [("2024-01-01", 1.5, "mauve")])
        self.refused('t.csv:2: column "colour": unseen category "mauve" (--unseen error)',
                     "predict", model("mixed"), "t.csv", "--unseen", "error", "-o", "out.csv",
                     code=3)

    def test_second_file_of_another_header(self):
        self.line_table()
        self.side_table()
        self.check('side.csv: its header differs from that of line.csv: expected "y" as column 3, '
                   'got "side"', "line.csv", "side.csv")

    def test_empty_stdin(self):
        self.check("stdin:1: the file is empty: expected a header line (byte 0)")


class WrongFlags(ProgramTest):
    def check(self, sentence, *words, code=2):
        self.line_table()
        before = self.names()
        self.refused(sentence, "predict", model("line"), "line.csv", *words, code=code)
        self.assertEqual(self.names(), before)

    def test_wrong_values(self):
        shows = " (mlrun predict --help shows the flags)"
        for words, sentence in (
                (("--unseen", "no"), "--unseen: no not in {allow,error}" + shows),
                (("--threads", "9999"), "--threads: Value 9999 not in range 0 to 1024" + shows),
                (("--output-format", "xml"), "--output-format: xml not in {csv,tsv,jsonl,parquet,auto}" + shows),
                (("--format", "xml"), "--format: xml not in {csv,tsv,jsonl,parquet,arrow,auto}" + shows),
                (("--keep", "aa"), '--keep: the data has no column "aa"; did you mean "a"?'),
                (("--keep", "prediction"), '--keep: the output would have two columns called "prediction"'),
                (("--delimiter", "ab"), '--delimiter: expected one character, got "ab"'),
                (("--device", "gpu"), "--device: expected auto, cpu, cuda or cuda:N, got "
                                      '"gpu"; did you mean "cpu"?'),
                (("--no-probe",), 'unknown flag "--no-probe"; did you mean "--no-proba"? '
                                  "(mlrun predict --help lists them)")):
            with self.subTest(words):
                self.check(sentence, *words)

    def test_kept_columns_of_the_names_of_answers(self):
        self.file("t.csv", "a,b,prob_left,prediction\n1,2,3,4\n")
        for name in ("prob_left", "prediction"):
            self.refused(f'--keep: the output would have two columns called "{name}"', "predict", model("side"),
                         "t.csv", "--keep", name, "-o", "out.csv", code=2)
        self.assertEqual(self.names(), ["t.csv"])
        kept = self.mlrun("predict", model("side"), "t.csv", "--keep", "prob_left", "--no-proba", "-q").stdout
        self.assertEqual(kept.splitlines()[0], "prob_left,prediction")

    def test_no_model(self):
        self.refused("MODEL is required (mlrun predict --help shows the flags)", "predict", code=2)

    def test_json_and_predictions_do_not_share_stdout(self):
        self.check("the predictions and the JSON of --json would both go to stdout; -o FILE takes "
                   "the predictions", "--json")

    def test_existing_output(self):
        self.file("out.csv", "old")
        self.check("out.csv: exists already; --force replaces it", "-o", "out.csv")
        self.assertEqual((self.dir / "out.csv").read_text(), "old")
        self.mlrun("predict", model("line"), "line.csv", "-qfo", "out.csv")
        self.assertEqual(len((self.dir / "out.csv").read_text().splitlines()), 41)

    def test_output_in_no_directory(self):
        self.check("no/out.csv: the directory no does not exist", "-o", "no/out.csv", code=1)

    def test_failed_run_keeps_the_old_output(self):
        self.file("out.csv", "old")
        self.file("t.csv", "a,b\n1,2\n3,hello\n")
        self.mlrun("predict", model("line"), "t.csv", "-fo", "out.csv", code=3)
        self.assertEqual((self.dir / "out.csv").read_text(), "old")
        self.assertEqual(self.names(), ["out.csv", "t.csv"])


class Predictions(ProgramTest):
    def answers(self, name, *words, **how):
        return self.mlrun("predict", model(name), *words, "-q", **how).bytes

    def test_classes_with_probabilities(self):
        header, rows = read_csv(self.answers("breast_cancer", CANCER).decode())
        self.assertEqual(header, ["prediction", "prob_benign", "prob_malignant"])
        self.assertEqual(len(rows), 114)
        for label, benign, malignant in rows:
            self.assertAlmostEqual(float(benign) + float(malignant), 1, places=5)
            self.assertEqual(label == "benign", float(benign) >= float(malignant))

    def test_classes_without_probabilities(self):
        header, rows = read_csv(self.answers("breast_cancer", CANCER, "--no-proba").decode())
        _, full = read_csv(self.answers("breast_cancer", CANCER).decode())
        self.assertEqual(header, ["prediction"])
        self.assertEqual(rows, [row[:1] for row in full])

    def test_no_proba_in_a_regression(self):
        self.line_table()
        self.assertEqual(self.answers("line", "line.csv", "--no-proba"),
                         self.answers("line", "line.csv"))

    def test_says_how_many(self):
        self.line_table()
        said = self.mlrun("predict", model("line"), "line.csv")
        self.assertRegex(said.stderr, r"^40 rows answered by native on cpu in .* rows/s\)\n$")

    def test_quiet_prints_nothing(self):
        self.line_table()
        said = self.mlrun("predict", model("line"), "line.csv", "-qo", "out.csv")
        self.assertEqual((said.bytes, said.stderr), (b"", ""))

    def test_file_equals_stdout(self):
        self.mlrun("predict", model("breast_cancer"), CANCER, "-qo", "out.csv")
        self.assertEqual((self.dir / "out.csv").read_bytes(), self.answers("breast_cancer", CANCER))
        self.assertEqual(self.names(), ["out.csv"])

    def test_same_bytes_each_time_and_at_any_number_of_threads(self):
        self.assertEqual(self.answers("breast_cancer", CANCER, "--threads", "1"),
                         self.answers("breast_cancer", CANCER, "--threads", "2"))

    def test_column_order_is_free(self):
        lines = [line.split(",") for line in CANCER.read_text().splitlines()]
        wanted = self.answers("breast_cancer", CANCER)
        for seed in range(3):
            order = list(range(len(lines[0])))
            random.Random(seed).shuffle(order)
            write_csv(self.dir / "t.csv", [lines[0][i] for i in order],
                      [[row[i] for i in order] for row in lines[1:]])
            self.assertEqual(self.answers("breast_cancer", "t.csv"), wanted)

    def test_column_order_is_free_of_every_type(self):
        rows = mixed_rows(50, seed=3)
        write_csv(self.dir / "t.csv", MIXED_HEADER, rows)
        wanted = self.answers("mixed", "t.csv")
        write_csv(self.dir / "r.csv", MIXED_HEADER[::-1], [row[::-1] for row in rows])
        self.assertEqual(self.answers("mixed", "r.csv"), wanted)

    def test_target_weight_and_id_are_not_needed(self):
        rows = mixed_rows(50, seed=3)
        write_csv(self.dir / "all.csv", MIXED_HEADER, rows)
        write_csv(self.dir / "bare.csv", MIXED_HEADER[1:4], [row[1:4] for row in rows])
        self.assertEqual(self.answers("mixed", "all.csv"), self.answers("mixed", "bare.csv"))

    def test_a_row_has_one_answer_in_any_company(self):
        header, rows = read_csv(CANCER.read_text())
        _, wanted = read_csv(self.answers("breast_cancer", CANCER, "--no-proba").decode())
        for i in (0, 57, 113):
            write_csv(self.dir / "t.csv", header, [rows[i]])
            _, one = read_csv(self.answers("breast_cancer", "t.csv", "--no-proba").decode())
            self.assertEqual(one, [wanted[i]])

    def test_extra_columns_are_listed(self):
        write_csv(self.dir / "t.csv", ("new", "a", "b", "newer"), [(9, 1, 2, 8)])
        said = self.mlrun("predict", model("line"), "t.csv")
        self.assertEqual(said.stderr.splitlines()[0], "columns not used: new, newer")
        write_csv(self.dir / "bare.csv", ("a", "b"), [(1, 2)])
        self.assertEqual(said.bytes, self.answers("line", "bare.csv"))

    def test_kept_columns_come_first_and_count_as_used(self):
        self.file("t.csv", 'name,a,b,note\nx,1,2,"say ""hi"", now"\ny,3,4,\n')
        said = self.mlrun("predict", model("line"), "t.csv", "--keep", "note", "--keep", "a")
        self.assertEqual(said.stderr.splitlines()[0], "columns not used: name")
        lines = said.stdout.splitlines()
        self.assertEqual(lines[0], "note,a,prediction")
        self.assertTrue(lines[1].startswith('"say ""hi"", now",1,'), lines[1])
        self.assertTrue(lines[2].startswith(",3,"), lines[2])

    def test_kept_id(self):
        write_csv(self.dir / "t.csv", MIXED_HEADER, mixed_rows(20))
        header, rows = read_csv(self.answers("mixed", "t.csv", "--keep", "id").decode())
        self.assertEqual(header, ["id", "prediction"])
        self.assertEqual([row[0] for row in rows], [f"r{i}" for i in range(20)])

    def test_tsv_out_and_in(self):
        write_csv(self.dir / "t.tsv", ("a", "b"), [(1, 2), (3, 4)], "\t")
        write_csv(self.dir / "t.csv", ("a", "b"), [(1, 2), (3, 4)])
        wanted = self.answers("line", "t.csv", "--keep", "a")
        self.assertEqual(self.answers("line", "t.tsv", "--keep", "a", "--output-format", "tsv"),
                         wanted.replace(b",", b"\t"))
        data = (self.dir / "t.tsv").read_bytes()
        self.assertEqual(self.answers("line", "-", "--keep", "a", "--format", "tsv", stdin=data),
                         wanted)
        self.assertEqual(self.answers("line", "-", "--keep", "a", "--delimiter", "\\t", stdin=data),
                         wanted)

    def test_sniffed_delimiter_is_said(self):
        write_csv(self.dir / "t.txt", ("a", "b"), [(1, 2), (3, 4)], ";")
        said = self.mlrun("predict", model("line"), "t.txt")
        self.assertIn("t.txt: fields are separated by a semicolon\n", said.stderr)
        self.assertEqual(len(said.stdout.splitlines()), 3)

    def test_layouts_that_mean_the_same(self):
        wanted = self.answers("line", stdin=b"a,b\n1,2\n3,4\n")
        for data in (b"a,b\r\n1,2\r\n3,4\r\n", b"a,b\r1,2\r3,4\r", b"\xef\xbb\xbfa,b\n1,2\n3,4",
                     b'"a","b"\n"1","2"\n\n3, 4 \n', b"a,b\n1.0,2e0\n+3,4.\n"):
            with self.subTest(data):
                self.assertEqual(self.answers("line", stdin=data), wanted)

    def test_missing_cell_is_imputed_and_said(self):
        self.file("t.csv", "a,b\n1,2\n3,\n4,NA\n")
        said = self.mlrun("predict", model("line"), "t.csv")
        self.assertEqual(said.stderr.splitlines()[0],
                         'warning: column "b": 2 missing cells, where the training rows had none')
        self.assertEqual(len(said.stdout.splitlines()), 4)

    def test_missing_cells_of_a_column_with_gaps(self):
        write_csv(self.dir / "t.csv", MIXED_HEADER[1:4], [(None, None, None)])
        said = self.mlrun("predict", model("mixed"), "t.csv", "--strict")
        self.assertNotIn("warning", said.stderr)
        self.assertTrue(abs(float(said.stdout.splitlines()[1])) < 1e6)

    def test_unseen_category_is_counted(self):
        write_csv(self.dir / "t.csv", MIXED_HEADER[1:4],
                  [("2024-01-01", 1.5, "mauve"), ("2024-01-01", 1.5, "red")])
        said = self.mlrun("predict", model("mixed"), "t.csv")
        self.assertEqual(said.stderr.splitlines()[0],
                         'warning: column "colour": 1 cells of a category that training did not '
                         "see")

    def test_json(self):
        write_csv(self.dir / "t.csv", ("new",) + MIXED_HEADER[1:4],
                  [(1, "2024-01-01", 1.5, "mauve"), (2, None, 1.5, "red")])
        said = self.mlrun("predict", model("mixed"), "t.csv", "--json", "-qo", "out.csv")
        size = (self.dir / "t.csv").stat().st_size
        found = {key: value for key, value in said.json.items() if key != "seconds"}
        self.assertEqual(found, {
            "model": model("mixed"), "output": "out.csv", "rows": 2, "answered": 2, "bad_rows": 0,
            "bytes": size, "columns_not_used": ["new"],
            "missing_cells": {"when": 1}, "unseen_categories": {"colour": 1}})

    def test_header_only_gives_header_only(self):
        self.assertEqual(self.answers("line", stdin=b"a,b\n"), b"prediction\n")

    def test_chunk_edges_lose_no_row(self):
        header = ("id", "a", "b")
        whole = [(i, a, b) for i, (a, b, _) in enumerate(line_rows(2049))]
        write_csv(self.dir / "t.csv", header, whole)
        _, wanted = read_csv(self.answers("line", "t.csv", "--keep", "id").decode())
        self.assertEqual([int(row[0]) for row in wanted], list(range(2049)))
        for count in (1, 1023, 1024, 1025, 2048):
            with self.subTest(count):
                write_csv(self.dir / "t.csv", header, whole[:count])
                _, rows = read_csv(self.answers("line", "t.csv", "--keep", "id").decode())
                self.assertEqual(rows, wanted[:count])

    def test_several_files(self):
        rows = line_rows(30)
        write_csv(self.dir / "all.csv", ("a", "b", "y"), rows)
        write_csv(self.dir / "1.csv", ("a", "b", "y"), rows[:11])
        write_csv(self.dir / "2.csv", ("a", "b", "y"), rows[11:])
        self.assertEqual(self.answers("line", "1.csv", "2.csv"), self.answers("line", "all.csv"))

    def test_any_locale(self):
        wanted = self.answers("breast_cancer", CANCER)
        for locale in ("de_DE.UTF-8", "tr_TR.UTF-8", "C"):
            environment = clean_environment(LC_ALL=locale, LANG=locale)
            self.assertEqual(self.answers("breast_cancer", CANCER, env=environment), wanted)

    def test_auto_device_answers_the_same_within_tolerance(self):
        _, cpu = read_csv(self.answers("diabetes", TABLES / "diabetes_test.csv").decode())
        _, auto = read_csv(self.answers("diabetes", TABLES / "diabetes_test.csv", "--device",
                                        "auto").decode())
        for one, other in zip(cpu, auto):
            self.assertAlmostEqual(float(one[0]), float(other[0]), delta=0.05)

    def test_json_log_of_a_failure(self):
        said = self.mlrun("predict", model("line"), "nope.csv", "--log-format", "json", code=3)
        last = json.loads(said.stderr.splitlines()[-1])
        self.assertEqual((last["code"], last["kind"], last["level"]), (3, "data", "error"))


if __name__ == "__main__":
    unittest.main()
