"""What each verb loads: LibTorch to train or for a device, the CUDA driver never for a CPU's answer."""

import fcntl
import os
import pathlib
import subprocess
import time
import unittest

from support import MLRUN, ProgramTest, clean_environment, has_sanitizer, model, wait_for

LIGHT = (("--help",), ("--version",), ("--version", "--json"), ("train", "--help"),
         ("inspect", "LINE"), ("inspect", "LINE", "--json"), ("schema", "line.csv"), ("config",),
         ("config", "schema"), ("config", "--list"), ("verify", "LINE"),
         ("predict", "LINE", "line.csv"), ("evaluate", "LINE", "line.csv"))


class Held:
    """A program stopped at its first write to stdout: a pipe that is full from the start."""

    def __init__(self, words, directory):
        self.reader, writer = os.pipe()
        fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
        os.write(writer, bytes(fcntl.fcntl(writer, fcntl.F_GETPIPE_SZ)))
        self.process = subprocess.Popen([MLRUN, *words], stdout=writer, stderr=subprocess.PIPE,
                                        stdin=subprocess.DEVNULL, cwd=directory,
                                        env=clean_environment())
        os.close(writer)

    def __enter__(self):
        self.calm = 0
        wait_for(self.waits)
        return self

    def waits(self):
        """Asleep at three looks in a row: nothing but the full pipe holds it that long."""
        if self.process.poll() is not None:
            raise AssertionError(self.process.stderr.read().decode())
        state = self.read("stat").rsplit(")", 1)[1].split()[0]
        self.calm = self.calm + 1 if state == "S" else 0
        time.sleep(0.02)
        return self.calm >= 3

    def read(self, name):
        return pathlib.Path(f"/proc/{self.process.pid}/{name}").read_text(encoding="utf-8")

    def __exit__(self, *_):
        os.close(self.reader)  # the write now ends it by SIGPIPE
        self.process.communicate(timeout=30)


class Startup(ProgramTest):
    def light_runs(self):
        self.line_table()
        for words in LIGHT:
            with self.subTest(words):
                words = [model("line") if word == "LINE" else word for word in words]
                with Held(words, self.dir) as held:
                    yield held

    def test_light_verbs_load_no_libtorch(self):
        for held in self.light_runs():
            maps = held.read("maps")
            self.assertIn("/mlrun", maps)
            for library in ("libtorch", "libc10", "libmlrun_learn", "libcuda", "libnv"):
                self.assertNotIn(library, maps)

    def test_light_verbs_stay_under_15_mib(self):
        if has_sanitizer():
            self.skipTest("AddressSanitizer needs memory of its own")
        for held in self.light_runs():
            peak = int(held.read("status").split("VmHWM:")[1].split()[0])
            self.assertLess(peak, 15 * 1024, "KiB")

    def test_loader_agrees(self):
        for words in (("--help",), ("inspect", model("line"))):
            done = self.mlrun(*words, env=clean_environment(LD_DEBUG="libs"))
            self.assertIn("find library=", done.stderr)
            self.assertNotIn("libtorch", done.stderr)

    def test_heavy_verbs_do_load_it(self):
        with Held(("verify", model("line"), "--runtime", "libtorch"), self.dir) as held:
            self.assertIn("libtorch_cpu", held.read("maps"))

    def test_predict_on_the_cpu_maps_no_cuda(self):
        process = subprocess.Popen([MLRUN, "predict", model("line"), "--device", "cpu",
                                    "--runtime", "libtorch"],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env=clean_environment())
        process.stdin.write(b"a,b\n" + b"1.5,2\n" * 20000)
        process.stdin.flush()
        self.assertEqual(process.stdout.readline(), b"prediction\n")
        maps = pathlib.Path(f"/proc/{process.pid}/maps").read_text(encoding="utf-8")
        self.assertIn("libtorch_cpu", maps)
        for library in ("libcuda.so", "libtorch_cuda", "libc10_cuda"):
            self.assertNotIn(library, maps)
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0)


if __name__ == "__main__":
    unittest.main()
