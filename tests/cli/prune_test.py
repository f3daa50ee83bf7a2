"""mlrun prune: the best members of a model that is there already."""

import os
import unittest

from model_files import check_refusals
from support import ProgramTest, model, side_rows, write_csv

TABM = ("--model", "tabm", "-s", "model.width=8", "-s", "model.members=5", "--epochs", "4")


class Prune(ProgramTest):
    def setUp(self):
        super().setUp()
        self.side_table(rows=60)

    def fit(self, *more):
        return self.mlrun("train", "side.csv", "--valid", "side.csv", "--target", "side", "--json",
                          *TABM, *more)

    def test_as_train_prunes(self):
        for more in ((), ("--seeds", "2")):
            with self.subTest(more):
                self.fit("-o", "all.mlrun", "-f", *more)
                wanted = self.fit("-o", "wanted.mlrun", "-f", "--prune-members", "2", *more).json
                said = self.mlrun("prune", "all.mlrun", "side.csv", "--members", "2", "-o",
                                  "small.mlrun", "-f", "--json")
                self.assertEqual(said.json["pruning"], wanted["pruning"])
                self.assertEqual(said.json["metrics"]["valid"], wanted["metrics"]["valid"])
                self.assertRegex(said.stderr, r"^pruned: 2 of 5 members, .*\nmodel: small.mlrun\n$")
                ours, theirs = (self.mlrun("predict", name, "side.csv", "-q").stdout
                                for name in ("small.mlrun", "wanted.mlrun"))
                self.assertEqual(ours, theirs)
                self.assertIn("holds", self.mlrun("verify", "small.mlrun").stdout)
                shown = self.mlrun("inspect", "small.mlrun", "--json").json
                self.assertEqual(sorted(shown["metrics"]), ["valid"])
                self.assertEqual(shown["provenance"]["pruning"], said.json["pruning"])
                self.assertLess(os.path.getsize(self.dir / "small.mlrun"),
                                os.path.getsize(self.dir / "all.mlrun"))

    def test_nets_without_members_stay_as_they_are(self):
        self.mlrun("train", "side.csv", "--valid", "side.csv", "--target", "side", "--epochs", "2",
                   "--model", "auto", "--task", "classification", "-o", "all.mlrun")
        nets = self.mlrun("inspect", "all.mlrun", "--json").json["provenance"]["nets"]
        kinds = {net["name"].split()[0] for net in nets if net["weight"] > 0}
        self.assertTrue({"tabm-small"} < kinds, kinds)
        said = self.mlrun("prune", "all.mlrun", "side.csv", "--members", "3", "-o", "small.mlrun")
        self.assertRegex(said.stderr, r"^pruned: 3 of 16 members, ")
        self.assertIn("holds", self.mlrun("verify", "small.mlrun").stdout)

    def test_a_calibrated_model_keeps_its_temperature(self):
        temperature = self.fit("-o", "all.mlrun", "--calibrate").json["calibration"]["temperature"]
        self.mlrun("prune", "all.mlrun", "side.csv", "--members", "4", "-o", "small.mlrun", "-q")
        kept = self.mlrun("inspect", "small.mlrun", "--json").json["model"].get("temperature", 1)
        self.assertEqual(kept, temperature)
        self.assertIn("holds", self.mlrun("verify", "small.mlrun").stdout)

    def test_rows_without_weights(self):
        rows = side_rows(60)
        write_csv(self.dir / "w.csv", ("a", "b", "w", "side"), [(a, b, 1, side) for a, b, side in rows])
        self.mlrun("train", "w.csv", "--valid", "w.csv", "--target", "side", "--weight", "w", *TABM,
                   "-qo", "all.mlrun")
        words = ("--members", "2", "-fo", "small.mlrun", "--json")
        self.refused("side.csv: its columns do not fit the model:\n  missing weight column \"w\"\n"
                     "  --no-weight does without weights",
                     "prune", "all.mlrun", "side.csv", *words, code=4)
        wanted = self.mlrun("prune", "all.mlrun", "w.csv", *words).json
        got = self.mlrun("prune", "all.mlrun", "side.csv", "--no-weight", *words).json
        self.assertEqual(got["pruning"], wanted["pruning"])
        self.assertEqual(got["metrics"], wanted["metrics"])
        self.assertIn("holds", self.mlrun("verify", "small.mlrun").stdout)

    def test_to_stdout(self):
        self.fit("-o", "all.mlrun")
        words = ("prune", "all.mlrun", "side.csv", "--members", "3", "-q", "-o")
        self.mlrun(*words, "small.mlrun")
        self.assertEqual(self.mlrun(*words, "-").bytes, (self.dir / "small.mlrun").read_bytes())
        self.refused("the model and the JSON of --json would both go to stdout; -o FILE takes the "
                     "model", *words, "-", "--json", code=2)

    def test_what_cannot_be_pruned(self):
        self.fit("-o", "all.mlrun", "-q")
        for members in ("5", "6"):
            self.refused(f"--members {members}: expected fewer than the 5 members of the net "
                         "(model.members)", "prune", "all.mlrun", "side.csv", "--members", members,
                         "-o", "o.mlrun", code=2)
        self.refused("--members 1: a net of type dense has no members to leave out here; --model "
                     "tabm has", "prune", model("side"), "side.csv", "--members", "1", "-o",
                     "o.mlrun", code=2)
        self.refused("--members is required (mlrun prune --help shows the flags)", "prune",
                     "all.mlrun", "side.csv", "-o", "o.mlrun", code=2)

    def test_no_input_is_written_over(self):
        self.fit("-o", "all.mlrun", "-q")
        for path in ("all.mlrun", "side.csv"):
            with self.subTest(path):
                before = (self.dir / path).read_bytes()
                self.mlrun("prune", "all.mlrun", "side.csv", "--members", "2", "-o", path, "-f",
                           code=2)
                self.assertEqual((self.dir / path).read_bytes(), before)
        self.file("there.mlrun", "x")
        self.mlrun("prune", "all.mlrun", "side.csv", "--members", "2", "-o", "there.mlrun", code=2)

    def test_bad_rows_and_models(self):
        check_refusals(self, "prune", "side.csv", "--members", "1", "-o", "o.mlrun")
        self.fit("-o", "all.mlrun", "-q")
        self.file("head.csv", "a,b,side\n")
        self.refused("head.csv: a header but no rows", "prune", "all.mlrun", "head.csv",
                     "--members", "1", "-o", "o.mlrun", code=3)


if __name__ == "__main__":
    unittest.main()
