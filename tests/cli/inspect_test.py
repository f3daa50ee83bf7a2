"""mlrun inspect: what a model file says of itself."""

import os
import unittest

from model_files import check_refusals
from support import ProgramTest, model


class Inspect(ProgramTest):
    def test_text(self):
        said = self.mlrun("inspect", model("side"))
        lines = said.stdout.splitlines()
        self.assertRegex(lines[0], r"^mlrun model, format 1, \S+ KiB, xxh3-128:[0-9a-f]{32}$")
        self.assertRegex(lines[1], r'^net: dense, 42 parameters, \{"type":"dense","hidden":\[8\]')
        self.assertEqual(lines[2:7], ["task: binary (left, right)", "columns:",
                                      "  a: numeric feature", "  b: numeric feature",
                                      "  side: categorical target, 2 levels"])
        self.assertEqual([line.split(":")[0] for line in lines[7:]],
                         ["train", "valid", "golden rows", "mlrun", "libtorch", "device",
                          "precision", "seed", "epochs", "finished"])
        self.assertEqual(said.stderr, "")

    def test_json(self):
        document = self.mlrun("inspect", model("side"), "--json").json
        self.assertEqual(document["format_version"], 1)
        self.assertEqual(document["oldest_reader"], 1)
        self.assertEqual(document["bytes"], os.path.getsize(model("side")))
        self.assertEqual(document["parameters"], 42)
        self.assertEqual(document["data_spec"]["classes"], ["left", "right"])
        self.assertEqual(document["model"]["type"], "dense")
        self.assertEqual(document["model"]["options"]["hidden"], [8])
        self.assertIn("model.output.weight", document["tensors"])
        self.assertEqual(sorted(document["metrics"]), ["train", "valid"])
        self.assertEqual(document["provenance"]["config"]["train"]["epochs"], 3)
        self.assertEqual(document["provenance"]["rows"], {"train": 48, "valid": 12})

    def test_text_and_json_name_the_same_digest(self):
        digest = self.mlrun("inspect", model("line"), "--json").json["digest"]
        self.assertIn(digest, self.mlrun("inspect", model("line")).stdout)

    def test_no_paths_and_no_data_in_the_file(self):
        text = self.mlrun("inspect", model("mixed"), "--json").stdout
        self.assertNotIn("mlrun-cli-", text)
        self.assertNotIn(str(self.dir.parent) + "/", text)

    def test_bad_models(self):
        check_refusals(self, "inspect")

    def test_unknown_flag(self):
        self.refused('unknown flag "--jsn"; did you mean "--json"? (mlrun inspect --help lists '
                     "them)", "inspect", model("line"), "--jsn", code=2)

    def test_no_model(self):
        self.refused("MODEL is required (mlrun inspect --help shows the flags)", "inspect", code=2)


if __name__ == "__main__":
    unittest.main()
