"""mlrun devices: what each --device would do here, and that it does."""

import os
import unittest

from support import ProgramTest, model


class Devices(ProgramTest):
    def test_text(self):
        said = self.mlrun("devices")
        lines = said.stdout.splitlines()
        self.assertRegex(lines[0], r"^cpu: .+, \d+ threads? allowed, \S+ \S+$")
        self.assertRegex(lines[1], r"^driver: .+$")
        for choice in ("cpu", "auto", "cuda"):
            self.assertIn(f"--device {choice}: ", said.stdout)
        self.assertRegex(lines[-1], r"^advice: .+$")
        self.assertEqual(said.stderr, "")

    def test_json(self):
        document = self.mlrun("devices", "--json").json
        self.assertGreater(document["cpu"]["threads"], 0)
        self.assertGreater(document["cpu"]["memory"], 1 << 20)
        self.assertEqual(document["choices"]["cpu"], {"device": "cpu", "why": "asked for"})
        self.assertEqual(bool(document["accelerators"]), "device" in document["choices"]["cuda"])

    def test_threads_follow_the_affinity(self):
        said = self.mlrun("devices", "--json")
        here = said.json["cpu"]["threads"]
        self.assertLessEqual(here, len(os.sched_getaffinity(0)))

    def test_each_choice_does_what_is_said(self):
        choices = self.mlrun("devices", "--json").json["choices"]
        self.line_table()
        for name, choice in choices.items():
            with self.subTest(name):
                words = ("predict", model("line"), "line.csv", "--device", name)
                if "error" in choice:
                    self.refused(choice["error"], *words, code=choice["exit_code"])
                else:
                    said = self.mlrun(*words)
                    self.assertIn("rows answered by libtorch on " + choice["device"].split(":")[0],
                                  said.stderr)

    def test_no_arguments(self):
        self.refused('unexpected argument "x" (mlrun devices --help lists them)', "devices", "x",
                     code=2)


if __name__ == "__main__":
    unittest.main()
