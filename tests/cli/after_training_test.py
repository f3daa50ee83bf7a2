"""What mlrun train does with a trained net before it writes the file: --calibrate,
--prune-members."""

import math
import os
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


class PruneMembers(ProgramTest):
    NETS = {
        "mini": ("--model", "tabm", "-s", "model.width=8", "-s", "model.members=6"),
        "full": ("--model", "tabm", "-s", "model.width=8", "-s", "model.members=6", "-s",
                 "model.variant=full", "-s", "model.embedding.type=none"),
        "realmlp": ("--model", "realmlp", "-s", "model.hidden=[8]", "-s", "model.members=6"),
        "nets": ("--model", "tabm", "-s", "model.width=8", "-s", "model.members=6", "--seeds", "2"),
    }

    def fit(self, net, output, *more):
        return self.mlrun("train", "side.csv", "--valid", "side.csv", "--test", "side.csv",
                          "--target", "side", "--json", "-o", output, "--epochs", "4", *self.NETS[net],
                          *more)

    def check_net(self, net):
        whole = self.fit(net, f"{net}-all.mlrun").json
        said = self.fit(net, f"{net}.mlrun", "--prune-members", "2")
        done = said.json["pruning"]
        self.assertEqual((done["members"], done["of"], done["metric"]), (2, 6, "auc"))
        for part in ("valid", "test"):
            self.assertEqual(done[part]["before"]["auc"], whole["metrics"][part]["auc"])
            self.assertEqual(done[part]["after"]["auc"], said.json["metrics"][part]["auc"])
        self.assertRegex(said.stderr, r"pruned: 2 of 6 members, \S+ -> \S+ parameters; valid auc "
                                      r"\S+ -> \S+; test auc \S+ -> \S+\n")
        self.assertLess(os.path.getsize(self.dir / f"{net}.mlrun"),
                        os.path.getsize(self.dir / f"{net}-all.mlrun"))
        shown = self.mlrun("inspect", f"{net}.mlrun", "--json").json
        self.assertEqual(shown["parameters"], done["parameters"]["after"])
        nets = [entry["net"] for entry in shown["model"].get("members", [])] or [shown["model"]]
        self.assertEqual([each["options"]["members"] for each in nets], [2] * len(nets))
        self.assertIn("pruned: 2 of 6 members", self.mlrun("inspect", f"{net}.mlrun").stdout)
        self.assertIn("holds", self.mlrun("verify", f"{net}.mlrun").stdout)

    def test_every_net_of_members(self):
        self.side_table(rows=60)
        for net in self.NETS:
            with self.subTest(net):
                self.check_net(net)

    def test_then_calibrated(self):
        self.side_table(rows=60)
        said = self.fit("mini", "m.mlrun", "--prune-members", "1", "--calibrate").json
        self.assertEqual(said["calibration"]["valid"]["after"]["log-loss"],
                         said["metrics"]["valid"]["log-loss"])
        self.assertIn("holds", self.mlrun("verify", "m.mlrun").stdout)

    def test_what_cannot_be_pruned(self):
        table = self.side_table()
        words = ("train", table, "--target", "side", "-q", "--prune-members")
        tabm = ("--model", "tabm", "-s", "model.members=4")
        for count in ("4", "5"):
            self.refused(f"--prune-members {count}: expected fewer than the 4 members of the net "
                         "(model.members)", *words, count, *tabm, code=2)
        for net in ("dense", "realmlp"):
            self.refused(f"--prune-members 1: a net of type {net} has no members to leave out here; "
                         "--model tabm has", *words, "1", "--model", net, code=2)
        for count in ("0", "-1", "x"):
            with self.subTest(count):
                self.mlrun(*words, count, *tabm, code=2)


if __name__ == "__main__":
    unittest.main()
