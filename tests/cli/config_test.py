"""mlrun config: the resolved configuration, where values come from, presets and mistakes."""

import json
import unittest

from support import ROOT, ProgramTest, clean_environment


class WrongInput(ProgramTest):
    def check(self, sentence, *words, code=2, **how):
        self.refused(sentence, "config", *words, code=code, **how)

    def test_unknown_preset(self):
        self.check('--preset: unknown preset "linaer" (known: best, default, dense, dense_ple, fast, linear, quick); '
                   'did you mean "linear"?', "--preset", "linaer")

    def test_unknown_keys_of_every_source(self):
        self.file("c.json", '{"train": {"epoch": 3}}')
        self.check('MLRUN_SEDE: unknown key; did you mean "MLRUN_SEED"?\n'
                   'c.json: unknown key "train.epoch"; did you mean "train.epochs"?\n'
                   '--set: unknown key "model.hiden"; did you mean "model.hidden"?',
                   "--config", "c.json", "-s", "model.hiden=[3]",
                   env=clean_environment(MLRUN_SEDE="1"))

    def test_files(self):
        self.check("nope.json: cannot be read: no such file or directory", "--config", "nope.json")
        self.check("nope.json: cannot be read: no such file or directory",
                   env=clean_environment(MLRUN_CONFIG="nope.json"))
        (self.dir / "folder").mkdir()
        self.check("folder: cannot be read: is a directory", "--config", "folder")
        self.file("c.json", '{"seed": 1,\n  oops}')
        result = self.mlrun("config", "--config", "c.json", code=2)
        self.assertRegex(result.stderr, r"^error: c\.json:2:\d+: syntax error")

    def test_bad_values(self):
        self.check("--set: seed: expected an integer from 0 to 9007199254740992, got -1",
                   "-s", "seed=-1")
        self.check("--set: train.optimizer.beta1: expected a number of at least 0 and below 1, "
                   "got 1",
                   "-s", "train.optimizer.beta1=1")

    def test_words(self):
        self.check('unknown flag "--orign"; did you mean "--origin"? (mlrun config --help lists '
                   "them)", "--orign")
        self.check('unexpected argument "x" (mlrun config schema --help lists them)', "schema",
                   "x")


class Config(ProgramTest):
    def test_loads_back_the_same(self):
        for preset in self.mlrun("config", "--list").stdout.split():
            with self.subTest(preset):
                text = self.mlrun("config", "--preset", preset, "--seed", "7").bytes
                self.file("c.json", text)
                self.assertEqual(self.mlrun("config", "--config", "c.json").bytes, text)

    def test_presets_are_the_files_of_configs(self):
        names = sorted(path.stem for path in (ROOT / "configs").glob("*.json"))
        self.assertEqual(self.mlrun("config", "--list").stdout.split(), names)
        self.assertEqual(self.mlrun("config", "--list", "--json").json, names)

    def test_precedence(self):
        self.file("c.json", '/* first */ {"seed": 3, "train": {"epochs": 3, "patience": 3}} // end')
        self.file("d.json", '{"train": {"epochs": 4}}')
        words = ("--preset", "quick", "--config", "c.json", "--config", "d.json", "--seed", "6")
        environment = clean_environment(MLRUN_TRAIN_PATIENCE="5", MLRUN_SEED="5")
        found = self.mlrun("config", *words, env=environment).json
        self.assertEqual(found["train"]["epochs"], 4)
        self.assertEqual(found["train"]["patience"], 5)
        self.assertEqual(found["seed"], 6)
        origins = self.mlrun("config", *words, "--origin", "--json", env=environment).json
        self.assertEqual(origins["train.epochs"], "d.json")
        self.assertEqual(origins["train.patience"], "MLRUN_TRAIN_PATIENCE")
        self.assertEqual(origins["seed"], "--seed")
        self.assertEqual(origins["train.clip_norm"], "default")
        text = self.mlrun("config", *words, "--origin", env=environment).stdout
        self.assertEqual(dict(line.split(": ", 1) for line in text.splitlines()), origins)

    def test_set_wins_over_flags(self):
        found = self.mlrun("config", "-s", "train.epochs=9", "--epochs", "4").json
        self.assertEqual(found["train"]["epochs"], 9)

    def test_schema(self):
        schema = self.mlrun("config", "schema").json
        self.assertEqual(schema["title"], "Configuration of mlrun")
        resolved = self.mlrun("config", "--model", "dense").json
        self.assertEqual(sorted(schema["properties"]), sorted(resolved))
        self.assertEqual(sorted(schema["properties"]["train"]["properties"]),
                         sorted(resolved["train"]))

    def test_shipped_files_are_given_by_path_too(self):
        by_name = self.mlrun("config", "--preset", "fast").bytes
        by_file = self.mlrun("config", "--config", ROOT / "configs" / "fast.json").bytes
        self.assertEqual(json.loads(by_name), json.loads(by_file))


if __name__ == "__main__":
    unittest.main()
