"""--runtime: answers by our own kernels without LibTorch, the same as LibTorch's."""

import pathlib
import shutil
import subprocess
import unittest

from model_files import check_refusals
from support import (MIXED_HEADER, MLRUN, TABLES, ProgramTest, clean_environment, has_sanitizer,
                     line_rows, mixed_rows, model, read_csv, side_rows, write_csv)

CANCER = TABLES / "breast_cancer_test.csv"
SETS = ("baseline", "avx2", "avx512", "avx512_bf16")


def sets_here():
    """The instruction sets of this host, as MLRUN_CPU names them."""
    flags = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").split()
    return [name for name in SETS
            if name == "baseline" or (name == "avx2" and "avx2" in flags and "fma" in flags)
            or (name == "avx512" and "avx512f" in flags)
            or (name == "avx512_bf16" and "avx512_bf16" in flags)]


class Answers(ProgramTest):
    def close(self, one, other, digits=1e-6):
        """The same cells, numbers within `digits` of each other, relative to 1 or the larger."""
        self.assertEqual(len(one), len(other))
        for ours, theirs in zip(one, other):
            for a, b in zip(ours, theirs):
                try:
                    a, b = float(a), float(b)
                except ValueError:
                    self.assertEqual(a, b)
                    continue
                self.assertLessEqual(abs(a - b), digits * max(abs(a), abs(b), 1), (a, b))

    def tables(self):
        """Each model with rows for it."""
        write_csv(self.dir / "line.csv", ("a", "b", "y"), line_rows(500))
        write_csv(self.dir / "side.csv", ("a", "b", "side"), side_rows(60))
        write_csv(self.dir / "mixed.csv", MIXED_HEADER, mixed_rows(300))
        return (("line", "line.csv"), ("side", "side.csv"), ("mixed", "mixed.csv"),
                ("breast_cancer", CANCER), ("diabetes", TABLES / "diabetes_test.csv"))

    def rows(self, name, table, *words, **how):
        return read_csv(self.mlrun("predict", name, table, "-q", *words, **how).stdout)[1]

    def test_native_answers_are_those_of_libtorch(self):
        for name, table in self.tables():
            with self.subTest(name):
                self.close(self.rows(model(name), table, "--runtime", "native"),
                           self.rows(model(name), table, "--runtime", "libtorch"))

    def test_every_option_of_the_net(self):
        write_csv(self.dir / "mixed.csv", MIXED_HEADER, mixed_rows(200))
        for activation in ("relu", "gelu", "silu", "tanh", "selu", "mish"):
            for more in (("-s", "model.hidden=[33,20]", "-s", "model.batch_norm=true"),
                         ("-s", "model.hidden=[100]",)):
                with self.subTest((activation, more)):
                    self.train("mixed.csv", "--target", "price", "--id", "id", "-fq", "-s",
                               f"model.activation={activation}", *more)
                    self.close(self.rows("m.mlrun", "mixed.csv", "--runtime", "native"),
                               self.rows("m.mlrun", "mixed.csv", "--runtime", "libtorch"))

    def test_linear_models(self):
        write_csv(self.dir / "t.csv", MIXED_HEADER, [row for row in mixed_rows(200) if row[3]])
        for target in ("price", "colour"):
            with self.subTest(target):
                self.train("t.csv", "--target", target, "--id", "id", "--preset", "linear", "-fq",
                           "-s", "model.hidden=[]")
                self.close(self.rows("m.mlrun", "t.csv", "--runtime", "native"),
                           self.rows("m.mlrun", "t.csv", "--runtime", "libtorch"))

    def test_a_row_has_the_same_bytes_in_any_company(self):
        header, rows = read_csv(CANCER.read_text())
        wanted = self.rows(model("breast_cancer"), CANCER)
        for first, count in ((0, 1), (57, 1), (113, 1), (3, 13), (50, 40)):
            write_csv(self.dir / "t.csv", header, rows[first:first + count])
            self.assertEqual(self.rows(model("breast_cancer"), "t.csv"),
                             wanted[first:first + count])

    def test_rows_that_are_put_in_order_keep_their_bytes(self):
        # Wide enough for an order of rows, by signs and by a tree; a width that sets fill up differently.
        header, *rows = (TABLES / "diabetes_train.csv").read_text(encoding="utf-8").splitlines()
        rows *= 4
        self.file("rows.csv", "\n".join([header, *rows]) + "\n")
        self.file("back.csv", "\n".join([header, *rows[::-1]]) + "\n")
        self.file("one.csv", f"{header}\n{rows[77]}\n")
        for hidden in ("[500,60]", "[400,500,60]"):
            with self.subTest(hidden):
                self.mlrun("train", "rows.csv", "--target", "progression", "--epochs", "1", "--hidden", hidden,
                           "-qfo", "wide.mlrun")
                wanted = self.mlrun("predict", "wide.mlrun", "rows.csv", "-q").stdout.splitlines()[1:]
                for more in (("--threads", "1"), ("--threads", "2"), ("--runtime", "native")):
                    got = self.mlrun("predict", "wide.mlrun", "rows.csv", "-q", *more).stdout
                    self.assertEqual(got.splitlines()[1:], wanted)
                back = self.mlrun("predict", "wide.mlrun", "back.csv", "-q").stdout.splitlines()[1:]
                self.assertEqual(back[::-1], wanted)
                one = self.mlrun("predict", "wide.mlrun", "one.csv", "-q").stdout.splitlines()[1:]
                self.assertEqual(one, wanted[77:78])
                fused = {self.mlrun("predict", "wide.mlrun", "rows.csv", "-q",
                                    env=clean_environment(MLRUN_CPU=name)).stdout
                         for name in sets_here() if name != "baseline"}
                self.assertLessEqual(len(fused), 1)
                libtorch = self.mlrun("predict", "wide.mlrun", "rows.csv", "-q", "--runtime", "libtorch").stdout
                self.close([[row] for row in wanted], [[row] for row in libtorch.splitlines()[1:]])

    def test_every_instruction_set(self):
        for name, table in self.tables():
            wanted = self.rows(model(name), table)
            for instructions in sets_here():
                with self.subTest((name, instructions)):
                    here = clean_environment(MLRUN_CPU=instructions)
                    self.close(self.rows(model(name), table, env=here), wanted)
                    self.mlrun("verify", model(name), "--runtime", "native", env=here)

    def test_bf16_answers_nearly_the_same_where_the_processor_multiplies_it(self):
        if "avx512_bf16" not in sets_here():
            self.skipTest("this processor does not multiply bf16")
        for name, table in self.tables():
            with self.subTest(name):
                wanted = self.rows(model(name), table)
                got = self.rows(model(name), table, "--precision", "bf16")
                self.assertNotEqual(got, wanted)
                self.close(got, wanted, 0.05)
        said = self.mlrun("verify", model("breast_cancer"), "--precision", "bf16")
        self.assertIn("native on cpu in bf16", said.stdout + said.stderr)
        document = self.mlrun("verify", model("line"), "--precision", "bf16", "--json").json
        self.assertEqual((document["device"], document["precision"]), ("cpu", "bf16"))

    def test_bf16_is_refused_in_a_sentence_where_it_cannot_be(self):
        self.refused("--precision bf16: this processor does not multiply bf16; --precision fp32",
                     "verify", model("line"), "--precision", "bf16", code=2,
                     env=clean_environment(MLRUN_CPU="baseline"))
        self.refused("--precision bf16: the CPU answers in fp32 by LibTorch; --device cpu "
                     "--runtime native", "verify", model("line"), "--precision", "bf16",
                     "--runtime", "libtorch", code=2)

    def test_evaluate_gives_the_same_scores(self):
        for name, table in self.tables():
            native = self.mlrun("evaluate", model(name), table, "--json", "--runtime", "native")
            other = self.mlrun("evaluate", model(name), table, "--json", "--runtime", "libtorch")
            for metric, value in native.json["metrics"].items():
                theirs = other.json["metrics"][metric]
                if isinstance(value, float):
                    self.assertAlmostEqual(value, theirs, delta=1e-3 * max(1, abs(value)))
                else:
                    self.assertEqual(value, theirs)


class WithoutLibTorch(ProgramTest):
    def test_a_folder_without_it_answers(self):
        """The program and its light half; a file that is no library in the place of the other."""
        built = pathlib.Path(MLRUN).resolve()
        for name in ("bin", "lib"):
            (self.dir / name).mkdir()
        shutil.copy2(built, self.dir / "bin")
        shutil.copy2(built.parent.parent / "lib" / "libmlrun_apply.so", self.dir / "lib")
        self.file("lib/libmlrun_learn.so", "nothing")
        self.line_table()
        program = self.dir / "bin" / "mlrun"

        def run(*words):
            return subprocess.run([program, *words], cwd=self.dir, env=clean_environment(),
                                  capture_output=True, text=True, timeout=60, check=False)

        for words in (("predict", model("line"), "line.csv"), ("verify", model("line")),
                      ("evaluate", model("line"), "line.csv")):
            for more in ((), ("--runtime", "native")):
                done = run(*words, *more)
                self.assertEqual(done.returncode, 0, done.stderr)
            done = run(*words, "--runtime", "libtorch")
            self.assertEqual(done.returncode, 1)
            self.assertIn("this verb needs LibTorch: ", done.stderr)

    def test_the_first_answer_is_there_at_once(self):
        if has_sanitizer():
            self.skipTest("a sanitizer takes its time")
        self.line_table(rows=1)
        done = self.mlrun("predict", model("line"), "line.csv",
                          env=clean_environment(LD_DEBUG="libs"))
        self.assertNotIn("libtorch", done.stderr)
        self.assertNotIn("mlrun_learn", done.stderr)


class Choice(ProgramTest):
    def test_auto_takes_libtorch_where_only_it_holds(self):
        exact = ("--atol", "0", "--rtol", "0", "--json")
        said = self.mlrun("verify", model("mixed"), *exact, "--runtime", "native", code=4)
        if said.json["holds"]:
            self.skipTest("both answer with the same bits here")
        said = self.mlrun("verify", model("mixed"), *exact)
        self.assertEqual(said.json["runtime"], "libtorch on cpu")
        self.assertEqual(said.stderr, f"warning: {model('mixed')}: the golden rows do not hold by "
                                      "native on cpu, but by LibTorch, which answers\n")

    def test_libtorch_on_request(self):
        self.line_table()
        said = self.mlrun("predict", model("line"), "line.csv", "--runtime", "libtorch")
        self.assertRegex(said.stderr, r"^40 rows answered by libtorch on cpu in .* rows/s\)\n$")

    def test_native_is_strict(self):
        self.refused("--runtime native: it answers on a CPU, and --device is auto; --device cpu, "
                     "or --runtime auto", "verify", model("line"), "--runtime", "native",
                     "--device", "auto", code=2)
        self.refused("--runtime native: it records no graph; --compile none", "verify",
                     model("line"), "--runtime", "native", "--compile", "graph", code=2)

    def test_wrong_names(self):
        self.refused("--runtime: onnx not in {auto,native,libtorch} (mlrun verify --help shows the "
                     "flags)", "verify", model("line"), "--runtime", "onnx", code=2)
        self.refused('MLRUN_CPU: expected baseline, avx2, avx512 or avx512_bf16, got "sse9"', "verify",
                     model("line"), code=2, env=clean_environment(MLRUN_CPU="sse9"))

    def test_bad_models(self):
        check_refusals(self, "verify", "--runtime", "native")


if __name__ == "__main__":
    unittest.main()
