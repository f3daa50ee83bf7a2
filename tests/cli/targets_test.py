"""What a net is trained to: targets on another scale, and the losses that go with them."""

import math
import unittest

from support import ProgramTest, read_csv, write_csv

PLAIN = ("-s", "train.epochs=60", "--threads", "1", "-q", "-s", "model.hidden=[]", "-s",
         "train.optimizer.lr=0.05", "-s", "train.patience=0")


class Targets(ProgramTest):
    def growth(self):
        """y = exp(a / 10) - 1: a line for a net that learns log(1 + y)."""
        rows = [(i % 60, i % 7, math.exp((i % 60) / 10) - 1) for i in range(240)]
        return write_csv(self.dir / "growth.csv", ("a", "b", "y"), rows)

    def fit(self, table, *words, target="y"):
        self.mlrun("train", table, "--target", target, *PLAIN, *words, "-fo", "m.mlrun")
        document = self.mlrun("inspect", "m.mlrun", "--json").json
        return document["features"]["target"], document["metrics"]["valid"]

    def answers(self, table):
        return [float(row[0]) for row in read_csv(self.mlrun("predict", "m.mlrun", table,
                                                             "-q").bytes.decode())[1]]


class Scales(Targets):
    def test_a_logarithm_is_learnt_and_undone(self):
        table = self.growth()
        words = ("-s", "features.numeric=standard")
        _, plain = self.fit(table, *words)
        target, metrics = self.fit(table, *words, "-s", "features.target=log1p")
        self.assertEqual(target["type"], "log1p")
        self.assertLess(metrics["rmse"], plain["rmse"] / 5)
        self.assertIn("holds", self.mlrun("verify", "m.mlrun").bytes.decode())
        report = self.mlrun("evaluate", "m.mlrun", table, "--json").json
        self.assertLess(report["metrics"]["rmse"], plain["rmse"] / 5)

    def test_a_logarithm_of_what_has_none(self):
        table = write_csv(self.dir / "t.csv", ("a", "y"), [(i, i / 4 - 3) for i in range(40)])
        self.refused('target "y": features.target log1p: expected values above -1, got -3', "train",
                     table, "--target", "y", "--valid", table, *PLAIN, "-s",
                     "features.target=log1p", code=3)

    def test_a_logarithm_of_classes(self):
        self.refused("features.target: classes have no logarithm; standard goes with a "
                     "classification", "train", self.side_table(), "--target", "side", *PLAIN, "-s",
                     "features.target=log1p", code=2)

    def test_answers_within_the_range_of_the_targets(self):
        table = self.line_table()
        far = write_csv(self.dir / "far.csv", ("a", "b"), [(1000, 0), (-1000, 0)])
        words = ("-s", "features.numeric=standard")
        target, _ = self.fit(table, *words, "-s", "features.clamp_target=true")
        for answer, end in zip(self.answers(far), (target["high"], target["low"])):
            self.assertAlmostEqual(answer, end, places=5)
        self.fit(table, *words)
        self.assertGreater(self.answers(far)[0], target["high"] + 1)

    def test_realmlp_clamps_and_can_do_without(self):
        table = self.line_table()
        words = ("--model", "realmlp", "-s", "model.hidden=[8]", "--epochs", "2", "-q", "-f")
        for value, clamps in ((), True), (("-s", "features.clamp_target=false"), False):
            self.mlrun("train", table, "--target", "y", *words, *value, "-o", "m.mlrun")
            features = self.mlrun("inspect", "m.mlrun", "--json").json["features"]
            self.assertEqual("low" in features["target"], clamps)
            self.assertEqual(features["options"].get("clamp_target", False), clamps)


class Losses(Targets):
    def counts(self, least=0):
        rows = [(i % 40, i % 7, least + round(math.exp((i % 40) / 10))) for i in range(240)]
        return write_csv(self.dir / "counts.csv", ("a", "b", "y"), rows)

    def test_counts(self):
        table = self.counts()
        words = ("-s", "features.numeric=standard")
        _, plain = self.fit(table, *words)
        for scale in "standard", "none":
            target, metrics = self.fit(table, *words, "--loss", "poisson", "-s",
                                       f"features.target={scale}")
            self.assertEqual(target["type"], "log-rate")
            self.assertLess(metrics["rmse"], plain["rmse"] / 3)
            self.assertGreater(min(self.answers(table)), 0)
        self.assertIn("holds", self.mlrun("verify", "m.mlrun").bytes.decode())

    def test_counts_below_0(self):
        table = self.counts(least=-3)
        self.refused('target "y": train.loss poisson: expected values of at least 0, got -2',
                     "train", table, "--valid", table, "--target", "y", *PLAIN, "--loss", "poisson",
                     code=3)

    def test_a_mean_of_nets_that_count(self):
        self.fit(self.counts(), "--loss", "poisson", "--seeds", "2")
        self.assertIn("holds", self.mlrun("verify", "m.mlrun").bytes.decode())

    def test_two_classes_by_one_logit(self):
        table = self.side_table(rows=120)
        answers = []
        for loss in "cross-entropy", "bce":
            self.fit(table, "--loss", loss, "-s", "train.epochs=5", target="side")
            rows = read_csv(self.mlrun("predict", "m.mlrun", table, "-q").bytes.decode())[1]
            answers.append([float(cell) for row in rows for cell in row[1:]])
        for one, other in zip(*answers):
            self.assertAlmostEqual(one, other, places=3)

    def test_one_logit_for_three_classes(self):
        table = write_csv(self.dir / "t.csv", ("a", "y"), [(i, "abc"[i % 3]) for i in range(60)])
        self.refused("train.loss: bce does not fit 3 classes, but two; cross-entropy does", "train",
                     table, "--target", "y", *PLAIN, "--loss", "bce", code=2)

    def test_a_rare_class(self):
        rows = [(i % 20, i % 7, "rare" if i % 9 == 0 else "common") for i in range(180)]
        table = write_csv(self.dir / "t.csv", ("a", "b", "y"), rows)
        recall = []
        for weights in "none", "balanced":
            _, metrics = self.fit(table, "-s", f"train.class_weights={weights}", target="y")
            recall.append(metrics["log-loss"])
        self.assertGreater(recall[1], recall[0] * 1.2)  # the price in probabilities
        self.refused("train.class_weights: a regression has no classes to weigh; none weighs none",
                     "train", self.line_table(), "--target", "y", *PLAIN, "-s",
                     "train.class_weights=balanced", code=2)


class Time(Targets):
    def test_a_limit_ends_a_run(self):
        table = self.line_table()
        words = ("--target", "y", *PLAIN, "-s", "train.epochs=1000000", "--json", "-fo", "m.mlrun", "-s",
                 "train.time_limit=0.5")
        for more in (), ("--strategy", "mirrored", "--devices", "2", "--device", "cpu"):
            report = self.mlrun("train", table, *words, *more).json
            self.assertTrue(report["stopped_by_time"])
            self.assertFalse(report["stopped_early"])
            self.assertGreater(report["epochs"], 0)
            self.assertIn("holds", self.mlrun("verify", "m.mlrun").bytes.decode())

    def test_an_average_of_the_weights(self):
        table = self.line_table()
        self.fit(table, "-s", "train.ema=0.9")
        self.assertIn("holds", self.mlrun("verify", "m.mlrun").bytes.decode())


if __name__ == "__main__":
    unittest.main()
