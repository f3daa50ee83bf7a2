"""What keeps an accelerator from being used, told apart by the whole program, without one.

A fake driver (tests/support/fake_driver.c) stands for NVIDIA's, and a folder of links for a
LibTorch with, without or with a broken GPU half. A host with a real driver skips all this:
scripts/gpu_check.sh is for those.
"""

import ctypes
import os
import pathlib
import unittest

from support import KINDS, ProgramTest, clean_environment, model

DRIVER_DIR = os.environ.get("MLRUN_TEST_DRIVER_DIR", "")
TORCH_DIR = os.environ.get("MLRUN_TORCH_DIR", "")
ADVICE = "; --device cpu or --device auto runs without it"
NOT_INSTALLED = "LibTorch's CUDA library is not installed (scripts/setup.sh --cuda)"


def real_driver():
    try:
        ctypes.CDLL("libcuda.so.1")
    except OSError:
        return False
    return True


@unittest.skipIf(real_driver(), "this host has a driver of its own")
@unittest.skipUnless(DRIVER_DIR and TORCH_DIR, "ctest names the fake driver and LibTorch")
class DeviceFaults(ProgramTest):
    def torch(self, library):
        """A LibTorch of links: its GPU half absent, broken (a text) or the real one, as it is."""
        root = self.dir / f"torch-{library}"
        (root / "torch" / "lib").mkdir(parents=True)
        if (pathlib.Path(TORCH_DIR).parent / "nvidia").exists():
            (root / "nvidia").symlink_to(pathlib.Path(TORCH_DIR).parent / "nvidia")
        for path in (pathlib.Path(TORCH_DIR) / "lib").glob("*.so*"):
            if path.name != "libtorch_cuda.so" or library == "real":
                (root / "torch" / "lib" / path.name).symlink_to(path)
        if library == "broken":
            (root / "torch" / "lib" / "libtorch_cuda.so").write_text("not a library")
        return str(root / "torch" / "lib")

    def environment(self, library="broken", driver=True, visible=None, **says):
        """How a run sees this host: the LibTorch, whether there is a driver, and what it says."""
        path = [self.torch(library)] + ([DRIVER_DIR] if driver else [])
        changes = {f"MLRUN_TEST_DRIVER_{name.upper()}": value for name, value in says.items()}
        return clean_environment(LD_LIBRARY_PATH=":".join(path), CUDA_VISIBLE_DEVICES=visible,
                                 **changes)

    def faulty(self, fault, *, device="cuda", **how):
        """A named device is refused before the data are looked for; auto goes on and says why."""
        environment = self.environment(**how)
        self.refused(f"device {device}: {fault}", "train", "nope.csv", "--target", "y", "--device",
                     device, code=5, env=environment)
        choices = self.mlrun("devices", "--json", env=environment).json["choices"]
        if fault.endswith(ADVICE):
            why = fault.removesuffix(ADVICE)
            self.assertEqual(choices["cuda"], {"error": f"device cuda: {fault}", "exit_code": 5})
            self.assertEqual(choices["auto"], {"device": "cpu", "why": f"auto: {why}"})
        self.assertEqual(choices["cpu"], {"device": "cpu", "why": "asked for"})

    def test_no_driver(self):
        fault = "no NVIDIA driver: libcuda.so.1 is not on this host"
        self.faulty(fault + ADVICE, driver=False)

    def test_neither_driver_nor_library(self):
        fault = "no NVIDIA driver: libcuda.so.1 is not on this host"
        self.faulty(f"{fault}, and {NOT_INSTALLED}{ADVICE}", driver=False, library="absent")

    def test_no_driver_but_the_variable(self):
        fault = "no NVIDIA driver: libcuda.so.1 is not on this host"
        self.faulty(fault + ADVICE, driver=False, visible="0")

    def test_too_old(self):
        self.faulty("this driver speaks CUDA 12.4, LibTorch needs 13.0 or later (driver 580 or "
                    "newer)" + ADVICE, version="12040")

    def test_stub(self):
        self.faulty("libcuda.so.1 is the toolkit's stub, not a driver" + ADVICE, init="34")

    def test_a_file_that_is_no_driver(self):
        environment = self.environment(driver=False)
        self.file("libcuda.so.1", "text")
        environment["LD_LIBRARY_PATH"] += f":{self.dir}"
        result = self.mlrun("verify", model("line"), "--device", "cuda", code=5, env=environment)
        self.assertRegex(result.stderr, r"^error: device cuda: libcuda\.so\.1 is no usable "
                                        r"driver: \S+libcuda\.so\.1: .+" + ADVICE + r"\n$")

    def test_no_device(self):
        self.faulty("the driver sees no device" + ADVICE, devices="0")

    def test_hidden_devices(self):
        for value in ("", "-1", "7"):
            with self.subTest(value):
                self.setUp()
                self.faulty(f'the driver sees no device while CUDA_VISIBLE_DEVICES is "{value}"'
                            + ADVICE, visible=value)

    def test_index_out_of_range(self):
        self.faulty("this host shows 2 devices, cuda:0 to cuda:1", device="cuda:2", devices="2")

    def test_index_out_of_the_visible_ones(self):
        self.faulty('this host shows 1 device, cuda:0, while CUDA_VISIBLE_DEVICES is "1"',
                    device="cuda:1", devices="2", visible="1")

    def test_refuses_to_start(self):
        self.faulty("the driver refuses to start (CUDA error 3)" + ADVICE, init="3")
        self.setUp()
        self.faulty("the driver refuses to start (CUDA error 802: the system is not ready: is "
                    "nvidia-fabricmanager running?)" + ADVICE, init="802")

    def test_library_not_installed(self):
        self.faulty(NOT_INSTALLED + ADVICE, library="absent")

    def test_library_does_not_load(self):
        environment = self.environment()
        result = self.mlrun("train", "nope.csv", "--target", "y", "--device", "cuda", code=5,
                            env=environment)
        self.assertRegex(result.stderr, r"^error: device cuda: LibTorch's CUDA library does not "
                                        r"load: \S+/libtorch_cuda\.so: .+ \(scripts/setup\.sh "
                                        r"--cuda installs what it needs\)" + ADVICE + r"\n$")
        auto = self.mlrun("devices", "--json", env=environment).json["choices"]["auto"]
        self.assertEqual(auto["device"], "cpu")
        self.assertRegex(auto["why"], r"^auto: LibTorch's CUDA library does not load: ")

    def test_a_driver_that_says_all_is_well(self):
        """It answers every question, and LibTorch finds no device behind it."""
        if not (pathlib.Path(TORCH_DIR) / "lib" / "libtorch_cuda.so").exists():
            self.skipTest("LibTorch's GPU half is not installed")
        environment = self.environment(library="real")
        result = self.mlrun("train", "nope.csv", "--target", "y", "--device", "cuda", code=5,
                            env=environment)
        self.assertRegex(result.stderr, r"^error: device cuda: LibTorch finds no usable device"
                                        r"(: .+)?" + ADVICE + r"\n$")
        self.train(self.line_table(), "--target", "y", "--device", "auto", env=environment)

    def test_every_verb_that_takes_a_device(self):
        environment = self.environment(library="absent")
        self.line_table()
        for verb in (("predict", model("line"), "line.csv"), ("verify", model("line")),
                     ("evaluate", model("line"), "line.csv"),
                     ("train", "line.csv", "--target", "y", "-o", "m.mlrun")):
            with self.subTest(verb[0]):
                result = self.mlrun(*verb, "--device", "cuda", "--log-format", "json", code=5,
                                    env=environment)
                self.assertIn(f'"kind":"{KINDS[5]}"', result.stderr.replace(" ", ""))
                self.assertEqual(result.bytes, b"")

    def test_the_cpu_asks_no_driver(self):
        """A run on the CPU never starts a driver: one that would be fatal does not matter."""
        environment = self.environment(init="999")
        said = self.mlrun("predict", model("line"), self.line_table(), "--device", "cpu",
                          "--runtime", "libtorch", env=environment)
        self.assertIn("rows answered by libtorch on cpu", said.stderr)


if __name__ == "__main__":
    unittest.main()
