"""What mlrun train does with a trained net before it writes the file: --calibrate."""

import math
import random
import unittest

from support import ProgramTest, read_csv, write_csv


def noisy_rows(count, classes, seed=1):
    """a, b, label: the class follows a + b, and is drawn anew in a third of the rows."""
    draw = random.Random(seed)
    rows = []
    for _ in range(count):
        a, b = draw.random(), draw.random()
        label = int((a + b) / 2 * classes)
        rows.append((round(a, 4), round(b, 4),
                     "klmn"[draw.randrange(classes) if draw.random() < 0.33 else label]))
    return rows


def probabilities(text):
    """Rows of the prob_ columns of a prediction, by class."""
    header, rows = read_csv(text)
    return [{name[len("prob_"):]: float(cell) for name, cell in zip(header, row)
             if name.startswith("prob_")} for row in rows]


class Calibrate(ProgramTest):
    NETS = {
        "dense": ("-s", "model.hidden=[64,64]", "-s", "model.dropout=0"),
        "nets": ("-s", "model.hidden=[64]", "-s", "model.dropout=0", "--seeds", "2"),
        "tabm": ("--model", "tabm", "-s", "model.width=32", "-s", "model.members=4"),
    }

    def setUp(self):
        super().setUp()
        self.header = ("a", "b", "label")

    def fit(self, net, output, *more):
        # Long enough to be too certain.
        return self.mlrun("train", "t.csv", "--valid", "v.csv", "--target", "label", "--json", "-o",
                          output, "--epochs", "40", "--lr", "0.01", "--patience", "0", "--metric",
                          "accuracy", "-s", "train.batch_size=16", *self.NETS[net], *more)

    def check_net(self, net, classes):
        plain = self.fit(net, "plain.mlrun", "--reproducible").json
        said = self.fit(net, "scaled.mlrun", "--reproducible", "--calibrate")
        done = said.json["calibration"]
        temperature = done["temperature"]
        self.assertNotEqual(temperature, 1)
        before, after = done["valid"]["before"], done["valid"]["after"]
        for name in ("log-loss", "ece"):
            self.assertEqual(before[name], plain["metrics"]["valid"][name])
            self.assertEqual(after[name], said.json["metrics"]["valid"][name])
        self.assertLess(after["log-loss"], before["log-loss"])
        self.assertEqual(said.json["metrics"]["valid"]["accuracy"],
                         plain["metrics"]["valid"]["accuracy"])
        self.assertRegex(said.stderr, r"calibrated: temperature \S+; valid log-loss \S+ -> \S+, "
                                      r"ece \S+ -> \S+\n")
        self.assertIn("calibrated: temperature ", self.mlrun("inspect", "scaled.mlrun").stdout)
        shown = self.mlrun("inspect", "scaled.mlrun", "--json").json
        self.assertEqual(shown["model"]["temperature"], temperature)
        self.assertIn("holds", self.mlrun("verify", "scaled.mlrun").stdout)
        was = probabilities(self.mlrun("predict", "plain.mlrun", "v.csv", "-q").stdout)
        for runtime in ("auto", "libtorch"):
            now = probabilities(self.mlrun("predict", "scaled.mlrun", "v.csv", "-q", "--runtime",
                                           runtime).stdout)
            for one, two in zip(was, now):
                roots = {name: p ** (1 / temperature) for name, p in one.items()}
                for name, p in two.items():
                    self.assertTrue(math.isclose(p, roots[name] / sum(roots.values()),
                                                 rel_tol=1e-3, abs_tol=1e-5), (net, one, two))

    def test_every_kind_of_model(self):
        for net, classes in (("dense", 2), ("nets", 3), ("tabm", 3)):
            with self.subTest(net):
                write_csv(self.dir / "t.csv", self.header, noisy_rows(200, classes))
                write_csv(self.dir / "v.csv", self.header, noisy_rows(150, classes, seed=2))
                self.check_net(net, classes)
                for name in ("plain.mlrun", "scaled.mlrun"):
                    (self.dir / name).unlink()

    def test_regression_is_refused_before_training(self):
        self.refused("--calibrate: it scales probabilities of classes, and the task is regression",
                     "train", self.line_table(), "--target", "y", "--calibrate", "-q", code=2)


if __name__ == "__main__":
    unittest.main()
