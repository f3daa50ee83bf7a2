"""Every command of README's table of situations runs. Where there is no GPU, the fake accelerator
stands in for it."""

import os
import re
import subprocess
import unittest

from support import (MLRUN, ROOT, ProgramTest, clean_environment, line_rows, run_command, write_csv)

PLUGIN = os.environ.get("MLRUN_TEST_PLUGIN", "")
FEW = ("--epochs", "3", "-s", "model.hidden=[8]")


def situations():
    """The commands of the table, line by line of it."""
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    table = page[page.index("| situation |"):].split("\n\n")[0]
    for line in table.splitlines()[2:]:
        yield re.findall(r"`([^`]* mlrun [^`]*|mlrun [^`]*)`", line.rsplit("|", 2)[1])


class Situations(ProgramTest):
    def run_words(self, words):
        environment = clean_environment()
        on_gpu = "cuda" in words
        if on_gpu and not self.has_gpu:
            environment["MLRUN_DEVICE_PLUGIN"] = PLUGIN
            words = ["fakedev" if word == "cuda" else word for word in words]
        if words[1] == "train":
            words = [*words, *FEW]
        result = run_command((MLRUN, *words[1:]), cwd=self.dir, env=environment)
        self.assertEqual(result.code, 0, str(result))

    def run_ranks(self, words):
        """What torchrun does: the command after --no-python in as many processes."""
        count = int(words[words.index("--nproc-per-node") + 1])
        command = [MLRUN, *words[words.index("mlrun") + 1:], *FEW, "--device", "cpu"]
        ranks = [subprocess.Popen(command, cwd=self.dir, stderr=subprocess.PIPE, env=clean_environment(
            RANK=str(rank), LOCAL_RANK=str(rank), WORLD_SIZE=str(count), MASTER_ADDR="127.0.0.1",
            MASTER_PORT="29511")) for rank in range(count)]
        told = [rank.communicate(timeout=60)[1] for rank in ranks]
        self.assertEqual([rank.returncode for rank in ranks], [0] * count, told)

    def test_each_command_of_the_table(self):
        self.has_gpu = bool(self.mlrun("devices", "--json").json["accelerators"])
        if not PLUGIN and not self.has_gpu:
            self.skipTest("no GPU, and MLRUN_TEST_PLUGIN names no fake one")
        write_csv(self.dir / "train.csv", ("a", "b", "y"), line_rows(80))
        write_csv(self.dir / "new.csv", ("a", "b"), [row[:2] for row in line_rows(5)])
        rows = list(situations())
        self.assertEqual(len(rows), 8)
        for commands in rows:
            self.assertTrue(commands)
            for command in commands:
                with self.subTest(command):
                    words = command.split()
                    if words[0] == "torchrun":
                        self.run_ranks(words)
                    else:
                        self.run_words(words)
        self.assertEqual(len((self.dir / "out.csv").read_text().splitlines()), 6)


if __name__ == "__main__":
    unittest.main()
