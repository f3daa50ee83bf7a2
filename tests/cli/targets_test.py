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


if __name__ == "__main__":
    unittest.main()
