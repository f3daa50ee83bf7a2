"""mlrun-static on a host of another kind answers the witnesses as this one does.

MLRUN_ANSWERS_BY is the command that runs it, an emulator and the file: scripts/arm64.sh sets it.
"""

import os
import shlex
import subprocess
import unittest

from support import TABLES, clean_environment
from witnesses_test import NAMES, WITNESSES, Comparison

ANSWERS_BY = shlex.split(os.environ.get("MLRUN_ANSWERS_BY", ""))


@unittest.skipUnless(ANSWERS_BY, "MLRUN_ANSWERS_BY names no host of another kind (scripts/arm64.sh)")
class OtherHost(Comparison):
    def there(self, *words, code=0, **options):
        run = subprocess.run([*ANSWERS_BY, *map(str, words)], capture_output=True, check=False, text=True,
                             env=clean_environment(), timeout=300, **options)
        self.assertEqual(run.returncode, code, run.stderr)
        return run

    def test_golden_rows_hold(self):
        for name in sorted(NAMES):
            with self.subTest(name):
                self.assertIn("holds: 16 golden rows", self.there("verify", WITNESSES / f"{name}.mlrun").stdout)

    def test_answers(self):
        for name in sorted(NAMES):
            with self.subTest(name):
                wanted = (WITNESSES / f"{name}.csv").read_text(encoding="utf-8")
                got = self.there("predict", WITNESSES / f"{name}.mlrun", WITNESSES / "table.csv", "--keep", "id", "-q")
                self.check_rows(got.stdout, wanted)

    def test_rows_by_a_pipe_and_a_file_that_is_damaged(self):
        rows = (WITNESSES / "table.csv").read_text(encoding="utf-8")
        model = WITNESSES / "dense.mlrun"
        piped = self.there("predict", model, "-", "-q", input=rows)
        self.assertEqual(piped.stdout, self.there("predict", model, WITNESSES / "table.csv", "-q").stdout)
        self.assertIn("error: ", self.there("verify", TABLES / "SOURCE.md", code=4).stderr)


if __name__ == "__main__":
    unittest.main()
