"""What a net is trained to: targets on another scale, and the losses that go with them."""

import math
import random
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


class Quantiles(Targets):
    def waits(self, count, seed, name):
        """y = a + a wait whose length is skewed: its quantiles lie far from its mean."""
        draw = random.Random(seed)
        rows = [(a, a + draw.expovariate(1 / 3) ** 1.5) for a in (draw.random() for _ in range(count))]
        return write_csv(self.dir / name, ("a", "y"), rows), [y for _, y in rows]

    def test_the_epoch_kept_is_that_of_the_quantile(self):
        table, _ = self.waits(1500, 1, "train.csv")
        valid, _ = self.waits(800, 2, "valid.csv")
        test, truths = self.waits(2000, 3, "test.csv")
        for words, shares in ((("--preset", "linear"), (0.9, 0.1)),
                              (("--model", "auto", "--epochs", "30"), (0.9,))):
            for share in shares:
                done = self.mlrun("train", table, "--valid", valid, "--target", "y", "--task",
                                  "regression", *words, "--loss", "quantile", "-s",
                                  f"train.quantile={share}", "--json", "-q", "-fo", "m.mlrun").json
                below = sum(a > y for a, y in zip(self.answers(test), truths)) / len(truths)
                self.assertAlmostEqual(below, share, delta=0.05, msg=str(words))
                name = f"pinball@{share}"
                self.assertGreater(done["metrics"]["valid"][name], 0)
                judged = self.mlrun("evaluate", "m.mlrun", test, "--json").json["metrics"]
                by_hand = sum((y - a) * share if y > a else (a - y) * (1 - share)
                              for a, y in zip(self.answers(test), truths)) / len(truths)
                self.assertAlmostEqual(judged[name] / by_hand, 1, places=4)
        self.mlrun("evaluate", "m.mlrun", test, "--fail-under", f"{name}=0.001", code=6)

    def test_a_quantile_without_its_loss_is_told(self):
        table, _ = self.waits(60, 1, "train.csv")
        words = ("train", table, "--target", "y", "--task", "regression", "--model", "dense",
                 "--epochs", "1", "-fo", "m.mlrun", "-s", "train.quantile=0.9")
        warning = "train.quantile: nothing goes by it without train.loss quantile"
        self.assertIn(warning, self.mlrun(*words).stderr)
        self.assertNotIn(warning, self.mlrun(*words, "--loss", "quantile").stderr)

    def test_another_metric_may_be_watched(self):
        table, _ = self.waits(300, 1, "train.csv")
        done = self.mlrun("train", table, "--target", "y", "--task", "regression", "--model",
                          "dense", "--epochs", "2", "--metric", "pinball@0.25", "-fo", "m.mlrun")
        self.assertIn("best epoch", done.stderr)
        self.assertIn("by pinball@0.25", done.stderr)
        columns = self.mlrun("evaluate", "m.mlrun", table, "--importance", "--json").json
        self.assertEqual(columns["importance"]["metric"], "pinball@0.25")


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
