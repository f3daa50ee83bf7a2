"""Several ranks train what one process trains; a rank that dies ends the others."""

import os
import pathlib
import signal
import socket
import subprocess
import time
import unittest

from model_weights import difference
from support import (MLRUN, SHARED, TABLES, ProgramTest, clean_environment, line_rows, mixed_rows,
                     MIXED_HEADER, wait_for, write_csv)

FEW = ("--epochs", "2", "--threads", "1", "--device", "cpu", "--patience", "0")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def children_of(pid):
    text = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8")
    return [int(word) for word in text.split()]


def rank_of(pid):
    environment = pathlib.Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    return next((int(v[5:]) for v in environment if v.startswith(b"RANK=")), None)


class Mirrored(ProgramTest):
    def compare(self, *words, ranks=2, tolerance=1e-5):
        self.mlrun("train", *words, *FEW, "--compile", "none", "-q", "-f", "-o", "one.mlrun")
        self.mlrun("train", *words, *FEW, "-q", "-f", "-o", "many.mlrun", "--strategy", "mirrored",
                   "--devices", ranks)
        self.assertLess(difference(self.dir / "one.mlrun", self.dir / "many.mlrun"), tolerance)

    def test_california_equals_one_process(self):
        data = SHARED / "data" / "california"
        if not data.is_dir():
            self.skipTest(f"{data} is not there")
        # AdamW takes a step of the same length where rounding is all there is of a gradient.
        self.compare(data / "train.csv", "--valid", data / "val.csv", "--target", "MedHouseVal",
                     "--model", "dense", "--batch-size", "256", "-s", "train.optimizer.type=sgd")

    def test_regression_equals_one_process(self):
        for ranks in (2, 3):
            with self.subTest(ranks):
                self.compare(TABLES / "diabetes_train.csv", "--target", "progression", "--hidden",
                             "[16,16]", ranks=ranks)

    def test_classes_categories_and_weights_equal_one_process(self):
        self.compare(TABLES / "breast_cancer_train.csv", "--target", "diagnosis", "--hidden",
                     "[16]", "-s", "train.optimizer.type=sgd")
        table = write_csv(self.dir / "mixed.csv", MIXED_HEADER, mixed_rows(90))
        self.compare(table, "--target", "price", "--id", "id", "--weight", "weight", "--hidden",
                     "[8]", "--batch-size", "7")

    def test_judged_by_a_clone_equals_one_process(self):
        self.compare(TABLES / "diabetes_train.csv", "--target", "progression", "--hidden", "[8]",
                     "--eval-device", "cpu")

    def test_an_average_of_the_weights_equals_one_process(self):
        self.compare(TABLES / "diabetes_train.csv", "--target", "progression", "--hidden", "[8]",
                     "-s", "train.ema=0.9")

    def test_a_batch_smaller_than_the_ranks(self):
        table = write_csv(self.dir / "t.csv", ("a", "b", "y"), line_rows(22))
        self.compare(table, "--target", "y", "--batch-size", "5", "--hidden", "[4]", ranks=3)

    def test_ranks_by_the_variables_of_torchrun(self):
        words = (TABLES / "diabetes_train.csv", "--target", "progression", "--hidden", "[16]")
        self.mlrun("train", *words, *FEW, "--compile", "none", "-q", "-f", "-o", "one.mlrun")
        port = str(free_port())
        ranks = []
        for rank in (0, 1):
            environment = clean_environment(RANK=str(rank), LOCAL_RANK=str(rank), WORLD_SIZE="2",
                                            MASTER_ADDR="127.0.0.1", MASTER_PORT=port)
            ranks.append(subprocess.Popen(
                [MLRUN, "train", *words, *FEW, "--strategy", "mirrored", "-o", "two.mlrun"],
                cwd=self.dir, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE))
        told = [rank.communicate(timeout=60) for rank in ranks]
        self.assertEqual([rank.returncode for rank in ranks], [0, 0], told)
        self.assertIn(b"model: two.mlrun", told[0][1])
        self.assertEqual(told[1], (b"", b""))  # rank 1 neither writes nor prints
        self.assertLess(difference(self.dir / "one.mlrun", self.dir / "two.mlrun"), 1e-5)
        self.assertEqual(self.names(), ["one.mlrun", "two.mlrun"])

    def test_the_file_says_how_it_was_trained(self):
        self.mlrun("train", self.line_table(), "--target", "y", *FEW, "--strategy", "mirrored",
                   "--devices", "2", "-o", "m.mlrun")
        document = self.mlrun("inspect", "m.mlrun", "--json").json
        self.assertEqual(document["provenance"]["strategy"], "mirrored")
        self.assertEqual(document["provenance"]["ranks"], 2)
        self.mlrun("verify", "m.mlrun")

    def test_early_stopping_stops_all(self):
        result = self.mlrun("train", TABLES / "diabetes_train.csv", "--target", "progression",
                            "--hidden", "[8]", "--epochs", "500", "--patience", "2", "--lr", "0.05",
                            "--device", "cpu", "--strategy", "mirrored", "--devices", "2", "--json",
                            "-q", "-o", "m.mlrun")
        self.assertTrue(result.json["stopped_early"])


class WrongUse(ProgramTest):
    def test_conflicts(self):
        for words, sentence in (
                (("--devices", "2"), "device.devices: more than one device needs device.strategy "
                                     "mirrored (--strategy mirrored)"),
                (("--strategy", "mirrored", "--devices", "2", "-s", "model.batch_norm=true"),
                 "model.batch_norm: its statistics would be those of each rank's rows, not of the "
                 "batch; device.strategy one-device, or no batch norm"),
                (("--strategy", "mirrored", "--devices", "2", "--model", "resnet"),
                 "model.type: a resnet has batch norm, whose statistics would be those of each "
                 "rank's rows, not of the batch; device.strategy one-device, or another net"),
                (("--strategy", "mirrored", "--devices", "2", "--compile", "graph"),
                 "device.compile: mirrored ranks run their steps one by one; none or auto goes "
                 "with device.strategy mirrored")):
            with self.subTest(words):
                self.refused(sentence, "train", "nope.csv", "--target", "y", *words, code=2)

    def test_rows_from_stdin(self):
        self.refused("stdin can be read by one process only; a mirrored run takes its rows from "
                     "files", "train", "-", "--target", "y", "--strategy", "mirrored",
                     "--devices", "2", code=2)

    def test_half_set_variables(self):
        result = self.mlrun("train", "nope.csv", "--target", "y", "--strategy", "mirrored",
                            env=clean_environment(RANK="0"), code=2)
        self.assertIn("WORLD_SIZE", result.stderr)

    def test_ranks_that_train_by_themselves_are_told(self):
        self.line_table()
        environment = clean_environment(RANK="1", LOCAL_RANK="1", WORLD_SIZE="2",
                                        MASTER_ADDR="127.0.0.1", MASTER_PORT="29500")
        result = self.train("line.csv", "--target", "y", "--device", "cpu", env=environment)
        self.assertIn("warning: this process is rank 1 of 2 by its environment, but trains by "
                      "itself; --strategy mirrored joins the ranks", result.stderr)

    def test_an_error_of_all_ranks_is_told_with_its_code(self):
        result = self.mlrun("train", "nope.csv", "--target", "y", "--device", "cpu", "--strategy",
                            "mirrored", "--devices", "2", code=3)
        self.assertIn("nope.csv: cannot be read", result.stderr)


class Deaths(ProgramTest):
    def start(self):
        process = subprocess.Popen(
            [MLRUN, "train", TABLES / "diabetes_train.csv", "--target", "progression", "--hidden",
             "[8]", "--epochs", "1000000", "--patience", "0", "--device", "cpu", "--strategy",
             "mirrored", "--devices", "2", "-o", "m.mlrun"],
            cwd=self.dir, env=clean_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(process.kill)
        for _ in range(200):
            if process.stderr.readline().startswith(b"epoch 3/"):
                break
        ranks = {rank_of(pid): pid for pid in children_of(process.pid)}
        self.assertIn(1, ranks)
        return process, ranks

    def gone(self, pids):
        return all(not os.path.exists(f"/proc/{pid}") for pid in pids)

    def test_killing_a_rank_ends_the_job(self):
        for rank in (1, 0):
            with self.subTest(rank):
                process, ranks = self.start()
                begin = time.monotonic()
                os.kill(ranks[rank], signal.SIGKILL)
                _, errors = process.communicate(timeout=30)
                self.assertLess(time.monotonic() - begin, 10)
                self.assertEqual(process.returncode, 1, errors[-2000:])
                self.assertIn(f"rank {rank} of 2 was killed by signal 9".encode(), errors)
                wait_for(lambda: self.gone(ranks.values()))
                self.assertEqual(self.names(), [])

    def test_a_stop_goes_to_all(self):
        process, ranks = self.start()
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
        self.assertEqual(process.returncode, -signal.SIGTERM)
        self.assertTrue(self.gone(ranks.values()))
        self.assertEqual(self.names(), [])

    def test_no_rank_outlives_a_killed_launcher(self):
        process, ranks = self.start()
        process.kill()
        process.communicate(timeout=30)
        wait_for(lambda: self.gone(ranks.values()), seconds=10)


if __name__ == "__main__":
    unittest.main()
