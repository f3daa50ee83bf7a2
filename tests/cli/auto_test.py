"""mlrun train where no net is named: plans, folds, time limits, nets side by side."""

import json
import random
import re
import time
import unittest

from support import MLRUN, TABLES, ProgramTest, run_command, write_csv


class Auto(ProgramTest):
    def rows(self, count=60, name="rows.csv"):
        draw = random.Random(1)
        rows = [(draw.random(), draw.random()) for _ in range(count)]
        write_csv(self.dir / name, ("a", "b", "y"), [(a, b, round(a + 2 * b, 4)) for a, b in rows])
        return name

    def test_a_plan_is_printed_and_nothing_is_trained(self):
        table = self.rows()
        text = self.mlrun("train", table, "--target", "y", "--plan").stdout
        self.assertRegex(text, r"^plan: \d+ nets on 48 rows, \d+ at a time, about ")
        self.assertIn("realmlp: at most 256 epochs, batches of 64", text)
        plan = self.mlrun("train", table, "--target", "y", "--plan", "--json").json
        self.assertGreater(plan["seconds"], 0)
        self.assertGreater(plan["bytes"], 0)
        self.assertEqual(len(plan["nets"]), int(text.split()[1]))
        self.assertEqual(self.names(), [table])

    def test_a_skewed_target_is_tried_by_its_logarithm(self):
        draw = random.Random(2)
        for name, power in (("even.csv", 1), ("skewed.csv", 6)):
            rows = [(draw.random(), draw.random()) for _ in range(60)]
            write_csv(self.dir / name, ("a", "b", "y"),
                      [(a, b, round((1 + a + 2 * b) ** power, 4)) for a, b in rows])
        plan = ("--target", "y", "--preset", "best", "--plan")
        self.assertNotIn("log1p", self.mlrun("train", "even.csv", *plan).stdout)
        self.assertIn("realmlp log1p: ", self.mlrun("train", "skewed.csv", *plan).stdout)
        for said in ("features.target=standard", "train.loss=mae"):
            self.assertNotIn("log1p", self.mlrun("train", "skewed.csv", *plan, "-s", said).stdout)
        self.mlrun("train", "skewed.csv", "--target", "y", "--epochs", "2", "-o", "m.mlrun")
        self.mlrun("verify", "m.mlrun")

    def test_where_the_metric_has_no_value_all_nets_count_alike(self):
        # An area under the curve needs rows of both classes.
        draw = random.Random(5)
        rows = [(draw.random(), draw.random(), i % 2) for i in range(80)]
        write_csv(self.dir / "rows.csv", ("a", "b", "y"), rows)
        for judges in (3, 60):
            write_csv(self.dir / "ones.csv", ("a", "b", "y"), [row for row in rows * 2 if row[2]][:judges])
            done = self.mlrun("train", "rows.csv", "--valid", "ones.csv", "--target", "y", "--json",
                              "--task", "classification", "--epochs", "2", "-f", "-o", "m.mlrun")
            weights = done.json["weights"]
            self.assertGreater(len(weights), 2)
            self.assertLess(max(weights) - min(weights), 1e-9)
            self.assertIn("valid auc is not a number, so the last epoch is kept of 2", done.stderr)
            self.mlrun("verify", "m.mlrun")

    def test_effort_decides_how_many_nets(self):
        table = self.rows(400)
        nets = [len(self.mlrun("train", table, "--target", "y", "--plan", "--json", "--preset",
                               effort).json["nets"]) for effort in ("fast", "default", "best")]
        self.assertLess(nets[0], nets[1])
        self.assertLess(nets[1], nets[2])

    def test_the_mean_of_nets_is_a_model_like_any_other(self):
        table = self.rows()
        done = self.mlrun("train", table, "--target", "y", "--epochs", "2", "--json", "-o",
                          "m.mlrun")
        self.assertGreater(done.json["nets"], 2)
        self.assertAlmostEqual(sum(done.json["weights"]), 1, places=6)
        self.assertRegex(done.stderr, r"best alone: \S+( \d)? with .* and is the model")
        self.mlrun("verify", "m.mlrun")
        scores = self.mlrun("evaluate", "m.mlrun", table, "--json").json["metrics"]
        self.assertIn("rmse", scores)
        nets = self.mlrun("inspect", "m.mlrun", "--json").json["provenance"]["nets"]
        self.assertEqual([net["weight"] for net in nets], done.json["weights"])
        self.assertIn("tabm", [net["recipe"]["model"]["type"] for net in nets])

    def test_what_the_user_sets_holds_for_every_net(self):
        plan = self.mlrun("train", self.rows(), "--target", "y", "--plan", "--json", "--epochs",
                          "7", "-s", "train.clip_norm=0.5").json
        for net in plan["nets"]:
            self.assertEqual((net["train"]["epochs"], net["train"]["clip_norm"]), (7, 0.5))

    def test_nets_are_the_same_side_by_side_and_one_after_the_other(self):
        table = self.rows()
        for jobs in ("1", "3"):
            self.mlrun("train", table, "--target", "y", "--epochs", "2", "--threads", "1", "-q",
                       "--jobs", jobs, "--reproducible", "-o", f"{jobs}.mlrun")
        texts = []
        for jobs in ("1", "3"):
            document = self.mlrun("inspect", f"{jobs}.mlrun", "--json").json
            texts.append(json.dumps([document["metrics"], document["provenance"]["nets"]]))
        self.assertEqual(*texts)

    def test_a_configuration_that_can_be_read_once_is_enough(self):
        # Each net of a plan has the user's settings; the pipe they came by is empty by then.
        words = f"train {self.rows()} --target y --plan --json --config <(echo '{{\"train\": {{\"epochs\": 3}}}}')"
        done = run_command(("bash", "-c", f"{MLRUN} {words}"), cwd=self.dir)
        self.assertEqual(done.code, 0, str(done))
        for net in done.json["nets"]:
            self.assertEqual(net["train"]["epochs"], 3)

    def test_options_of_a_net_need_its_name_beside_auto(self):
        result = self.mlrun("train", self.rows(), "--target", "y", "--model", "auto", "--hidden",
                            "[8]", code=2)
        self.assertIn('unknown key "model.hidden"', result.stderr)


class Folds(ProgramTest):
    WORDS = (TABLES / "breast_cancer_train.csv", "--target", "diagnosis", "--model", "dense",
             "--epochs", "4", "--hidden", "[16]")

    def test_every_row_is_scored_by_a_net_that_did_not_see_it(self):
        done = self.mlrun("train", *self.WORDS, "--folds", "3", "--json", "-o", "m.mlrun").json
        self.assertEqual(done["nets"], 3)
        self.assertEqual(sorted(done["metrics"]), ["folds", "train"])
        self.assertGreater(done["metrics"]["folds"]["auc"], 0.9)
        self.mlrun("verify", "m.mlrun")
        folds = [net["fold"] for net in
                 self.mlrun("inspect", "m.mlrun", "--json").json["provenance"]["nets"]]
        self.assertEqual(folds, [0, 1, 2])

    def test_random_labels_score_like_chance_in_folds_only(self):
        draw = random.Random(3)
        write_csv(self.dir / "noise.csv", [f"x{i}" for i in range(10)] + ["y"],
                  [[draw.random() for _ in range(10)] + [draw.choice("ab")] for _ in range(80)])
        metrics = self.mlrun("train", "noise.csv", "--target", "y", "--model", "dense", "--folds",
                             "4", "--epochs", "60", "--patience", "0", "--lr", "0.01", "--json",
                             "-q", "-o", "m.mlrun").json["metrics"]
        self.assertGreater(metrics["train"]["auc"], 0.8)
        self.assertLess(metrics["folds"]["auc"], 0.72)

    def test_wrong_use(self):
        self.refused("folds: expected 0 (none) or at least 2, got 1", "train", *self.WORDS,
                     "--folds", "1", code=2)
        self.refused("--calibrate and --prune-members choose by validation rows, and with --folds "
                     "there are none; --valid names some", "train", *self.WORDS, "-q", "--folds",
                     "3", "--calibrate", code=2)
        write_csv(self.dir / "two.csv", ("a", "y"), [(1, 2), (3, 4)])
        self.refused("folds: 3 folds of 2 rows; each needs one (--folds)", "train", "two.csv",
                     "--target", "y", "-q", "--folds", "3", "--model", "dense", code=3)


class TimeLimit(ProgramTest):
    def test_a_run_ends_in_time_with_a_model(self):
        began = time.monotonic()
        done = self.mlrun("train", TABLES / "diabetes_train.csv", "--target", "progression",
                          "--model", "dense", "--epochs", "1000000", "--patience", "0",
                          "--time-limit", "5", "--json", "-o", "m.mlrun").json
        # Generous: machines are shared. Without a limit this would take hours.
        self.assertLess(time.monotonic() - began, 60)
        self.assertTrue(done["stopped_by_time"])
        self.mlrun("verify", "m.mlrun")

    def test_a_plan_fits_its_limit(self):
        done = self.mlrun("train", TABLES / "diabetes_train.csv", "--target", "progression",
                          "--time-limit", "8", "--json", "-o", "m.mlrun").json
        self.assertGreaterEqual(done["nets"], 1)
        self.assertLess(done["metrics"]["valid"]["rmse"], 75)  # the mean's is about 77

    def test_a_large_table_in_a_short_time_gets_a_small_net(self):
        draw = random.Random(3)
        rows = [[round(draw.random(), 3) for _ in range(12)] for _ in range(60_000)]
        write_csv(self.dir / "large.csv", [f"x{i}" for i in range(12)] + ["y"],
                  [row + [round(row[0] + row[1] * row[2], 3)] for row in rows])
        run = self.mlrun("train", "large.csv", "--target", "y", "--time-limit", "3", "--json", "-o",
                         "m.mlrun")
        self.assertIn("quick: at most ", run.stderr)
        # Nets that take minutes were looked at for a moment only.
        self.assertGreater(run.json["steps"], 50)
        self.assertLess(run.json["metrics"]["valid"]["rmse"], 0.3)  # the mean's is .37
        self.mlrun("verify", "m.mlrun")

    def test_a_column_that_hardly_varies_is_no_fault_of_the_look_at_the_host(self):
        # Of 40,000 rows 3 differ: hardly any of them are among those that are looked at.
        write_csv(self.dir / "rare.csv", ("a", "y"),
                  [(1.5 * (i in (9, 20_000, 39_990)), i % 9 / 2) for i in range(40_000)])
        done = self.mlrun("train", "rare.csv", "--target", "y", "--task", "regression", "-s",
                          "train.batch_size=32", "--time-limit", "4", "-v", "-o", "m.mlrun")
        self.assertIn("no look at this host: training data: no feature column varies", done.stderr)
        self.mlrun("verify", "m.mlrun")

    def test_scores_of_training_rows_take_a_small_share_of_the_time(self):
        write_csv(self.dir / "rows.csv", ("a", "b", "y"),
                  [(i % 7, i % 11, i % 7 - i % 11) for i in range(4000)])
        run = self.mlrun("train", "rows.csv", "--target", "y", "--task", "regression", "--model",
                         "tabm", "--time-limit", "1", "-o", "m.mlrun")
        scored = re.search(r"of the training rows ([\d,]+) of 3,200 are scored", run.stderr)
        self.assertLess(int(scored[1].replace(",", "")), 3200)
        facts = self.mlrun("inspect", "m.mlrun", "--json").json["provenance"]
        self.assertEqual(facts["train_rows_scored"], int(scored[1].replace(",", "")))

    def test_time_that_nets_leave_is_used(self):
        # With this patience nets end after a few of the epochs that the plan counts on.
        run = self.mlrun("train", TABLES / "diabetes_train.csv", "--target", "progression",
                         "--patience", "1", "--time-limit", "4", "--json", "-o", "m.mlrun")
        first = int(re.search(r"plan: (\d+) net", run.stderr)[1])
        self.assertIn("there is time for more\nplan: ", run.stderr)
        self.assertGreater(run.json["nets"], first)
        names = [net["name"] for net in
                 self.mlrun("inspect", "m.mlrun", "--json").json["provenance"]["nets"]]
        self.assertEqual(len(set(names)), len(names))
        self.mlrun("verify", "m.mlrun")


if __name__ == "__main__":
    unittest.main()
