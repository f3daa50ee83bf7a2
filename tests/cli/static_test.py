"""The program as one file for hosts that only answer: nothing beside it, the same answers."""

import json
import os
import pathlib
import shutil
import subprocess
import unittest

from support import MLRUN, TABLES, ProgramTest, clean_environment

STATIC = os.environ.get("MLRUN_STATIC") or str(pathlib.Path(MLRUN).parent / "mlrun-static")
MIB = 1 << 20


@unittest.skipUnless(os.path.exists(STATIC), f"{STATIC} is not there; a build with a sanitizer has none")
class Static(ProgramTest):
    def setUp(self):
        super().setUp()
        self.mlrun("train", TABLES / "diabetes_train.csv", "--target", "progression", "--preset", "quick", "--device",
                   "cpu", "--epochs", "2", "-q", "-o", "m.mlrun")
        shutil.copy(TABLES / "diabetes_test.csv", self.dir / "rows.csv")

    def alone(self, *words, **options):
        run = subprocess.run([STATIC, *map(str, words)], cwd=self.dir, capture_output=True, env={}, check=False,
                             **options)
        return run.returncode, run.stdout, run.stderr.decode()

    def test_needs_no_library(self):
        told = subprocess.run(["readelf", "-W", "-d", "-l", STATIC], check=True, capture_output=True, text=True,
                              env=clean_environment()).stdout
        self.assertNotIn("NEEDED", told)
        self.assertNotIn("INTERP", told)

    def test_is_a_few_megabytes(self):
        self.assertLessEqual(os.path.getsize(STATIC), 8 * MIB)

    def test_answers_as_the_whole_program_does(self):
        for words in (("predict", "m.mlrun", "rows.csv", "-q"), ("evaluate", "m.mlrun", "rows.csv", "--json", "-q"),
                      ("inspect", "m.mlrun", "--json"), ("schema", "rows.csv")):
            with self.subTest(words[0]):
                whole = self.mlrun(*words)
                code, out, error = self.alone(*words)
                self.assertEqual(code, 0, error)
                self.assertEqual(out, whole.bytes)
        code, out, error = self.alone("verify", "m.mlrun")
        self.assertEqual(code, 0, error)
        self.assertIn(b"holds", out)

    def test_answers_for_every_net(self):
        witnesses = sorted(TABLES.glob("witnesses/*.mlrun"))
        self.assertGreater(len(witnesses), 8)
        for model in witnesses:
            with self.subTest(model.stem):
                code, out, error = self.alone("predict", model, TABLES / "witnesses" / "table.csv", "-q")
                self.assertEqual(code, 0, error)
                self.assertEqual(out, self.mlrun("predict", model, TABLES / "witnesses" / "table.csv", "-q").bytes)

    def test_one_row_takes_little_memory(self):
        rows = (self.dir / "rows.csv").read_text(encoding="utf-8").splitlines(True)
        (self.dir / "one.csv").write_text("".join(rows[:2]), encoding="utf-8")
        process = subprocess.Popen([STATIC, "predict", "m.mlrun", "one.csv", "-q"], cwd=self.dir, env={},
                                   stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, 0)
        self.assertLessEqual(usage.ru_maxrss * 1024, 30 * MIB)

    @unittest.skipUnless(os.geteuid() == 0, "only root may change the root directory")
    def test_runs_where_there_is_nothing_else(self):
        shutil.copy(STATIC, self.dir / "program")
        run = subprocess.run(["/program", "predict", "/m.mlrun", "/rows.csv", "-qo", "/out.csv"], env={},
                             capture_output=True, check=False, preexec_fn=lambda: os.chroot(self.dir))
        self.assertEqual(run.returncode, 0, run.stderr)
        whole = self.mlrun("predict", "m.mlrun", "rows.csv", "-q")
        self.assertEqual((self.dir / "out.csv").read_bytes(), whole.bytes)

    def test_version_of_its_parts(self):
        code, out, error = self.alone("--version", "-v", "--json")
        self.assertEqual(code, 0, error)
        whole = self.mlrun("--version", "-v", "--json").json
        del whole["libtorch"]
        self.assertEqual(json.loads(out), whole)
        code, out, error = self.alone("--version", "-v")
        self.assertEqual((code, len(out.splitlines())), (0, 3), error)

    def test_help_speaks_of_what_it_has(self):
        code, out, error = self.alone("--help")
        self.assertEqual(code, 0, error)
        self.assertNotIn(b"train ", out.replace(b"mlrun trained", b""))

    def test_says_what_it_cannot(self):
        for words in (("train", "rows.csv"), ("train", "--help"), ("prune",), ("devices",), ("config", "schema")):
            code, _, error = self.alone(*words)
            self.assertEqual((code, error), (2, f'error: "{words[0]}" needs LibTorch, which this one file that only '
                                                "answers does without; the whole mlrun has it (docs/install.md)\n"))
        code, _, error = self.alone("predict", "m.mlrun", "rows.csv", "--runtime", "libtorch")
        self.assertEqual(code, 1)
        self.assertIn("this mlrun is the one file that only answers", error)
        (self.dir / "rows.parquet").write_bytes(b"PAR1" + bytes(8) + b"PAR1")
        code, _, error = self.alone("predict", "m.mlrun", "rows.parquet")
        self.assertEqual(code, 1)
        self.assertIn("one file without components", error)


if __name__ == "__main__":
    unittest.main()
