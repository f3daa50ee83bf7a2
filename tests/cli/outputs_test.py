"""What a run may write where: never over an input or another output, under names that say what is inside."""

import json
import os
import pathlib
import unittest

from support import MLRUN, SMALL, ProgramTest, clean_environment, model, run_command

TRAIN = ("train", "line.csv", "--target", "y", *SMALL, "-q")


class NoInputIsLost(ProgramTest):
    def setUp(self):
        super().setUp()
        self.line_table()
        self.file("c.json", '{"seed": 3}\n')

    def kept(self, name, *words, env=None):
        before = (self.dir / name).read_bytes()
        done = self.mlrun(*words, code=2, **({"env": env} if env else {}))
        self.assertRegex(done.stderr, rf"error: \S+: is an input of this run \(\S*{name}\)\n$")
        self.assertEqual((self.dir / name).read_bytes(), before)

    def test_the_configuration(self):
        (self.dir / "link").symlink_to("c.json")
        outputs = (("-o", "c.json"), ("-o", "link"), ("-o", "m", "--rejects", "./c.json"),
                   ("-o", "m", "--log-file", "c.json"))
        for output in outputs:
            for words, env in ((("--config", "c.json"), None), (("--preset", "./c.json"), None),
                               ((), clean_environment(MLRUN_CONFIG="c.json"))):
                with self.subTest((output, words)):
                    self.kept("c.json", *TRAIN, *words, "-f", *output, env=env)

    def test_by_the_log_of_any_verb(self):
        pathlib.Path(self.dir / "m.mlrun").write_bytes(pathlib.Path(model("line")).read_bytes())
        for name, *words in (("c.json", "config", "--config", "c.json"), ("m.mlrun", "inspect", "m.mlrun"),
                             ("m.mlrun", "verify", "m.mlrun"), ("m.mlrun", "predict", "m.mlrun", "line.csv"),
                             ("m.mlrun", "evaluate", "m.mlrun", "line.csv"),
                             ("m.mlrun", "schema", "line.csv", "--model", "m.mlrun"), ("line.csv", "schema", "line.csv"),
                             ("line.csv", "prune", "m.mlrun", "line.csv", "--members", "1", "-o", "o")):
            with self.subTest(words):
                self.kept(name, *words, "--log-file", name)


class NoOutputIsLost(ProgramTest):
    def refuses(self, one, other, *words):
        before = self.names()
        self.refused(f"{one} and {other} are one file; each output needs a name of its own", *words, code=2)
        self.assertEqual(self.names(), before)

    def test_two_of_one_name(self):
        self.line_table()
        (self.dir / "link").symlink_to("z")
        for name in ("z", "./z", "link", str(self.dir / "z")):
            for words in (TRAIN, ("predict", model("line"), "line.csv"),
                          ("prune", model("line"), "line.csv", "--members", "1")):
                for flag in ("--rejects", "--log-file"):
                    with self.subTest((words[0], name, flag)):
                        self.refuses("-o z", f"{flag} {name}", *words, "-o", "z", flag, name)
            for words in ((*TRAIN, "-o", "m"), ("evaluate", model("line"), "line.csv")):
                with self.subTest((words[0], name)):
                    self.refuses("--rejects z", f"--log-file {name}", *words, "--rejects", "z", "--log-file", name)
        self.refuses("-o z", "--run-dir z", *TRAIN, "-o", "z", "--search", "2", "--run-dir", "z")

    def test_that_are_there_already(self):
        self.line_table()
        self.file("z", "old")
        os.link(self.dir / "z", self.dir / "y")
        self.refuses("-o z", "--rejects y", *TRAIN, "-f", "-o", "z", "--rejects", "y")
        self.assertEqual((self.dir / "z").read_text(), "old")

    def test_the_result_and_bad_rows_on_stdout(self):
        self.line_table()
        for words, result in ((("evaluate", model("line"), "line.csv"), "the metrics, on -"),
                              (("evaluate", model("line"), "line.csv", "--json"), "--json -"),
                              ((*TRAIN, "-o", "m.mlrun", "--json"), "--json -")):
            with self.subTest(words):
                self.refused(f"--rejects - and {result} are one file; each output needs a name of its own",
                             *words, "--rejects", "-", code=2)
        self.mlrun(*TRAIN, "-o", "m.mlrun", "--rejects", "-")

    def test_stdout_and_devices(self):
        self.line_table()
        self.refuses("-o -", "--rejects -", *TRAIN, "-o", "-", "--rejects", "-")
        self.mlrun("predict", model("line"), "line.csv", "-qo", "/dev/null", "--rejects", "/dev/null", "--log-file",
                   "/dev/null")


class Names(ProgramTest):
    def test_an_empty_one_is_no_name(self):
        self.line_table()
        line = model("line")
        for flag, *words in (("--output", *TRAIN, "-o", ""), ("--rejects", *TRAIN, "--rejects", ""),
                             ("--log-file", *TRAIN, "--log-file", ""), ("--config", *TRAIN, "--config", ""),
                             ("--preset", *TRAIN, "--preset", ""), ("--valid", *TRAIN, "--valid", ""),
                             ("--test", *TRAIN, "--test", ""), ("--schema", *TRAIN, "--schema", ""),
                             ("--run-dir", *TRAIN, "--search", "2", "--run-dir", ""), ("DATA", "train", "", *TRAIN[2:]),
                             ("--output", "predict", line, "line.csv", "-o", ""), ("DATA", "predict", line, ""),
                             ("MODEL", "predict", "", "line.csv"), ("--rejects", "evaluate", line, "line.csv",
                                                                    "--rejects", ""),
                             ("MODEL", "evaluate", "", "line.csv"), ("DATA", "evaluate", line, ""),
                             ("MODEL", "verify", ""), ("MODEL", "inspect", ""), ("DATA", "schema", ""),
                             ("--model", "schema", "line.csv", "--model", ""), ("MODEL", "prune", "", "line.csv",
                                                                                "--members", "1", "-o", "o"),
                             ("DATA", "prune", line, "", "--members", "1", "-o", "o"),
                             ("--output", "prune", line, "line.csv", "--members", "1", "-o", ""),
                             ("--config", "config", "--config", ""), ("--log-file", "devices", "--log-file", "")):
            with self.subTest((flag, words)):
                self.refused(f"{flag}: expected a name, got an empty text (mlrun {words[0]} --help shows the flags)",
                             *words, code=2)
        self.assertEqual(self.names(), ["line.csv"])

    def test_an_empty_one_takes_no_word_behind_it(self):
        self.line_table()
        before = (self.dir / "line.csv").read_bytes()
        for flag in ("--log-file", "--rejects", "--output"):
            with self.subTest(flag):
                self.refused(f"{flag}: expected a name, got an empty text (mlrun predict --help shows the flags)",
                             "predict", model("line"), f"{flag}=", "line.csv", "-f", code=2)
        self.assertEqual((self.dir / "line.csv").read_bytes(), before)
        self.assertEqual(self.names(), ["line.csv"])

    def test_behind_two_dashes_a_name_may_look_like_one(self):
        self.line_table("--rows=")
        self.assertEqual(self.mlrun("predict", model("line"), "-q", "--", "--rows=").stdout,
                         self.mlrun("predict", model("line"), "-q", "./--rows=").stdout)

    def test_bytes_that_are_no_text_stand_replaced_in_json(self):
        self.line_table()
        said = self.mlrun(*TRAIN, "-o", "n\udcff.mlrun", "--json")
        self.assertEqual(said.json["model"], "n\ufffd.mlrun")
        (self.dir / "m").write_bytes((self.dir / "n\udcff.mlrun").read_bytes())
        for words, key in ((("predict", "m", "line.csv", "-qo", "p\udcff.csv", "--json"), "output"),
                           (("evaluate", "n\udcff.mlrun", "line.csv", "-q", "--json"), "model")):
            with self.subTest(words):
                self.assertIn("\ufffd", self.mlrun(*words).json[key])
        self.file("c\udcff.json", '{"seed": 3}')
        said = self.mlrun("config", "--config", "c\udcff.json", "--origin", "--json")
        self.assertEqual(said.json["seed"], "c\ufffd.json")


class Suffixes(ProgramTest):
    def predict(self, name, *words, code=0):
        return self.mlrun("predict", model("line"), "line.csv", "-q", "-o", name, *words, code=code)

    def test_of_what_is_not_written(self):
        self.line_table()
        form = ("expected a name in .csv, .tsv, .jsonl or .parquet, got .{}, which is not written; "
                "--output-format says the form whatever the name")
        packed = "what is written is not packed as .{} says; a pipe packs it: -o - | gzip"
        for sentence, suffixes in ((form, ("arrow", "feather", "ipc", "json", "xlsx", "xls", "ods")),
                                   (packed, ("gz", "zst", "bz2", "xz", "zip"))):
            for suffix in suffixes:
                name = f"o.csv.{suffix}" if sentence == packed else f"o.{suffix.upper()}"
                with self.subTest(name):
                    self.refused(f"{name}: " + sentence.format(suffix), "predict", model("line"), "line.csv", "-o",
                                 name, code=2)
        self.assertEqual(self.names(), ["line.csv"])

    def test_that_say_nothing_mean_csv(self):
        self.line_table()
        for name in ("o", "o.txt", "o.out"):
            self.predict(name)
            self.assertTrue((self.dir / name).read_text().startswith("prediction\n"))
        self.predict("o.json", "--output-format", "jsonl")
        self.assertIn("prediction", json.loads((self.dir / "o.json").read_text().splitlines()[0]))

    def test_parquet_of_two_letters(self):
        self.line_table()
        done = run_command((MLRUN, "predict", model("line"), "line.csv", "-qo", "o.pq"), cwd=self.dir)
        if "libmlrun_arrow.so" in done.stderr:
            self.skipTest("the component that writes Parquet is not built here")
        self.assertEqual((self.dir / "o.pq").read_bytes()[:4], b"PAR1")


if __name__ == "__main__":
    unittest.main()
