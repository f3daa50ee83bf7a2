"""A model trained on one device answers on another: here the other one does not even exist there.

The accelerator is the tests' own (libmlrun_fakedev.so), a device of processes that load it by
MLRUN_DEVICE_PLUGIN; every run without the variable is a host that has never seen it.
"""

import itertools
import math
import pathlib
import unittest

from support import MIXED_HEADER, MLRUN, TABLES, ProgramTest, clean_environment, mixed_rows, write_csv

PLUGIN = str(pathlib.Path(MLRUN).parents[1] / "lib" / "libmlrun_fakedev.so")
NETS = {"plain": ("-s", "model.dropout=0"),
        "norm and dropout": ("-s", "model.batch_norm=true", "-s", "model.dropout=0.2")}
TABLE = {"regression": ("mixed.csv", "price"), "classes": ("mixed.csv", "colour")}


def with_device(**more):
    """The environment of a host that has the accelerator."""
    return clean_environment(MLRUN_DEVICE_PLUGIN=PLUGIN, **more)


def numbers(text):
    """Every number of a table with a header; other cells as they are."""
    cells = [cell for line in text.splitlines()[1:] for cell in line.split(",")]
    found = []
    for cell in cells:
        try:
            found.append(float(cell))
        except ValueError:
            found.append(cell)
    return found


class ContractTest(ProgramTest):
    def setUp(self):
        super().setUp()
        # No gaps in the columns that are targets.
        rows = [row for row in mixed_rows(90) if row[3] is not None]
        write_csv(self.dir / "mixed.csv", MIXED_HEADER, rows)

    def fit(self, task, *words, device, **more):
        table, target = TABLE[task]
        where = with_device(**more) if device == "fakedev" else clean_environment(**more)
        return self.mlrun("train", table, "--target", target, "--id", "id", "--epochs", "4",
                          "--batch-size", "16", "-s", "model.hidden=[12,8]", "--device", device,
                          "-f", "-o", "m.mlrun", *words, env=where)

    def answers(self, device):
        where = with_device() if device == "fakedev" else clean_environment()
        said = self.mlrun("predict", "m.mlrun", "mixed.csv", "--device", device, env=where)
        means = "native" if device == "cpu" else "libtorch"
        self.assertIn(f"rows answered by {means} on {device}", said.stderr)
        return numbers(said.stdout)

    def assert_close(self, got, wanted, tolerance=1e-4):
        self.assertEqual(len(got), len(wanted))
        for here, there in zip(got, wanted):
            if isinstance(there, str):
                self.assertEqual(here, there)
            else:
                self.assertTrue(math.isclose(here, there, rel_tol=tolerance, abs_tol=tolerance),
                                f"{here} is not close to {there}")


class HandOver(ContractTest):
    def test_trained_there_answers_here(self):
        for task, net, optimizer in itertools.product(TABLE, NETS, ("adamw", "sgd")):
            weight = ("--weight", "weight") if optimizer == "sgd" else ()
            with self.subTest(task=task, net=net, optimizer=optimizer):
                said = self.fit(task, *NETS[net], *weight, "-s",
                                f'train.optimizer.type="{optimizer}"', device="fakedev")
                self.assertIn("device: fakedev:0 (asked for: MLRUN_DEVICE_PLUGIN)", said.stderr)
                self.assertNotIn("warning", said.stderr)
                here = self.answers("cpu")
                self.assert_close(self.answers("fakedev"), here)
                self.mlrun("verify", "m.mlrun")
                self.mlrun("verify", "m.mlrun", "--device", "fakedev", env=with_device())
                scores = self.mlrun("evaluate", "m.mlrun", "mixed.csv", "--json").json
                there = self.mlrun("evaluate", "m.mlrun", "mixed.csv", "--json", "--device",
                                   "fakedev", env=with_device()).json
                for name, value in scores["metrics"].items():
                    if isinstance(value, float):
                        self.assertAlmostEqual(there["metrics"][name], value, 4, name)

    def test_trained_here_answers_there(self):
        for task, net in itertools.product(TABLE, NETS):
            with self.subTest(task=task, net=net):
                self.fit(task, *NETS[net], device="cpu")
                self.assert_close(self.answers("fakedev"), self.answers("cpu"))
                self.mlrun("verify", "m.mlrun", "--device", "fakedev", env=with_device())

    def test_the_same_training(self):
        """Without random masks both devices end in the same net, step by step or as a graph."""
        for task, compile_by in itertools.product(TABLE, ("none", "graph")):
            with self.subTest(task=task, compile=compile_by):
                self.fit(task, *NETS["plain"], device="cpu")
                here = self.answers("cpu")
                self.fit(task, *NETS["plain"], "--compile", compile_by, device="fakedev")
                self.assert_close(self.answers("cpu"), here, 1e-3)

    def test_a_real_table(self):
        words = ("train", TABLES / "breast_cancer_train.csv", "--valid",
                 TABLES / "breast_cancer_valid.csv", "--target", "diagnosis", "--epochs", "8",
                 "-s", "model.batch_norm=true", "-o", "bc.mlrun", "--device", "fakedev")
        self.mlrun(*words, env=with_device())
        self.mlrun("evaluate", "bc.mlrun", TABLES / "breast_cancer_test.csv", "--fail-under",
                   "auc=0.98")

    def test_the_file_needs_no_device(self):
        self.fit("regression", device="fakedev")
        self.assertNotIn("fakedev", self.mlrun("schema", "mixed.csv").stdout)
        said = self.mlrun("inspect", "m.mlrun", "--json").stdout
        self.assertIn("MLRUN_DEVICE_PLUGIN", said)  # a remark on where it was trained
        self.refused('--device: expected auto, cpu, cuda or cuda:N, got "fakedev"', "verify",
                     "m.mlrun", "--device", "fakedev", code=2)


class Strict(ContractTest):
    def test_an_index_that_is_not_there(self):
        self.refused("device fakedev:1: this host shows 1 device, fakedev:0", "train", "mixed.csv",
                     "--target", "price", "--device", "fakedev:1", code=5, env=with_device())

    def test_another_name(self):
        self.refused("--device: expected auto, cpu, cuda, cuda:N, fakedev or fakedev:N, got "
                     '"fakedex"; did you mean "fakedev"?', "train", "mixed.csv", "--target",
                     "price", "--device", "fakedex", code=2, env=with_device())

    def test_a_library_that_does_not_load(self):
        broken = clean_environment(MLRUN_DEVICE_PLUGIN="/nowhere/plugin.so")
        self.refused("MLRUN_DEVICE_PLUGIN: /nowhere/plugin.so does not load: /nowhere/plugin.so: "
                     "cannot open shared object file: No such file or directory", "train",
                     "mixed.csv", "--target", "price", "--device", "fakedev", code=5, env=broken)
        self.fit("regression", device="cpu", MLRUN_DEVICE_PLUGIN="/nowhere/plugin.so")

    def test_auto_never_chooses_it(self):
        said = self.mlrun("train", "mixed.csv", "--target", "price", "--epochs", "1", "-o",
                          "m.mlrun", "--device", "auto", env=with_device(CUDA_VISIBLE_DEVICES=""))
        self.assertIn("device: cpu (auto: ", said.stderr)

    def test_it_is_listed(self):
        said = self.mlrun("devices", env=with_device())
        self.assertIn("plugin: fakedev, 1 device(s)\n", said.stdout)
        self.assertIn("--device fakedev: fakedev:0 (asked for: MLRUN_DEVICE_PLUGIN)\n", said.stdout)
        document = self.mlrun("devices", "--json", env=with_device()).json
        self.assertEqual(document["plugin"], {"name": "fakedev", "devices": 1})
        self.assertEqual(document["choices"]["fakedev"]["device"], "fakedev:0")
        broken = clean_environment(MLRUN_DEVICE_PLUGIN="/nowhere/plugin.so")
        self.assertIn("plugin: MLRUN_DEVICE_PLUGIN: /nowhere/plugin.so does not load: ",
                      self.mlrun("devices", env=broken).stdout)
        self.assertNotIn("plugin", self.mlrun("devices").stdout)


class Faults(ContractTest):
    WORDS = ("train", "mixed.csv", "--target", "price", "--epochs", "4", "--batch-size", "16", "-o",
             "m.mlrun", "--device", "fakedev")

    def failing(self, *words, **faults):
        said = self.mlrun(*self.WORDS, *words, code=5, env=with_device(**faults))
        self.assertFalse((self.dir / "m.mlrun").exists())
        return said.stderr

    def test_a_device_that_fails_in_training(self):
        for at, compile_by in itertools.product(("1", "100", "400"), ("none", "graph")):
            with self.subTest(at=at, compile=compile_by):
                said = self.failing("--compile", compile_by, MLRUN_TEST_FAKEDEV_FAULT_AT=at)
                self.assertRegex(said, r"error: the device failed: fakedev error: an illegal memory "
                                       r"access was encountered \(.+\); no file was written\n$")

    def test_a_device_that_fails_in_answering(self):
        self.fit("regression", device="fakedev")
        said = self.mlrun("predict", "m.mlrun", "mixed.csv", "-o", "out.csv", "--device", "fakedev",
                          code=5, env=with_device(MLRUN_TEST_FAKEDEV_FAULT_AT="40"))
        self.assertIn("error: the device failed: ", said.stderr)
        self.assertFalse((self.dir / "out.csv").exists())

    def test_too_little_memory(self):
        said = self.failing("-s", "model.hidden=[512,512]", MLRUN_TEST_FAKEDEV_LIMIT_MB="2")
        self.assertRegex(said, r"error: out of device memory on fakedev:0: \S+ \S+ more are needed, "
                               r"\S+ \S+ of 2\.0 MiB are free; ")


if __name__ == "__main__":
    unittest.main()
