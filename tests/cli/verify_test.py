"""mlrun verify: the golden rows of a model file, answered here."""

import unittest

from model_files import check_refusals
from support import ProgramTest, model


class Verify(ProgramTest):
    def test_holds(self):
        for name in ("line", "side", "mixed", "breast_cancer"):
            with self.subTest(name):
                said = self.mlrun("verify", model(name))
                self.assertRegex(said.stdout, r"^holds: \d+ golden rows answered by native on "
                                              r"cpu; largest difference \S+ absolute, \S+ relative"
                                              r"\n$")
                self.assertEqual(said.stderr, "")

    def test_json(self):
        document = self.mlrun("verify", model("breast_cancer"), "--json").json
        self.assertTrue(document["holds"])
        self.assertEqual(document["rows"], 32)
        self.assertEqual(document["runtime"], "native on cpu")
        self.assertEqual(document["verdict"], "holds")
        self.assertEqual((document["device"], document["precision"]), ("cpu", "fp32"))
        self.assertEqual(document["absolute_tolerance"], 1e-5)
        self.assertEqual(document["relative_tolerance"], 1e-4)

    def test_tolerances_of_flags(self):
        document = self.mlrun("verify", model("line"), "--json", "--atol", "0.5", "--rtol",
                              "0").json
        self.assertEqual(document["absolute_tolerance"], 0.5)
        self.assertEqual(document["relative_tolerance"], 0)

    def test_wrong_tolerances(self):
        for flag in ("--atol", "--rtol"):
            for text in ("x", "nan", "-1"):
                with self.subTest((flag, text)):
                    self.refused(f'{flag}: expected a number of at least 0, got "{text}"',
                                 "verify", model("line"), flag, text, code=2)

    def test_the_cpu_has_no_tf32(self):
        self.line_table()
        for words in (("verify", model("line")), ("predict", model("line"), "line.csv"),
                      ("evaluate", model("line"), "line.csv")):
            self.mlrun(*words, "--precision", "fp32")
            with self.subTest(words[0]):
                self.refused("--precision tf32: the CPU answers in fp32", *words, "--precision",
                             "tf32", code=2)

    def test_auto_that_takes_the_cpu_has_one_precision(self):
        auto = self.mlrun("devices", "--json").json["choices"]["auto"]["device"]
        if auto != "cpu":
            self.skipTest("auto takes an accelerator here")
        self.refused("--precision tf32: the CPU answers in fp32", "verify", model("line"),
                     "--device", "auto", "--precision", "tf32", code=2)

    def test_unknown_precision(self):
        said = self.mlrun("verify", model("line"), "--precision", "fp8", code=2)
        self.assertIn("--precision", said.stderr)

    def test_bad_models(self):
        check_refusals(self, "verify")

    def test_no_model(self):
        self.refused("MODEL is required (mlrun verify --help shows the flags)", "verify", code=2)

    def test_more_than_a_model(self):
        self.refused('unexpected argument "more" (mlrun verify --help lists them)', "verify",
                     model("line"), "more", code=2)


if __name__ == "__main__":
    unittest.main()
