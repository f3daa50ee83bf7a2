"""--help of every verb: three examples first; and every example there and in README.md runs."""

import re
import shlex
import subprocess
import unittest

from support import MLRUN, ROOT, ProgramTest, clean_environment, model, write_csv

VERBS = ("train", "predict", "evaluate", "verify", "inspect", "prune", "schema", "devices",
         "config")


def example_rows(count):
    """id, a, b, price, y: price follows a and b; y is no for small a."""
    return [(f"r{i}", i % 20, i % 7, 2 * (i % 20) + i % 7 + (i % 3) / 10,
             "no" if i % 20 < 10 else "yes") for i in range(count)]


class Help(ProgramTest):
    def help(self, *verb, flag="--help"):
        said = self.mlrun(*verb, flag)
        self.assertEqual(said.stderr, "")
        return said.stdout

    def test_layout_of_every_verb(self):
        for verb in VERBS:
            with self.subTest(verb):
                lines = self.help(verb).splitlines()
                self.assertRegex(lines[0], r"^[A-Z].*[.?]$")
                self.assertEqual(lines[1:3], ["", "Examples:"])
                for line in lines[3:6]:
                    self.assertIn(f"mlrun {'train' if verb == 'schema' else verb}"
                                  if line.startswith("  mlrun train") else f"mlrun {verb}", line)
                self.assertEqual(lines[6].strip(), "")
                usage = next(line for line in lines if line.startswith("Usage:"))
                self.assertTrue(usage.startswith(f"Usage: mlrun {verb} "), usage)

    def test_short_flag_says_the_same(self):
        for verb in ((), *((verb,) for verb in VERBS), ("config", "schema")):
            with self.subTest(verb):
                self.assertEqual(self.help(*verb), self.help(*verb, flag="-h"))

    def test_program_lists_all_verbs(self):
        text = self.help()
        self.assertTrue(text.startswith("Trains deep nets on tables"))
        listed = re.findall(r"^  (\w+) {2,}\S", text.split("Subcommands:")[1], re.MULTILINE)
        self.assertEqual(tuple(listed), VERBS)

    def test_help_wins_over_what_is_missing(self):
        self.assertIn("Usage: mlrun predict ", self.help("predict", "nope.mlrun"))

    def test_usage_of_a_verb_of_a_verb(self):
        self.assertIn("Usage: mlrun config schema ", self.help("config", "schema"))

    def test_version(self):
        plain = self.mlrun("--version").stdout
        self.assertRegex(plain, r"^mlrun \d+\.\d+\.\d+\n$")
        number = plain.split()[1]
        self.assertEqual(self.mlrun("--version", "--json").json, {"mlrun": number})
        parts = self.mlrun("--version", "-v", "--json").json
        self.assertEqual(parts["mlrun"], number)
        self.assertRegex(parts["libtorch"], r"^\d+\.\d+\.\d+")
        self.assertEqual(parts["model_format"], 1)
        self.assertTrue(parts["compiler"])
        listed = dict(line.split(" ", 1) for line in self.mlrun("--version", "-v")
                      .stdout.splitlines())
        self.assertEqual(sorted(listed), sorted(parts))


class Examples(ProgramTest):
    """Each runs in a fresh directory that holds the files examples speak of."""

    def setUp(self):
        super().setUp()
        header = ("id", "a", "b", "price", "y")
        rows = example_rows(60)
        for name in ("train", "rows", "valid", "test"):
            write_csv(self.dir / f"{name}.csv", header, rows)
        write_csv(self.dir / "new.csv", header[:3], [row[:3] for row in rows])
        spec = self.mlrun("schema", "train.csv", "--target", "price", "-q", "--id", "id",
                          "--ignore", "y").bytes
        self.file("spec.json", spec)
        self.mlrun("train", "train.csv", "--target", "y", "--id", "id", "--ignore", "price",
                   "--epochs", "30", "--lr", "0.02", "-q", "-o", "good.mlrun")
        self.mlrun("train", "train.csv", "--target", "y", "--id", "id", "--ignore", "price", "-q",
                   "--epochs", "2", "--model", "tabm", "-s", "model.width=8", "-s",
                   "model.members=10", "-o", "tabm.mlrun")
        bin_directory = self.dir / "bin"
        bin_directory.mkdir()
        (bin_directory / "mlrun").symlink_to(MLRUN)

    def check(self, example):
        command = self.dir / "command"
        if command.exists():
            for path in sorted(command.iterdir()):
                path.unlink()
            command.rmdir()
        command.mkdir()
        for name in ("train.csv", "rows.csv", "valid.csv", "test.csv", "new.csv", "spec.json"):
            (command / name).symlink_to(self.dir / name)
        if not re.search(r"\btrain\b", example):
            (command / "model.mlrun").symlink_to(self.dir / "good.mlrun")
        if "tabm.mlrun" in example:
            (command / "tabm.mlrun").symlink_to(self.dir / "tabm.mlrun")
        path = f"{self.dir / 'bin'}:{clean_environment().get('PATH', '')}"
        environment = clean_environment(PATH=path, MLRUN_TRAIN_EPOCHS="2")
        done = subprocess.run(["bash", "-c", f"set -eo pipefail; {example}"], cwd=command,
                              env=environment, capture_output=True, check=False, timeout=120)
        self.assertEqual(done.returncode, 0, f"{example}\n{done.stderr.decode()}")

    def test_examples_of_help(self):
        for verb in ((), *((verb,) for verb in VERBS), ("config", "schema")):
            text = self.mlrun(*verb, "--help").stdout
            examples = re.search(r"^Examples:\n((?:  .+\n)+)", text, re.MULTILINE).group(1)
            lines = [line.strip() for line in examples.splitlines()]
            self.assertEqual(len(lines), 1 if verb == ("config", "schema") else 3)
            for line in lines:
                with self.subTest(line):
                    self.check(line)

    def test_examples_of_the_readme(self):
        readme = ROOT / "README.md"
        if not readme.exists():
            self.skipTest("there is no README.md")
        known = {path.name for path in self.dir.iterdir()} | {"model.mlrun", "y.mlrun"}
        examples = readme_examples(readme.read_text(encoding="utf-8"))
        self.assertTrue(examples)
        for example in examples:
            with self.subTest(example):
                files = [word for word in shlex.split(example)
                         if re.fullmatch(r"[\w.-]+\.(csv|json)", word)]
                self.assertLessEqual(set(files), known | outputs(example))
                self.check(example)


def readme_examples(text):
    """Lines of fenced blocks that run mlrun itself (not a script, not a comment)."""
    blocks = re.findall(r"^```(?:sh|bash|console|shell)?\n(.*?)^```", text,
                        re.MULTILINE | re.DOTALL)
    lines = [line.strip().removeprefix("$ ") for block in blocks for line in block.splitlines()]
    return [line.split("  #")[0].strip() for line in lines
            if re.match(r"(cat \S+ \| )?mlrun ", line)]


def outputs(example):
    return set(re.findall(r"(?:-o|>)\s*([\w.-]+)", example))


if __name__ == "__main__":
    unittest.main()
