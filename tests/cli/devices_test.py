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
        for strategy in ("one-device", "mirrored"):
            self.assertRegex(said.stdout, rf"(?m)^--strategy {strategy}: .+$")
        for line, situation in zip(lines[-3:], ("production", "debugging", "several devices")):
            self.assertRegex(line, rf"^advice for {situation}: mlrun .+ \(.+\)$")
        self.assertEqual(said.stderr, "")

    def test_json(self):
        document = self.mlrun("devices", "--json").json
        self.assertGreater(document["cpu"]["threads"], 0)
        self.assertGreater(document["cpu"]["memory"], 1 << 20)
        self.assertEqual(document["choices"]["cpu"], {"device": "cpu", "why": "asked for"})
        self.assertEqual(bool(document["accelerators"]), "device" in document["choices"]["cuda"])

    def test_advice(self):
        document = self.mlrun("devices", "--json").json
        self.assertEqual(list(document["advice"]), ["production", "debugging", "several_devices"])
        for advice in document["advice"].values():
            self.assertRegex(advice["command"], r"^mlrun (train|predict) ")
            self.assertTrue(advice["why"])
        self.assertIn("--device cpu", document["advice"]["production"]["command"])
        self.assertIn("--compile none", document["advice"]["debugging"]["command"])
        self.assertEqual(list(document["strategies"]), ["one-device", "mirrored"])

    def test_advice_for_production_can_be_typed(self):
        command = self.mlrun("devices", "--json").json["advice"]["production"]["command"]
        words = command.split(" > ")[0].split()
        self.assertEqual(words[:3], ["mlrun", "predict", "model.mlrun"])
        said = self.mlrun("predict", model("line"), self.line_table("new.csv"), *words[4:])
        self.assertIn("40 rows answered", said.stderr)

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
                    means = "native" if name == "cpu" else "libtorch"
                    self.assertIn(f"rows answered by {means} on {choice['device'].split(':')[0]}",
                                  said.stderr)

    def test_no_arguments(self):
        self.refused('unexpected argument "x" (mlrun devices --help lists them)', "devices", "x",
                     code=2)


if __name__ == "__main__":
    unittest.main()
