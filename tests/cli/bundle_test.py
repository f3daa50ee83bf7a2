"""The tree that is copied to another host: bin/mlrun and the CPU runtime libraries, nothing else."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time
import unittest

import support

BUILD = os.environ.get("MLRUN_BUILD_DIR") or str(pathlib.Path(support.MLRUN).parents[1])
LIBRARIES = {"libmlrun_apply.so", "libmlrun_learn.so", "libtorch_cpu.so", "libc10.so",
             "libgomp.so.1", "libcudart.so.13", "libcupti.so.13"}


class BundleTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tree = pathlib.Path(tempfile.mkdtemp(prefix="mlrun-bundle-"))
        cls.addClassCleanup(shutil.rmtree, cls.tree, ignore_errors=True)
        subprocess.run(["cmake", "--install", BUILD, "--prefix", str(cls.tree)], check=True,
                       stdout=subprocess.DEVNULL)
        cls.program = cls.tree / "bin" / "mlrun"
        cls.model = support.model("diabetes")
        cls.rows = support.TABLES / "diabetes_test.csv"

    def run_there(self, *words, **options):
        return subprocess.run(["env", "-i", str(self.program), *map(str, words)], cwd=self.tree,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120,
                              check=False, **options)

    def test_it_holds_the_program_and_the_cpu_libraries_alone(self):
        self.assertEqual({path.name for path in (self.tree / "lib").iterdir()}, LIBRARIES)
        self.assertEqual([path.name for path in (self.tree / "bin").iterdir()], ["mlrun"])

    def test_it_names_no_place_outside_itself(self):
        for name in ("bin/mlrun", "lib/libmlrun_apply.so", "lib/libmlrun_learn.so"):
            dynamic = subprocess.run(["readelf", "-d", str(self.tree / name)], check=True,
                                     stdout=subprocess.PIPE, text=True).stdout
            paths = [line for line in dynamic.splitlines() if "R" in line and "PATH)" in line]
            for line in paths:
                self.assertIn("[$ORIGIN", line)
                self.assertNotIn(":/", line)

    def test_predictions_are_byte_equal_under_an_empty_environment(self):
        here = support.run_command((support.MLRUN, "predict", self.model, self.rows))
        there = self.run_there("predict", self.model, self.rows)
        self.assertEqual(there.returncode, 0, there.stderr)
        self.assertEqual(there.stdout, here.bytes)
        self.assertGreater(len(there.stdout.splitlines()), 10)

    def test_it_trains_and_knows_its_presets(self):
        train = self.run_there("train", support.TABLES / "diabetes_train.csv", "--target",
                               "progression", "--preset", "fast", "--epochs", "2",
                               "-o", "there.mlrun")
        self.assertEqual(train.returncode, 0, train.stderr)
        self.assertEqual(self.run_there("verify", "there.mlrun").returncode, 0)

    def test_the_process_maps_no_driver_and_no_accelerator_library(self):
        with subprocess.Popen(["env", "-i", str(self.program), "predict", str(self.model), "-"],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL) as process:
            lines = self.rows.read_bytes().splitlines(keepends=True)
            process.stdin.write(b"".join(lines[:3]))
            process.stdin.flush()
            maps = self.wait_for(process.pid, "libtorch_cpu.so")
            process.communicate()
        self.assertIn("libtorch_cpu.so", maps)
        self.assertNotIn("libtorch_cuda", maps)
        self.assertNotIn("libcuda.so", maps)
        self.assertNotIn("libnvidia", maps)
        self.assertEqual(process.returncode, 0)

    def test_what_an_accelerator_lacks_here_is_told_apart(self):
        """The same tree without and with LibTorch's CUDA library, on a host without a driver."""
        devices = json.loads(self.run_there("devices", "--json").stdout)
        if devices["driver"]:
            self.skipTest("this host has a driver")
        words = ("train", "nope.csv", "--target", "y", "--device", "cuda")
        driver = "error: device cuda: no NVIDIA driver: libcuda.so.1 is not on this host"
        end = "; --device cpu or --device auto runs without it\n"
        bare = self.run_there(*words)
        self.assertEqual((bare.returncode, bare.stderr.decode()), (5, driver + (
            ", and LibTorch's CUDA library is not installed (scripts/setup.sh --cuda)") + end))
        library = self.tree / "lib" / "libtorch_cuda.so"
        library.touch()
        self.addCleanup(library.unlink)
        with_library = self.run_there(*words)
        self.assertEqual((with_library.returncode, with_library.stderr.decode()),
                         (5, driver + end))

    def wait_for(self, pid, library):
        """The process's mappings, half a second after the library is among them."""
        for _ in range(100):
            if library in pathlib.Path(f"/proc/{pid}/maps").read_text(encoding="utf-8"):
                break
            time.sleep(0.05)
        time.sleep(0.5)
        return pathlib.Path(f"/proc/{pid}/maps").read_text(encoding="utf-8")


if __name__ == "__main__":
    unittest.main()
