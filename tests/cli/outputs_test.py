"""What a run may write where: never over an input or another output, under names that say what is inside."""

import os
import pathlib
import unittest

from support import MLRUN, SMALL, ProgramTest, clean_environment, model, run_command

TRAIN = ("train", "line.csv", "--target", "y", *SMALL, "-q")


class Names(ProgramTest):
    def test_bytes_that_are_no_text_stand_replaced_in_json(self):
        self.line_table()
        said = self.mlrun(*TRAIN, "-o", "n\udcff.mlrun", "--json")
        self.assertEqual(said.json["model"], "n\ufffd.mlrun")
        (self.dir / "m").write_bytes((self.dir / "n\udcff.mlrun").read_bytes())
        for words, key in ((("predict", "m", "line.csv", "-qo", "p\udcff.csv", "--json"), "output"),
                           (("evaluate", "n\udcff.mlrun", "line.csv", "-q", "--json"), "model")):
            with self.subTest(words):
                self.assertIn("\ufffd", self.mlrun(*words).json[key])
        self.file("c\udcff.json", '{"seed": 3}')
        said = self.mlrun("config", "--config", "c\udcff.json", "--origin", "--json")
        self.assertEqual(said.json["seed"], "c\ufffd.json")


if __name__ == "__main__":
    unittest.main()
