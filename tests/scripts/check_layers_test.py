"""Each rule of scripts/check_layers.py on a tree of a few lines."""
import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
import check_layers  # noqa: E402


class CheckLayersTest(unittest.TestCase):
    def findings(self, files):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, text in files.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text, encoding="utf-8")
            return check_layers.check_tree(root)

    def errors(self, name, text):
        return self.findings({name: text}).errors

    def test_includes_along_the_arrows_pass(self):
        self.assertEqual(self.errors("lib/data/table.h", '#include "core/error.h"\n#include "data/spec.h"\n'), [])
        self.assertEqual(self.errors("lib/train/trainer.h", '#include "model/model.h"\n#include <torch/types.h>\n'), [])
        self.assertEqual(self.errors("apps/mlrun/train_command.h", '#include "train/trainer.h"\n'), [])

    def test_an_include_against_the_arrows_names_file_and_line(self):
        self.assertEqual(
            self.errors("lib/data/table.h", '#pragma once\n#include "features/pipeline.h"\n'),
            ['lib/data/table.h:2: error: "features/pipeline.h": lib/data may include core'],
        )
        self.assertEqual(
            self.errors("lib/core/error.h", '#include "data/table.h"\n'),
            ['lib/core/error.h:1: error: "data/table.h": lib/core may include nothing'],
        )

    def test_rooms_of_one_floor_do_not_see_each_other(self):
        self.assertEqual(len(self.errors("lib/predict/predictor.h", '#include "device/device.h"\n')), 1)
        self.assertEqual(len(self.errors("lib/train/trainer.h", '#include "checkpoint/model_file.h"\n')), 1)

    def test_an_unknown_room_is_an_error(self):
        self.assertEqual(len(self.errors("lib/utils/a.h", '#include "core/error.h"\n')), 1)

    def test_libtorch_stays_in_the_learn_half(self):
        for header in ("ATen/core/Tensor.h", "c10/core/Device.h", "torch/types.h"):
            line = f"#include <{header}>\n"
            self.assertEqual(len(self.errors("lib/predict/runtime.h", line)), 1, header)
            self.assertEqual(len(self.errors("apps/mlrun/main.cpp", line)), 1, header)
            self.assertEqual(self.errors("lib/model/dense.h", line), [], header)
            self.assertEqual(self.errors("apps/mlrun/learn/train.cpp", line), [], header)
            self.assertEqual(self.errors("tests/model/dense_test.cpp", line), [], header)

    def test_cli11_and_spdlog_have_one_place_each(self):
        self.assertEqual(len(self.errors("lib/core/text.cpp", "#include <CLI/CLI.hpp>\n")), 1)
        self.assertEqual(self.errors("apps/mlrun/main.cpp", "#include <CLI/CLI.hpp>\n"), [])
        self.assertEqual(len(self.errors("lib/core/error.cpp", "#include <spdlog/spdlog.h>\n")), 1)
        self.assertEqual(self.errors("lib/core/log_sinks.cpp", "#include <spdlog/spdlog.h>\n"), [])

    def test_the_word_cuda_lives_in_device(self):
        for word in ("cuda", "kCUDA", "is_cuda", "CudaStream", "// CUDA", '"libtorch_cuda.so"', "at::kCUDA"):
            self.assertEqual(len(self.errors("lib/train/trainer.cpp", word + "\n")), 1, word)
            self.assertEqual(self.errors("lib/device/accelerator.cpp", word + "\n"), [], word)
            self.assertEqual(self.errors("tests/train/trainer_test.cpp", word + "\n"), [], word)
        self.assertEqual(self.errors("lib/train/trainer.cpp", "barracuda = cudaless;\n"), [])

    def test_paths_of_a_machine_and_unfinished_work(self):
        self.assertEqual(len(self.errors("README.md", "see " + "/home" + "/me/data.csv\n")), 1)
        self.assertEqual(self.errors("README.md", "see docs/home/me.md and $HOME/work/x\n"), [])
        self.assertEqual(len(self.errors("lib/core/error.cpp", "// TO" + "DO: later\n")), 1)

    def test_budgets_are_warnings(self):
        body = "int f() {\n" + "  g();\n" * 70 + "}\n"
        found = self.findings({"lib/core/a.cpp": body, "tests/core/a_test.cpp": ""})
        self.assertEqual(found.errors, [])
        self.assertEqual(found.warnings, ["lib/core/a.cpp:1: warning: a function of 72 lines, the budget is 60"])
        found = self.findings({"tests/core/a_test.cpp": "int a;\n" * 401})
        self.assertEqual(found.warnings, ["tests/core/a_test.cpp:1: warning: 401 lines, the budget is 400"])

    def test_a_class_or_namespace_is_no_function(self):
        body = "namespace a {\nclass B : public C<int()> {\n" + "  int x();\n" * 70 + "};\n}  // namespace a\n"
        self.assertEqual(check_layers.functions(check_layers.without_comments(body)), [])

    def test_braces_in_literals_and_comments_do_not_count(self):
        body = 'int f() {\n  char c = \'{\'; g("{{", R"({)"); // {\n  int n = 1\'000;\n}\nint h() {\n}\n'
        self.assertEqual(check_layers.functions(check_layers.without_comments(body)), [(1, 4), (5, 2)])

    def test_a_source_without_its_test_is_a_warning(self):
        self.assertEqual(
            self.findings({"lib/core/a.cpp": ""}).warnings, ["lib/core/a.cpp:1: warning: no tests/core/a_test.cpp"]
        )


if __name__ == "__main__":
    unittest.main()
