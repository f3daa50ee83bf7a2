"""mlrun train --search: random configurations, successive halving, a run directory that goes on."""

import fcntl
import json
import random
import signal
import subprocess
import time
import unittest

from support import MLRUN, ProgramTest, write_csv


class Search(ProgramTest):
    def setUp(self):
        super().setUp()
        draw = random.Random(1)
        rows = [(draw.random(), draw.random()) for _ in range(80)]
        write_csv(self.dir / "rows.csv", ("a", "b", "y"),
                  [(a, b, round(a + 2 * b, 4)) for a, b in rows])

    def search(self, trials, *more, code=0):
        return self.mlrun("train", "rows.csv", "--target", "y", "--search", str(trials), *more, code=code)

    def trials(self, name="run"):
        return [json.loads(line) for line in (self.dir / name / "trials.jsonl").read_text().splitlines()]

    def quick(self, *more):
        return ("--model", "dense", "--epochs", "9", *more)

    def test_every_trial_is_in_the_run_directory(self):
        done = self.search(9, *self.quick("--run-dir", "run", "--json", "-o", "m.mlrun"))
        lines = self.trials()
        self.assertEqual(sorted((line["rung"], line["trial"]) for line in lines)[:9], [(0, i) for i in range(9)])
        self.assertEqual([sum(line["rung"] == rung for line in lines) for rung in range(3)], [9, 3, 1])
        self.assertEqual([{line["epochs"] for line in lines if line["rung"] == rung} for rung in range(3)],
                         [{1}, {3}, {9}])
        first = {line["trial"]: line["score"] for line in lines if line["rung"] == 0}
        self.assertEqual(sorted(sorted(first, key=first.get)[:3]),
                         sorted(line["trial"] for line in lines if line["rung"] == 1))
        self.assertEqual(lines[0]["settings"] if lines[0]["trial"] == 0 else {}, {})
        found = done.json["search"]
        self.assertEqual(found["trials"], 9)
        self.assertEqual(found["failed"], 0)
        self.assertEqual(found["best"]["trial"], lines[-1]["trial"] + 1)
        self.assertEqual(found["best"]["score"], lines[-1]["score"])
        self.assertAlmostEqual(done.json["metrics"]["valid"]["rmse"], lines[-1]["score"], places=5)
        self.mlrun("verify", "m.mlrun")

    def test_the_configuration_as_it_stands_may_win(self):
        done = self.search(2, *self.quick("--lr", "0.01", "-s", "model.hidden=[64]", "-s", "model.dropout=0", "-s",
                                          "train.optimizer.weight_decay=0", "--json", "-o", "m.mlrun"))
        self.assertIn("it is the configuration as it stands", done.stderr)
        self.assertEqual(done.json["search"]["best"]["trial"], 1)

    def test_the_best_is_printed_as_flags_that_train_it_again(self):
        preset = {"model": {"type": "dense"}, "train": {"epochs": 9, "optimizer": {"lr": 1e-9}}}
        (self.dir / "slow.json").write_text(json.dumps(preset))
        done = self.search(9, "--preset", "slow.json", "--run-dir", "run", "-o", "m.mlrun")
        line = next(line for line in done.stderr.splitlines() if "to train it alone, add " in line)
        flags = line.split("add ")[1].replace("'", "").split(" ")
        self.mlrun("train", "rows.csv", "--target", "y", "--preset", "slow.json", *flags, "-o", "again.mlrun")
        self.mlrun("train", "rows.csv", "--target", "y", "--config", "run/best.json", "-o", "config.mlrun")
        answers = [self.mlrun("predict", name, "rows.csv").stdout
                   for name in ("m.mlrun", "again.mlrun", "config.mlrun")]
        self.assertEqual(answers[0], answers[1])
        self.assertEqual(answers[0], answers[2])

    def test_a_search_goes_on_where_it_was_ended(self):
        flags = ("--model", "dense", "--epochs", "600", "--patience", "0", "--jobs", "1", "--threads", "1")
        self.search(9, *flags, "--run-dir", "whole", "-o", "whole.mlrun")
        command = [MLRUN, "train", "rows.csv", "--target", "y", "--search", "9", *flags, "--run-dir", "run",
                   "-o", "m.mlrun"]
        running = subprocess.Popen(command, cwd=self.dir, stderr=subprocess.DEVNULL)
        lines = self.dir / "run" / "trials.jsonl"
        end = time.time() + 60
        while time.time() < end and running.poll() is None:
            if lines.exists() and lines.read_text().count("\n") >= 3:
                break
            time.sleep(0.005)
        running.send_signal(signal.SIGKILL)
        running.wait()
        before = len(self.trials())
        self.assertGreaterEqual(before, 3)
        self.assertLess(before, 13)
        with lines.open("a") as file:
            file.write('{"trial": 8, "ru')  # as a kill within a write leaves it
        done = self.search(9, *flags, "--run-dir", "run", "-o", "m.mlrun")
        self.assertIn(f"goes on with {before} results", done.stderr)
        complete = [line for line in lines.read_text().splitlines() if line.endswith("}")]
        self.assertEqual(len(complete), 13)
        self.assertEqual(self.mlrun("predict", "m.mlrun", "rows.csv").stdout,
                         self.mlrun("predict", "whole.mlrun", "rows.csv").stdout)

    def test_a_finished_search_gives_its_model_without_training(self):
        flags = self.quick("--run-dir", "run")
        self.search(9, *flags, "-o", "m.mlrun")
        lines = self.trials()
        done = self.search(9, *flags, "-o", "again.mlrun")
        self.assertEqual(self.trials(), lines)
        self.assertNotIn("rung 1 of", done.stderr)
        self.assertEqual(self.mlrun("predict", "m.mlrun", "rows.csv").stdout,
                         self.mlrun("predict", "again.mlrun", "rows.csv").stdout)

    def test_another_search_does_not_take_over_trials(self):
        self.search(3, *self.quick("--run-dir", "run", "-o", "m.mlrun"))
        for more, what in ((("--lr", "0.1"), "settings"), (("--ignore", "a"), "columns")):
            done = self.search(3, *self.quick("--run-dir", "run", "-o", "n.mlrun", *more), code=2)
            self.assertIn(f"run: holds another search, of other {what}; name another --run-dir", done.stderr)
        self.assertIn("of other trials", self.search(4, *self.quick("--run-dir", "run", "-o", "n.mlrun"), code=2).stderr)
        # Threads, jobs and time may change.
        self.search(3, *self.quick("--run-dir", "run", "-o", "n.mlrun", "--jobs", "1", "--time-limit", "60"))

    def test_a_directory_that_another_run_has_is_left_alone(self):
        (self.dir / "run").mkdir()
        with (self.dir / "run" / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            done = self.search(3, *self.quick("--run-dir", "run", "-o", "m.mlrun"), code=75)
        self.assertIn("locked by another run", done.stderr)

    def test_nothing_is_written_without_a_directory(self):
        self.search(3, *self.quick("-o", "m.mlrun"))
        self.assertEqual(self.names(), ["m.mlrun", "rows.csv"])

    def test_what_the_user_sets_is_not_searched(self):
        self.search(9, *self.quick("--lr", "0.01", "--run-dir", "run", "-o", "m.mlrun"))
        model = self.mlrun("inspect", "m.mlrun", "--json").json
        text = json.dumps(model)
        self.assertIn('"lr": 0.01', text)

    def test_without_a_net_those_of_the_plan_take_turns(self):
        done = self.search(6, "--epochs", "2", "--run-dir", "run", "--json", "-o", "m.mlrun")
        names = {line["trial"]: line["name"].split("(")[1].rstrip(")") for line in self.trials()}
        self.assertEqual([names[i] for i in range(6)], ["tabm-small", "realmlp", "dense+ple"] * 2)
        self.assertEqual(done.json["nets"], 2)  # of the last rung, weighted
        self.mlrun("verify", "m.mlrun")

    def test_seeds_and_folds_of_the_best(self):
        done = self.search(3, *self.quick("--seeds", "3", "--json", "-o", "seeds.mlrun"))
        self.assertEqual(done.json["nets"], 3)
        done = self.search(3, *self.quick("--folds", "4", "--json", "-o", "folds.mlrun"))
        self.assertEqual(done.json["nets"], 4)
        self.assertIn("folds", done.json["metrics"])
        self.mlrun("verify", "folds.mlrun")

    def test_a_trial_that_diverges_ends_no_other(self):
        done = self.search(9, "--model", "resnet", "--epochs", "9", "-s", "train.clip_norm=0", "-s",
                           "train.optimizer.type=sgd", "-s", "train.optimizer.lr=1e6", "-o", "m.mlrun",
                           code=6)
        self.assertIn("no trial of the search gave a net; the first: ", done.stderr)
        self.assertEqual(self.names(), ["rows.csv"])

    def test_a_time_limit_holds(self):
        begin = time.time()
        self.search(60, "--time-limit", "6", "-o", "m.mlrun")
        self.assertLess(time.time() - begin, 12)
        self.mlrun("verify", "m.mlrun")

    def test_a_plan_is_printed_and_nothing_is_trained(self):
        text = self.search(20, "--plan", "--run-dir", "run").stdout
        self.assertRegex(text, r"^search: 20 trials on 64 rows, \d+ at a time, about ")
        self.assertIn("rung 1: 20 trials, 1/9 of a training each\n", text)
        self.assertIn("rung 3: 3 trials, to the end", text)
        plan = self.search(20, "--plan", "--json").json
        self.assertEqual(len(plan["trials"]), 20)
        self.assertEqual([rung["trials"] for rung in plan["rungs"]], [20, 7, 3])
        self.assertEqual(self.names(), ["rows.csv"])

    def test_flags_that_do_not_go_together(self):
        self.assertIn("--run-dir keeps the trials of a search; give --search N too",
                      self.mlrun("train", "rows.csv", "--target", "y", "--run-dir", "run", code=2).stderr)
        self.assertIn("--search trains a net per process",
                      self.search(3, "--model", "dense", "--strategy", "mirrored", code=2).stderr)
        self.search(0, code=2)


if __name__ == "__main__":
    unittest.main()
