"""mlrun train: wrong input of each kind, and what a training writes and says."""

import json
import unittest

from support import (BAD_TABLES, MIXED_HEADER, SHARED, SMALL, TABLES, ProgramTest, clean_environment,
                     line_rows, mixed_rows, read_csv, write_csv)

DIABETES = str(TABLES / "diabetes_train.csv")
CANCER = str(TABLES / "breast_cancer_train.csv")


class RefusedTraining(ProgramTest):
    def check(self, sentence, *words, code=3, **how):
        self.refused(sentence, "train", *words, *SMALL, "-q", "-o", "m.mlrun", code=code, **how)
        self.assertNotIn("m.mlrun", self.names())


class WrongData(RefusedTraining):
    def test_missing_file(self):
        self.check("nope.csv: cannot be read: no such file or directory", "nope.csv",
                   "--target", "y")

    def test_directory(self):
        (self.dir / "folder").mkdir()
        self.check("folder: cannot be read: is a directory", "folder", "--target", "y")

    def test_no_table(self):
        for name, content, sentence in BAD_TABLES[::2]:
            with self.subTest(name):
                self.file(name, content)
                self.check(sentence, name, "--target", "y")

    def test_header_only(self):
        self.file("head.csv", "a,b,y\n")
        self.check("the data has a header but no rows", "head.csv", "--target", "y")

    def test_one_row(self):
        self.file("one.csv", "a,y\n1,2\n")
        self.check("one row cannot both train and judge; --valid names rows that judge", "one.csv",
                   "--target", "y")

    def test_unknown_target(self):
        self.check('--target: the data has no column "progresion"; did you mean "progression"?',
                   DIABETES, "--target", "progresion", code=2)

    def test_no_target(self):
        self.check("--target is missing: which column is to be predicted? The data has "
                   "age, sex, bmi, bp, s1, s2, s3, s4, s5, s6, progression", DIABETES, code=2)

    def test_text_target_in_a_regression(self):
        self.check(f'{CANCER}:2: target "diagnosis": regression needs numbers, got "malignant"; '
                   "--task classification takes text", CANCER, "--target", "diagnosis",
                   "--task", "regression")

    def test_text_among_the_numbers_of_a_target(self):
        rows = [(i, 0.5 * i) for i in range(100)]
        rows[40] = (40, "zzz")
        write_csv(self.dir / "t.csv", ("a", "y"), rows)
        self.check('t.csv:42: target "y": expected a number, as in 99 other cells, got "zzz"; '
                   "--task classification takes them all as classes", "t.csv", "--target", "y")
        for task in ("auto", "regression"):
            done = self.mlrun("train", "t.csv", "--target", "y", "--task", task, *SMALL,
                              "--on-bad-row", "skip", "--rejects", "bad.csv", "--json", "-f",
                              "-o", "m.mlrun")
            self.assertEqual(done.json["bad_rows"], 1)
            self.assertIn('t.csv,42,', (self.dir / "bad.csv").read_text())

    def test_a_share_that_has_no_say_is_said(self):
        self.line_table()
        words = ("line.csv", "--target", "y", *SMALL, "--valid-fraction", "0.3", "-f", "-o", "m.mlrun")
        said = "warning: data.valid_fraction 0.3 has no say: "
        self.assertNotIn(said, self.mlrun("train", *words).stderr)
        self.assertIn(said + "the rows of --valid judge",
                      self.mlrun("train", *words, "--valid", "line.csv").stderr)
        self.assertIn(said + "folds judge", self.mlrun("train", *words, "--folds", "2").stderr)

    def test_weights_that_are_all_zero(self):
        for task, targets in (("regression", (1.5, 2.5)), ("classification", ("a", "b"))):
            rows = [(i, targets[i % 2], i % 3) for i in range(60)]
            write_csv(self.dir / "t.csv", ("a", "y", "w"), rows)
            write_csv(self.dir / "zero.csv", ("a", "y", "w"), [(*row[:2], 0) for row in rows])
            words = ("--target", "y", "--weight", "w", "--task", task)
            self.check("the training rows: every weight is 0, so no row counts", "zero.csv",
                       "--valid", "t.csv", *words)
            self.check("the validation rows: every weight is 0, so no row counts", "t.csv",
                       "--valid", "zero.csv", *words)
            self.check("the test rows: every weight is 0, so no row counts", "t.csv",
                       "--test", "zero.csv", *words)

    def test_one_class(self):
        write_csv(self.dir / "same.csv", ("a", "y"), [(i, "same") for i in range(20)])
        self.check('target "y" holds one class only: "same"', "same.csv", "--target", "y")

    def test_missing_target_cell(self):
        write_csv(self.dir / "gap.csv", ("a", "y"), [(i, i * 1.5) for i in range(30)] + [(1, None)])
        self.check('gap.csv:32: column "y": the target is missing', "gap.csv", "--target", "y")

    def test_nothing_to_learn_from(self):
        write_csv(self.dir / "flat.csv", ("a", "y"), [(3, i * 1.5) for i in range(30)])
        self.check('training data: no feature column varies over the rows; the last, column "a": '
                   "left out: nearly constant in the training rows (3 to 3)", "flat.csv",
                   "--target", "y")

    def test_no_feature(self):
        write_csv(self.dir / "alone.csv", ("y",), [(i * 1.5,) for i in range(30)])
        self.check("training data: expected at least one feature column, got none", "alone.csv",
                   "--target", "y")

    def test_bad_weight(self):
        rows = [(i, i * 1.5, 1) for i in range(30)] + [(30, 2, -1)]
        write_csv(self.dir / "w.csv", ("a", "y", "w"), rows)
        self.check('w.csv:32: column "w": expected a weight of at least 0, got "-1"', "w.csv",
                   "--target", "y", "--weight", "w")

    def test_unknown_columns_in_flags(self):
        table = self.line_table()
        for flag in ("--weight", "--id", "--ignore"):
            with self.subTest(flag):
                self.check(f'{flag}: the data has no column "aa"; did you mean "a"?', table,
                           "--target", "y", flag, "aa", code=2)

    def test_files_of_different_headers(self):
        self.line_table()
        self.side_table()
        self.check('side.csv: its header differs from that of line.csv: expected "y" as column 3, '
                   'got "side"', "line.csv", "side.csv", "--target", "y")

    def test_stdin_without_rows(self):
        self.check("stdin:1: the file is empty: expected a header line (byte 0)", "-",
                   "--target", "y")


class LikelyMistakes(ProgramTest):
    """A typing error among numbers changes what a column means, and must not go unseen."""

    def numbers(self, column):
        rows = [[i, i % 7, 2 * i + i % 7 + 0.5] for i in range(60)]
        rows[40][column] = "n.a."
        return write_csv(self.dir / "t.csv", ("a", "b", "y"), rows)

    def test_text_among_the_numbers_of_a_feature_is_warned_of(self):
        self.numbers(0)
        result = self.train("t.csv", "--target", "y", "-q")
        self.assertEqual(result.stderr, 'warning: column "a" is not taken as numbers: 59 of 60 '
                         'cells are numbers, but not "n.a." (t.csv:42); data.missing can make '
                         "that text a missing cell\n")

    def test_text_among_the_numbers_of_the_target_is_refused(self):
        self.numbers(2)
        result = self.train("t.csv", "--target", "y", code=3)
        self.assertEqual(result.stderr.splitlines()[-1],
                         'error: t.csv:42: target "y": expected a number, as in 59 other cells, '
                         'got "n.a."; --task classification takes them all as classes')

    def test_a_target_of_one_class_a_row_is_refused(self):
        write_csv(self.dir / "t.csv", ("a", "y"), [(i, f"0_{i}") for i in range(60)])
        result = self.train("t.csv", "--target", "y", code=3)
        self.assertIn('target "y": its text differs in every row, first "0_0" (t.csv:2)',
                      result.stderr)

    def test_a_target_that_is_a_missing_token_is_named(self):
        write_csv(self.dir / "t.csv", ("a", "y"), [(i, ("None", "x")[i % 2]) for i in range(60)])
        result = self.train("t.csv", "--target", "y", "--task", "classification", code=3)
        self.assertIn("target", result.stderr)

    def test_validation_rows_of_one_class_are_told(self):
        write_csv(self.dir / "t.csv", ("a", "y"), [(i, ("u", "v")[i % 2]) for i in range(60)])
        write_csv(self.dir / "v.csv", ("a", "y"), [(i, "u") for i in range(10)])
        result = self.train("t.csv", "--valid", "v.csv", "--target", "y", "-q")
        self.assertEqual(result.stderr.count("the validation metric is not a number"), 1)

    def test_a_wrong_delimiter_is_told_with_quiet_too(self):
        self.file("t.csv", "a;y\n1;2\n")
        result = self.train("t.csv", "--target", "y", "-q", code=2)
        self.assertIn('the data has no column "y", but one column alone, "a;y"; --delimiter says',
                      result.stderr)


class WrongJudges(RefusedTraining):
    """--valid and --test are as strict as the training rows."""

    def test_missing_file(self):
        table = self.line_table()
        for flag in ("--valid", "--test"):
            with self.subTest(flag):
                self.check("nope.csv: cannot be read: no such file or directory", table,
                           "--target", "y", flag, "nope.csv")

    def test_header_only(self):
        table = self.line_table()
        self.file("head.csv", "a,b,y\n")
        for flag in ("--valid", "--test"):
            with self.subTest(flag):
                self.check("head.csv: a header but no rows", table, "--target", "y", flag,
                           "head.csv")

    def test_no_table(self):
        table = self.line_table()
        for name, content, sentence in BAD_TABLES[2:4]:
            with self.subTest(name):
                self.file(name, content)
                self.check(sentence, table, "--target", "y", "--valid", name)

    def test_number_that_is_none(self):
        table = self.line_table()
        self.file("text.csv", "a,b,y\n1,2,3\n1,hello,3\n")
        self.check('text.csv:3: column "b": expected a number, got "hello"', table, "--target",
                   "y", "--valid", "text.csv")

    def test_missing_columns_are_all_named(self):
        table = self.line_table()
        self.file("other.csv", "A,yy\n1,2\n")
        self.check(f"other.csv: its columns do not fit {table}:\n"
                   '  missing feature column "a"; did you mean "A"?\n'
                   '  missing feature column "b"\n'
                   '  missing target column "y"; did you mean "yy"?', table, "--target", "y",
                   "--valid", "other.csv")

    def test_columns_that_a_schema_does_not_have(self):
        table = self.line_table()
        self.file("spec.json", self.mlrun("schema", table, "--target", "y").bytes)
        self.file("other.csv", "a,y\n1,2\n")
        self.check('other.csv: its columns do not fit spec.json:\n  missing feature column "b"', "other.csv",
                   "--schema", "spec.json")

    def test_a_wrong_delimiter(self):
        table = self.line_table()
        self.file("other.csv", "a;b;y\n1;2;3\n")
        self.check(f"other.csv: its columns do not fit {table}:\n"
                   '  missing feature column "a"\n  missing feature column "b"\n  missing target column "y"\n'
                   '  the table has one column alone, "a;b;y"; --delimiter says what separates fields', table,
                   "--target", "y", "--valid", "other.csv")

    def test_class_that_training_did_not_see(self):
        table = self.side_table()
        self.file("other.csv", "a,b,side\n1,2,left\n1,2,middle\n")
        self.check('other.csv:3: column "side": expected one of the classes (left, right), got '
                   '"middle"', table, "--target", "side", "--valid", "other.csv")


class WrongFlags(ProgramTest):
    def check(self, sentence, *words, code=2, **how):
        self.line_table()
        self.refused(sentence, "train", "line.csv", "--target", "y", "-q", "-o", "m.mlrun",
                     *words, code=code, **how)
        self.assertEqual(self.names(), ["line.csv"])

    def test_unknown_preset(self):
        self.check('--preset: unknown preset "fats" (known: best, default, dense, dense_ple, fast, linear, quick); '
                   'did you mean "fast"?', "--preset", "fats")

    def test_unknown_key(self):
        self.check('--set: unknown key "train.epoch"; did you mean "train.epochs"?',
                   "-s", "train.epoch=3")

    def test_all_mistakes_at_once(self):
        self.check('--epochs: train.epochs: expected an integer from 1 to 1000000, got "abc"\n'
                   '--set: unknown key "foo"', "--epochs", "abc", "-s", "foo=1")

    def test_bad_values(self):
        for words, sentence in (
                (("--lr", "nan"), '--lr: train.optimizer.lr: expected a number of at least 0, got "nan"'),
                (("--valid-fraction", "2"), "--valid-fraction: data.valid_fraction: expected a "
                                            "number above 0 and below 1, got 2"),
                (("--threads", "-3"), "--threads: device.threads: expected an integer from 0 to "
                                      "4096, got -3"),
                (("--seed", "abc"), "--seed: seed: expected an integer from 0 to "
                                    '9007199254740992, got "abc"'),
                (("--hidden", "[0]"), "--hidden: model.hidden[0]: expected an integer from 1 to "
                                      "65536, got 0"),
                (("--loss", "foo"), "--loss: train.loss: expected one of auto, mse, mae, huber, quantile, "
                                    'poisson, cross-entropy, bce, got "foo"'),
                (("--task", "foo"), "--task: data.task: expected one of auto, regression, "
                                    'classification, got "foo"'),
                (("-s", "model.hidden"), '--set: expected KEY=VALUE, got "model.hidden"'),
                (("--delimiter", ";;"), '--delimiter: expected one character, got ";;"'),
                (("--config", "nope.json"),
                 "nope.json: cannot be read: no such file or directory"),
                (("--schema", "nope.json"),
                 "nope.json: cannot be read: no such file or directory")):
            with self.subTest(words):
                self.check(sentence, *words)

    def test_metric_of_another_task(self):
        self.check('metric "auc" does not fit; the metrics of a regression task are: rmse, mae, '
                   "r2, mape, pinball@Q with Q between 0 and 1", "--metric", "auc")

    def test_loss_of_another_task(self):
        self.check("train.loss: cross-entropy does not fit regression; mse, mae, huber, quantile "
                   "and poisson do", "--loss", "cross-entropy")
        self.check("train.loss: bce does not fit regression; mse, mae, huber, quantile and poisson "
                   "do", "--loss", "bce")

    def test_smoothed_labels_of_a_regression(self):
        self.check("train.label_smoothing: a regression has no labels to smooth; 0 smooths none",
                   "-s", "train.label_smoothing=0.1")

    def test_unknown_environment(self):
        self.check('MLRUN_TRAIN_EPOCH: unknown key; did you mean "MLRUN_TRAIN_EPOCHS"?',
                   env=clean_environment(MLRUN_TRAIN_EPOCH="3"))

    def test_unknown_flag(self):
        self.check('unknown flag "--patiense"; did you mean "--patience"? '
                   "(mlrun train --help lists them)", "--patiense", "3")

    def test_log_file_that_cannot_be(self):
        self.check("no/log: cannot be opened: no such file or directory", "--log-file", "no/log",
                   code=1)


class WrongOutput(ProgramTest):
    def check(self, sentence, output, code):
        self.line_table()
        before = self.names()
        self.refused(sentence, "train", "line.csv", "--target", "y", "-q", *SMALL, "-o", output,
                     code=code)
        self.assertEqual(self.names(), before)

    def test_existing_without_force(self):
        self.file("m.mlrun", "old")
        self.check("m.mlrun: exists already; --force replaces it", "m.mlrun", 2)
        self.assertEqual((self.dir / "m.mlrun").read_text(), "old")

    def test_existing_with_force(self):
        self.file("m.mlrun", "old")
        self.train(self.line_table(), "--target", "y", "--force", "-q")
        self.mlrun("verify", "m.mlrun")

    def test_directory(self):
        (self.dir / "folder").mkdir()
        self.check("folder: cannot be written: is a directory", "folder", 1)

    def test_no_such_directory(self):
        self.check("no/m.mlrun: the directory no does not exist", "no/m.mlrun", 1)

    def test_directory_that_takes_no_file(self):
        self.check("/proc/m.mlrun: cannot be written: no such file or directory", "/proc/m.mlrun",
                   1)

    def test_full_disk(self):
        self.check("/dev/full: cannot be written: no space left on device", "/dev/full", 1)

    def test_old_model_survives_a_failed_training(self):
        self.file("m.mlrun", "old")
        self.line_table()
        self.mlrun("train", "line.csv", "--target", "y", "--lr", "1e30", "-fo", "m.mlrun", code=6)
        self.assertEqual((self.dir / "m.mlrun").read_text(), "old")
        self.assertEqual(self.names(), ["line.csv", "m.mlrun"])


class Training(ProgramTest):
    def test_what_it_says(self):
        self.side_table("valid.csv", 20)
        said = self.train(self.side_table(), "--target", "side", "--valid", "valid.csv",
                          "--test", "valid.csv", "--device", "cpu")
        self.assertEqual(said.bytes, b"")
        lines = said.stderr.splitlines()
        self.assertEqual(lines[0], "device: cpu (asked for)")
        self.assertEqual(lines[1], 'target "side": classification into 2 classes, by its values; '
                                   "--task decides otherwise")
        for epoch in (1, 2, 3):
            self.assertRegex(lines[1 + epoch], rf"^epoch {epoch}/3: loss \S+, valid \S+( \*)?$")
        self.assertRegex(lines[5], r"^trained 3 epochs \(\d+ steps of 32 rows\) in .*; "
                                   r"best epoch [1-3] by auc$")
        self.assertEqual([line.split(":")[0] for line in lines[6:]],
                         ["train", "valid", "test", "model"])

    def test_auto_device_is_explained(self):
        said = self.train(self.line_table(), "--target", "y")
        self.assertRegex(said.stderr.splitlines()[0], r"^device: \S+ \(auto: .+\)$")

    def test_quiet_prints_nothing(self):
        said = self.train(self.line_table(), "--target", "y", "-q")
        self.assertEqual((said.bytes, said.stderr), (b"", ""))

    def test_json(self):
        said = self.train(self.line_table(), "--target", "y", "-q", "--json", "--test", "line.csv")
        document = said.json
        self.assertEqual(document["model"], "m.mlrun")
        self.assertEqual(document["epochs"], 3)
        self.assertEqual(sorted(document["metrics"]), ["test", "train", "valid"])
        self.assertEqual(list(document["metrics"]["test"]), ["rmse", "mae", "r2", "mape"])
        self.assertEqual(said.stderr, "")

    def test_json_log(self):
        said = self.train(self.line_table(), "--target", "y", "--log-format", "json")
        for line in said.stderr.splitlines():
            self.assertEqual(json.loads(line)["level"], "info")

    def test_log_file(self):
        self.train(self.line_table(), "--target", "y", "-q", "--log-file", "log.jsonl")
        lines = [json.loads(line) for line in (self.dir / "log.jsonl").read_text().splitlines()]
        self.assertIn("epoch 1/3", " ".join(line["message"] for line in lines))

    def test_default_output(self):
        self.mlrun("train", self.line_table(), "--target", "y", "-q", *SMALL)
        self.assertEqual(self.names(), ["line.csv", "model.mlrun"])

    def test_same_seed_same_bytes(self):
        table = self.line_table()
        for name in ("one", "two", "three"):
            seed = "8" if name == "three" else "7"
            self.mlrun("train", table, "--target", "y", "-q", *SMALL, "--seed", seed,
                       "--reproducible", "-o", name)
        one, two, three = ((self.dir / name).read_bytes() for name in ("one", "two", "three"))
        self.assertEqual(one, two)
        self.assertNotEqual(one, three)

    def test_same_seed_same_bytes_in_a_classification(self):
        for name in ("one", "two"):
            self.mlrun("train", CANCER, "--target", "diagnosis", "-q", *SMALL, "--reproducible",
                       "-o", name)
        self.assertEqual((self.dir / "one").read_bytes(), (self.dir / "two").read_bytes())

    def test_nets_of_several_seeds_are_one_model(self):
        table = self.line_table()
        for seed in (7, 8):
            self.mlrun("train", table, "--target", "y", "-q", *SMALL, "--seed", str(seed),
                       "--set", "data.valid_fraction=0.25", "-o", f"{seed}.mlrun")
        said = self.mlrun("train", table, "--target", "y", *SMALL, "--seed", "7", "--seeds", "2",
                          "--set", "data.valid_fraction=0.25", "--json", "-o", "both.mlrun")
        self.assertEqual(said.json["nets"], 2)
        self.assertEqual(said.json["epochs"], 6)
        self.assertRegex(said.stderr, r"dense 2: best valid rmse \S+ in epoch [1-3]")
        self.assertIn("trained 2 nets, 6 epochs", said.stderr)
        self.assertIn("0.5 x dense", self.mlrun("inspect", "both.mlrun").bytes.decode())
        self.mlrun("verify", "both.mlrun")
        answers = {}
        for name in ("7", "both"):
            done = self.mlrun("predict", f"{name}.mlrun", table, "-q")
            answers[name] = [float(row[0]) for row in read_csv(done.bytes.decode())[1]]
        self.assertNotEqual(answers["7"], answers["both"])
        by_torch = self.mlrun("predict", "both.mlrun", table, "-q", "--runtime", "libtorch")
        for ours, row in zip(answers["both"], read_csv(by_torch.bytes.decode())[1]):
            self.assertAlmostEqual(ours, float(row[0]), places=4)

    def test_rare_levels_and_unseen_ones_are_answered_alike(self):
        cities = ["Oslo", "Rome"] * 30 + ["Lima", "Bonn", "Suva"]
        rows = [(city, i % 7, i % 7 + 5 * len(city) + (city == "Rome")) for i, city in enumerate(cities)]
        write_csv(self.dir / "t.csv", ("city", "a", "y"), rows)
        asked = [(city, 3) for city in ("Lima", "Suva", "Nuuk", "Oslo", "Rome")]
        write_csv(self.dir / "asked.csv", ("city", "a"), asked)
        for net in (("dense", "model.hidden=[8]"), ("realmlp", "model.one_hot_limit=2")):
            with self.subTest(net[0]):
                said = self.mlrun("train", "t.csv", "--target", "y", "--valid", "t.csv", "--model", net[0], "-s",
                                  net[1], "--epochs", "2", "-s", "features.clamp_target=false", "-fo",
                                  "m.mlrun")
                self.assertIn('column "city": of 5 levels 3 have fewer than 2 training rows (features.min_count): '
                              "one input for them and for unseen levels", said.stderr)
                self.mlrun("verify", "m.mlrun")
                lima, suva, nuuk, oslo, rome = (row[0] for row in read_csv(
                    self.mlrun("predict", "m.mlrun", "asked.csv", "-q").stdout)[1])
                self.assertEqual((lima, suva), (nuuk, nuuk))
                self.assertEqual(len({lima, oslo, rome}), 3)

    def test_seeds_are_for_one_device(self):
        self.refused("seeds: nets of several seeds are trained one after the other on one device; "
                     "device.strategy one-device", "train", self.line_table(), "--target", "y",
                     "--seeds", "2", "--strategy", "mirrored", "--devices", "2", code=2)

    def test_every_net_is_trained_and_answers_in_another_process(self):
        small = {"dense": ("model.hidden=[8]", "model.embedding.type=ple"),
                 "resnet": ("model.width=8", "model.embedding.type=plr-lite"),
                 "tabm": ("model.width=8", "model.members=4"),
                 "realmlp": ("model.hidden=[8,8]", "model.members=2")}
        for net, sets in small.items():
            with self.subTest(net):
                words = [word for text in sets for word in ("-s", text)]
                self.mlrun("train", self.side_table(), "--target", "side", "--model", net, *words,
                           "--epochs", "2", "-q", "-fo", "m.mlrun")
                self.assertIn("holds", self.mlrun("verify", "m.mlrun").bytes.decode())
                self.mlrun("predict", "m.mlrun", "side.csv", "-q")

    def test_from_stdin(self):
        table = (self.dir / self.line_table()).read_bytes()
        self.mlrun("train", "line.csv", "--target", "y", "-q", *SMALL, "--reproducible", "-o", "f")
        self.mlrun("train", "-", "--target", "y", "-q", *SMALL, "--reproducible", "-o", "p",
                   stdin=table)
        self.assertEqual((self.dir / "f").read_bytes(), (self.dir / "p").read_bytes())

    def test_judges_from_stdin(self):
        table = (self.dir / self.line_table()).read_bytes()
        for flag in ("--valid", "--test"):
            with self.subTest(flag):
                for name, source in (("f", "line.csv"), ("p", "-")):
                    self.mlrun("train", "line.csv", "--target", "y", "-q", *SMALL, flag, source,
                               "--reproducible", "-fo", name, stdin=table)
                self.assertEqual((self.dir / "f").read_bytes(), (self.dir / "p").read_bytes())

    def test_stdin_serves_once(self):
        self.refused("stdin is named more than once; its rows can have one use only", "train", "-",
                     "--valid", "-", "--target", "y", *SMALL, code=2)

    def test_model_to_stdout(self):
        table = self.line_table()
        done = self.mlrun("train", table, "--target", "y", "-q", *SMALL, "--reproducible", "-o", "-")
        self.mlrun("train", table, "--target", "y", "-q", *SMALL, "--reproducible", "-o", "m")
        self.assertEqual(done.bytes, (self.dir / "m").read_bytes())
        self.assertEqual(self.names(), ["line.csv", "m"])

    def test_model_and_json_do_not_share_stdout(self):
        self.refused("the model and the JSON of --json would both go to stdout; -o FILE takes the "
                     "model", "train", self.line_table(), "--target", "y", "-o", "-", "--json",
                     code=2)

    def test_several_files_are_one_table(self):
        rows = line_rows(40)
        write_csv(self.dir / "all.csv", ("a", "b", "y"), rows)
        write_csv(self.dir / "1.csv", ("a", "b", "y"), rows[:15])
        write_csv(self.dir / "2.csv", ("a", "b", "y"), rows[15:])
        for name, files in (("all", ("all.csv",)), ("parts", ("1.csv", "2.csv"))):
            self.mlrun("train", *files, "--target", "y", "-q", *SMALL, "-o", f"{name}.mlrun")
            done = self.mlrun("predict", f"{name}.mlrun", "all.csv", "-q")
            (self.dir / name).write_bytes(done.bytes)
        self.assertEqual((self.dir / "all").read_bytes(), (self.dir / "parts").read_bytes())

    def test_schema_flag(self):
        table = self.line_table()
        spec = self.mlrun("schema", table, "--target", "y", "-q")
        self.file("spec.json", spec.bytes)
        self.mlrun("train", table, "--schema", "spec.json", "-q", *SMALL, "--reproducible",
                   "-o", "given")
        self.mlrun("train", table, "--target", "y", "-q", *SMALL, "--reproducible", "-o", "found")
        self.assertEqual((self.dir / "given").read_bytes(), (self.dir / "found").read_bytes())

    def test_schema_that_contradicts_flags(self):
        table = self.line_table()
        self.file("spec.json", self.mlrun("schema", table, "--target", "y", "-q").bytes)
        for words, sentence in (
                (("--target", "a"), '--target a: spec.json says "y"'),
                (("--weight", "a"), "--weight: the roles of the columns stand in spec.json"),
                (("--id", "a"), "--id: the roles of the columns stand in spec.json"),
                (("--ignore", "a"), "--ignore: the roles of the columns stand in spec.json"),
                (("--task", "classification"),
                 "data.task is classification, but spec.json says regression")):
            with self.subTest(words):
                self.refused(sentence, "train", table, "--schema", "spec.json", "-q", *words,
                             "-o", "m.mlrun", code=2)

    def test_schema_without_a_target(self):
        table = self.line_table()
        self.file("spec.json", self.mlrun("schema", table, "-q").bytes)
        self.refused("spec.json: no column has the role target", "train", table, "--schema",
                     "spec.json", "-q", code=2)

    def test_edited_schema(self):
        table = self.line_table()
        document = self.mlrun("schema", table, "--target", "y", "-q").json
        document["spec"]["columns"][1]["role"] = "ignore"
        self.file("spec.json", json.dumps(document))
        self.train(table, "--schema", "spec.json", "-q")
        spec = self.mlrun("inspect", "m.mlrun", "--json").json["data_spec"]
        self.assertEqual([column["role"] for column in spec["columns"]],
                         ["feature", "ignore", "target"])

    def test_schema_with_a_mistake(self):
        table = self.line_table()
        document = self.mlrun("schema", table, "--target", "y", "-q").json["spec"]
        document["columns"][1]["role"] = "featur"
        self.file("spec.json", json.dumps(document))
        self.mlrun("train", table, "--schema", "spec.json", "-q", code=2)

    def test_weights_ids_dates_and_gaps(self):
        write_csv(self.dir / "mixed.csv", MIXED_HEADER, mixed_rows(80))
        self.train("mixed.csv", "--target", "price", "--id", "id", "--weight", "weight", "-q")
        spec = self.mlrun("inspect", "m.mlrun", "--json").json["data_spec"]
        self.assertEqual([(c["name"], c["type"], c["role"]) for c in spec["columns"][1:]],
                         [("when", "datetime", "feature"), ("height", "numeric", "feature"),
                          ("colour", "categorical", "feature"), ("weight", "numeric", "weight"),
                          ("price", "numeric", "target")])
        self.assertEqual(spec["columns"][0]["role"], "id")
        _, rows = read_csv(self.mlrun("predict", "m.mlrun", "mixed.csv", "-q").stdout)
        self.assertEqual(len(rows), 80)
        for row in rows:
            self.assertTrue(abs(float(row[0])) < 1e6)

    def test_weights_matter(self):
        rows = [(i % 13, 2 * (i % 13), 1 + 9 * (i % 2)) for i in range(40)]
        write_csv(self.dir / "w.csv", ("a", "y", "w"), rows)
        answers = set()
        for words in (("--weight", "w"), ("--ignore", "w")):
            self.mlrun("train", "w.csv", "--target", "y", "-q", *SMALL, *words, "-fo", "m")
            answers.add(self.mlrun("predict", "m", "w.csv", "-q").bytes)
        self.assertEqual(len(answers), 2)

    def test_boolean_and_integer_targets(self):
        write_csv(self.dir / "t.csv", ("a", "b", "y"),
                  [(i, i % 7, "yes" if i % 20 < 10 else "no") for i in range(40)])
        self.train("t.csv", "--target", "y", "-q")
        header, _ = read_csv(self.mlrun("predict", "m.mlrun", "t.csv", "-q").stdout)
        self.assertEqual(header, ["prediction", "prob_no", "prob_yes"])

    def test_numbers_as_classes(self):
        write_csv(self.dir / "t.csv", ("a", "b", "y"), [(i, i % 7, i % 3) for i in range(90)])
        self.train("t.csv", "--target", "y", "--task", "classification", "-q")
        header, rows = read_csv(self.mlrun("predict", "m.mlrun", "t.csv", "-q").stdout)
        self.assertEqual(header, ["prediction", "prob_0", "prob_1", "prob_2"])
        for row in rows:
            self.assertAlmostEqual(sum(map(float, row[1:])), 1, places=5)

    def test_tabs_semicolons_and_no_header(self):
        rows = line_rows(40)
        write_csv(self.dir / "t.tsv", ("a", "b", "y"), rows, "\t")
        write_csv(self.dir / "t.txt", ("a", "b", "y"), rows, ";")
        write_csv(self.dir / "t.csv", ("c1", "c2", "c3"), rows)
        bare = (self.dir / "t.csv").read_text().split("\n", 1)[1]
        self.file("bare.csv", bare)
        self.train("t.tsv", "--target", "y", "-q")
        (self.dir / "m.mlrun").unlink()
        said = self.train("t.txt", "--target", "y")
        self.assertIn("t.txt: fields are separated by a semicolon\n", said.stderr)
        for name, words in (("h", ("t.csv",)), ("n", ("bare.csv", "--no-header"))):
            self.mlrun("train", *words, "--target", "c3", "-q", *SMALL, "-o", name)
        self.assertEqual(self.mlrun("predict", "h", "t.csv", "-q").bytes,
                         self.mlrun("predict", "n", "bare.csv", "--no-header", "-q").bytes)

    def test_linear_preset(self):
        self.mlrun("train", self.line_table(), "--target", "y", "-q", "--preset", "linear",
                   "--epochs", "2", "-o", "m.mlrun")
        model = self.mlrun("inspect", "m.mlrun", "--json").json["model"]
        self.assertEqual(model["options"]["hidden"], [])

    def test_environment_and_precedence(self):
        table = self.line_table()
        self.file("c.json", '{"train": {"epochs": 2}} // two')
        environment = clean_environment(MLRUN_TRAIN_EPOCHS="4")

        def epochs(*words):
            done = self.mlrun("train", table, "--target", "y", "--model", "dense", "-q", "--json",
                              "-fo", "m", *words, env=environment)
            return done.json["epochs"]

        self.assertEqual(epochs("--config", "c.json"), 4)
        self.assertEqual(epochs("--config", "c.json", "--epochs", "1"), 1)
        environment = clean_environment()
        self.assertEqual(epochs("--config", "c.json"), 2)

    def test_patience_stops_early(self):
        write_csv(self.dir / "noise.csv", ("a", "y"),
                  [(i, (i * 7919 % 101) / 10) for i in range(60)])
        done = self.mlrun("train", "noise.csv", "--target", "y", "-q", "--json", "--model", "dense", "--epochs", "500",
                          "--patience", "2", "--lr", "0.05", "-o", "m")
        self.assertTrue(done.json["stopped_early"])
        self.assertEqual(done.json["epochs"], done.json["best_epoch"] + 2)


class SharedTables(ProgramTest):
    def test_titanic(self):
        tables = SHARED / "data" / "titanic"
        if not tables.is_dir():
            self.skipTest(f"{tables} is not there; MLRUN_SHARED names the folder of shared data")
        self.mlrun("train", tables / "train.csv", "--valid", tables / "val.csv", "--test",
                   tables / "test.csv", "--target", "survived", "-q", "-o", "m", "--epochs", "5")
        metrics = self.mlrun("evaluate", "m", tables / "test.csv", "--json",
                             "-q").json["metrics"]
        written = self.mlrun("inspect", "m", "--json").json["metrics"]["test"]
        self.assertEqual(metrics, written)
        _, rows = read_csv(self.mlrun("predict", "m", tables / "test.csv", "-q").stdout)
        wanted = [line.rsplit(",", 1)[1] for line in
                  (tables / "test.csv").read_text().splitlines()[1:]]
        accuracy = sum(row[0] == want for row, want in zip(rows, wanted)) / len(wanted)
        self.assertAlmostEqual(accuracy, metrics["accuracy"], places=12)
        self.assertGreater(metrics["auc"], 0.75)


if __name__ == "__main__":
    unittest.main()
