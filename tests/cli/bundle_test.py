"""The tree that is copied to another host: bin/mlrun and the CPU runtime libraries, nothing else."""

import filecmp
import functools
import hashlib
import json
import os
import pathlib
import re
import shlex
import shutil
import site
import subprocess
import tempfile
import time
import unittest

import support

BUILD = os.environ.get("MLRUN_BUILD_DIR") or str(pathlib.Path(support.MLRUN).parents[1])
LIBRARIES = {"libmlrun_apply.so", "libmlrun_learn.so", "libtorch_cpu.so", "libc10.so",
             "libgomp.so.1", "libcudart.so.13", "libcupti.so.13"}
STDCXX = "libstdc++.so.6"
# What every host with glibc and a C compiler's runtime library has.
SYSTEM = {"ld-linux-x86-64.so.2", "libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0",
          "librt.so.1", "libgcc_s.so.1"}
GLIBC = (2, 28)
STANDS_IN = {"libcudart.so.13": 6, "libcupti.so.13": 20}


def readelf(*words):
    return subprocess.run(["readelf", "-W", *map(str, words)], check=True, stdout=subprocess.PIPE,
                          text=True, env=support.clean_environment()).stdout


def dynamic(path, tag):
    """The values of a tag of the dynamic section, such as NEEDED or RPATH."""
    return re.findall(rf"\({tag}\).*\[(.*)\]", readelf("-d", path))


@functools.lru_cache(maxsize=None)
def symbols(path, defined):
    """name@VERSION of all that a library gives or, not defined, of all that it wants."""
    lines = [line.split() for line in readelf("--dyn-syms", path).splitlines()]
    rows = [line for line in lines if len(line) >= 8 and line[0].rstrip(":").isdigit()]
    return {row[7].replace("@@", "@") for row in rows
            if (row[6] != "UND") == defined and row[3] != "SECTION"}


def torch_directory():
    """The LibTorch that the build used, from its own record."""
    cache = pathlib.Path(BUILD, "CMakeCache.txt").read_text(encoding="utf-8")
    return pathlib.Path(re.search(r"^MLRUN_TORCH_DIR:\w+=(.*)$", cache, re.MULTILINE).group(1))


def install(directory, *words):
    return subprocess.run(["cmake", "--install", BUILD, "--prefix", str(directory), *words],
                          check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def has_arrow():
    return (pathlib.Path(BUILD) / "lib" / "libmlrun_arrow.so").exists()


def contents(directory):
    """Every file of a directory: its path, mode and digest."""
    return {str(path.relative_to(directory)): (oct(path.stat().st_mode),
                                               hashlib.sha256(path.read_bytes()).hexdigest())
            for path in sorted(directory.rglob("*")) if path.is_file()}


def may_hide_folders():
    """Whether this user may lay an empty folder over another, for one process."""
    probe = subprocess.run(["unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"], check=False,
                           stderr=subprocess.DEVNULL)
    return os.geteuid() == 0 and shutil.which("setpriv") and probe.returncode == 0


class BundleTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = pathlib.Path(tempfile.mkdtemp(prefix="mlrun-bundle-"))
        cls.addClassCleanup(shutil.rmtree, cls.place, ignore_errors=True)
        cls.place.chmod(0o755)
        made = cls.place / "made"
        done = install(made, "--component", "cpu")
        if done.returncode != 0:
            raise AssertionError(done.stdout)
        cls.tree = cls.place / "moved" / "mlrun-elsewhere"
        cls.tree.parent.mkdir()
        made.rename(cls.tree)
        cls.program = cls.tree / "bin" / "mlrun"
        cls.model = shutil.copy(support.model("diabetes"), cls.place / "diabetes.mlrun")
        cls.rows = pathlib.Path(shutil.copy(support.TABLES / "diabetes_test.csv", cls.place))
        for path in (cls.model, cls.rows):
            pathlib.Path(path).chmod(0o644)
        cls.here = support.run_command((support.MLRUN, "predict", cls.model, cls.rows)).bytes

    def run_there(self, *words, program=None, **options):
        return subprocess.run(["env", "-i", str(program or self.program), *map(str, words)],
                              cwd=self.tree, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=120, check=False, **options)

    def alone(self, *words):
        """The command for a run as nobody, with all that the build used out of sight."""
        hidden = {torch_directory().parent, pathlib.Path(BUILD), support.ROOT,
                  *map(pathlib.Path, site.getsitepackages()), *pathlib.Path("/usr").glob(
                      "local/lib/python3*/dist-packages")}
        hide = [f"mount -t tmpfs none {shlex.quote(str(path))}" for path in
                sorted(hidden, reverse=True) if path.is_dir()]  # the inner one first
        run = shlex.join(["exec", "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
                          "env", "-i", str(self.program), *map(str, words)])
        return ["unshare", "-m", "sh", "-c", "\n".join(["set -e", "cd /", *hide, run])]

    def need_hiding(self):
        if not may_hide_folders():
            self.skipTest("hiding folders needs root, and the right to mount")

    def files(self, pattern):
        return [path for path in sorted(self.tree.glob(pattern)) if path.is_file()]

    def need_portable(self):
        if not (self.tree / "lib" / STDCXX).exists():
            self.skipTest("built without libstdc++_pic.a, or with a sanitizer: for this host only")

    def test_it_holds_the_program_and_the_cpu_libraries_alone(self):
        names = {path.name for path in (self.tree / "lib").iterdir()}
        self.assertEqual(names - {STDCXX}, LIBRARIES)
        self.assertEqual([path.name for path in (self.tree / "bin").iterdir()], ["mlrun"])
        presets = filecmp.dircmp(support.ROOT / "configs", self.tree / "share/mlrun/configs")
        self.assertEqual((presets.left_only, presets.right_only, presets.diff_files), ([], [], []))

    def test_it_holds_the_licences(self):
        doc = self.tree / "share" / "doc"
        for name in ("LICENSE", "libtorch/LICENSE", "libtorch/NOTICE"):
            self.assertGreater((doc / name).stat().st_size, 1000, name)
        self.assertEqual(list(doc.glob("*nvidia*")), [])

    def test_it_names_no_place_outside_itself(self):
        for path in self.files("bin/*") + self.files("lib/*"):
            wanted = "$ORIGIN/../lib" if path.parent.name == "bin" else "$ORIGIN"
            for entry in dynamic(path, "RPATH") + dynamic(path, "RUNPATH"):
                self.assertEqual(entry, wanted, path.name)

    def test_every_library_is_in_it_or_the_systems(self):
        if support.has_sanitizer():
            self.skipTest("a sanitizer brings libraries of its own")
        have = {path.name for path in (self.tree / "lib").iterdir()} | SYSTEM
        for path in self.files("bin/*") + self.files("lib/*"):
            missing = set(dynamic(path, "NEEDED")) - have
            self.assertLessEqual(missing, set() if STDCXX in have else {STDCXX}, path.name)

    def test_no_symbol_is_newer_than_glibc_2_28(self):
        self.need_portable()
        for path in self.files("bin/*") + self.files("lib/*"):
            versions = set(re.findall(r"Name: GLIBC_(\S+)", readelf("-V", path)))
            newer = {version for version in versions
                     if tuple(map(int, version.split("."))) > GLIBC}
            if newer:
                names = {name for name in symbols(path, False) if name.split("_")[-1] in newer}
                self.fail(f"{path.name}: {sorted(names)}: stand-ins for these are missing in "
                          "scripts/cmake/portable/glibc_2_28.c")

    def test_its_libstdcxx_has_all_that_is_asked_of_it(self):
        self.need_portable()
        given = symbols(self.tree / "lib" / STDCXX, True)
        for path in self.files("bin/*") + self.files("lib/*"):
            asked = {name for name in symbols(path, False)
                     if re.search("@(GLIBCXX|CXXABI)_", name)}
            self.assertLessEqual(asked, given, path.name)

    def test_its_stand_ins_have_what_libtorch_asks_of_nvidias_libraries(self):
        asked = symbols(self.tree / "lib" / "libtorch_cpu.so", False)
        for name, count in STANDS_IN.items():
            wanted = {symbol for symbol in asked if symbol.endswith("@" + name)}
            given = symbols(self.tree / "lib" / name, True) - {f"{name}@{name}", name}
            self.assertEqual(given, wanted)
            self.assertEqual(len(given), count)

    def test_it_holds_no_file_of_nvidias(self):
        for name in STANDS_IN:
            path = self.tree / "lib" / name
            self.assertLess(path.stat().st_size, 20000)
            self.assertNotIn(b"NVIDIA Corporation", path.read_bytes())

    def test_it_is_stripped(self):
        for path in self.files("bin/*") + self.files("lib/*"):
            self.assertNotRegex(readelf("-S", path), r"\.(symtab|debug_info) ", path.name)

    def test_installing_twice_changes_nothing_and_cpu_is_the_default(self):
        before = contents(self.tree)
        done = install(self.tree)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual(contents(self.tree), before)

    def test_the_stand_ins_never_go_where_the_gpu_libraries_are(self):
        gpu = self.place / "gpu"
        (gpu / "lib").mkdir(parents=True)
        (gpu / "lib" / "libtorch_cuda.so").touch()
        done = install(gpu, "--component", "cpu")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("holds the GPU libraries", " ".join(done.stdout.split()))
        self.assertEqual([path.name for path in (gpu / "lib").iterdir()], ["libtorch_cuda.so"])

    def test_predictions_are_byte_equal_under_an_empty_environment(self):
        for runtime in ("native", "libtorch"):
            words = ("predict", self.model, self.rows, "--runtime", runtime)
            there = self.run_there(*words)
            self.assertEqual(there.returncode, 0, there.stderr)
            self.assertEqual(there.stdout, support.run_command((support.MLRUN, *words)).bytes)
            self.assertGreater(len(there.stdout.splitlines()), 10)

    def test_parquet_comes_with_a_component_that_is_added(self):
        table = shutil.copy(support.TABLES / "arrow" / "diabetes_test.parquet", self.place)
        without = self.run_there("predict", self.model, table)
        self.assertEqual(without.returncode, 1)
        self.assertIn(b"need mlrun's component arrow", without.stderr)
        if not has_arrow():
            self.skipTest("libmlrun_arrow.so is not built here")
        tree = self.place / "with-arrow"
        shutil.copytree(self.tree, tree)
        done = install(tree, "--component", "arrow")
        self.assertEqual(done.returncode, 0, done.stdout)
        names = {path.name for path in (tree / "lib").iterdir()}
        names -= {path.name for path in (self.tree / "lib").iterdir()}
        self.assertEqual({name.split(".so")[0] for name in names},
                         {"libmlrun_arrow", "libarrow", "libparquet"})
        self.assertTrue((tree / "share/doc/libarrow/LICENSE.txt").is_file())
        self.assertTrue((tree / "share/doc/libarrow/NOTICE.txt").is_file())
        self.check_added(tree, [tree / "lib" / name for name in sorted(names)])
        there = self.run_there("predict", self.model, table, program=tree / "bin" / "mlrun")
        self.assertEqual((there.returncode, there.stdout), (0, self.here), there.stderr)

    def check_added(self, tree, added):
        """What holds for every library of the tree holds for those of a component too."""
        have = {path.name for path in (tree / "lib").iterdir()} | SYSTEM
        for path in added:
            self.assertNotRegex(readelf("-S", path), r"\.(symtab|debug_info) ", path.name)
            for entry in dynamic(path, "RPATH") + dynamic(path, "RUNPATH"):
                self.assertEqual(entry, "$ORIGIN", path.name)
            if STDCXX not in have:
                continue
            self.assertLessEqual(set(dynamic(path, "NEEDED")), have, path.name)
            versions = set(re.findall(r"Name: GLIBC_([0-9.]+)", readelf("-V", path)))
            self.assertLessEqual(max(tuple(map(int, v.split("."))) for v in versions), GLIBC)
            asked = {name for name in symbols(path, False)
                     if re.search("@(GLIBCXX|CXXABI)_", name)}
            self.assertLessEqual(asked, symbols(tree / "lib" / STDCXX, True), path.name)

    def test_predictions_are_byte_equal_where_the_build_is_out_of_sight(self):
        self.need_hiding()
        there = subprocess.run(self.alone("predict", self.model, self.rows), timeout=120,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        self.assertEqual(there.returncode, 0, there.stderr)
        self.assertEqual(there.stdout, self.here)
        there = subprocess.run(self.alone("verify", self.model), timeout=120,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        self.assertEqual(there.returncode, 0, there.stderr)

    def test_a_link_to_the_program_is_the_program(self):
        link = self.place / "mlrun-link"
        link.symlink_to(self.program)
        there = self.run_there("predict", self.model, self.rows, program=link)
        self.assertEqual((there.returncode, there.stdout), (0, self.here), there.stderr)
        train = self.run_there("train", support.TABLES / "diabetes_train.csv", "--target",
                               "progression", "--preset", "nope", "-o", "x.mlrun", program=link)
        self.assertIn(b"known: best, default, dense, dense_ple, fast, linear, quick", train.stderr)

    def test_it_trains_and_knows_its_presets(self):
        train = self.run_there("train", support.TABLES / "diabetes_train.csv", "--target",
                               "progression", "--preset", "quick", "--epochs", "2",
                               "-o", self.place / "there.mlrun")
        self.assertEqual(train.returncode, 0, train.stderr)
        self.assertEqual(self.run_there("verify", self.place / "there.mlrun").returncode, 0)

    def test_the_process_maps_the_trees_libraries_and_the_systems_alone(self):
        if support.has_sanitizer():
            self.skipTest("a sanitizer brings libraries of its own")
        self.need_hiding()
        maps = self.maps_of(self.alone("predict", self.model, "-", "--runtime", "libtorch"))
        paths = {pathlib.Path(line.split()[-1]) for line in maps.splitlines() if ".so" in line}
        # The loader's list of libraries is mapped while it looks for one.
        outside = {path.name for path in paths if self.tree not in path.parents} - {"ld.so.cache"}
        inside = {path.name for path in paths if self.tree in path.parents}
        system = SYSTEM if STDCXX in inside else SYSTEM | {STDCXX}
        self.assertLessEqual({re.sub(r"-2\.\d+\.so$", ".so", name) for name in outside}, system)
        self.assertEqual(inside - {STDCXX}, LIBRARIES)

    def test_the_process_maps_no_driver_and_no_accelerator_library(self):
        maps = self.maps_of(["env", "-i", str(self.program), "predict", str(self.model), "-",
                             "--runtime", "libtorch"])
        self.assertIn("libtorch_cpu.so", maps)
        self.assertNotIn("libtorch_cuda", maps)
        self.assertNotIn("libcuda.so", maps)
        self.assertNotIn("libnvidia", maps)

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

    def maps_of(self, command):
        """The mappings of a predict that has read some of its rows and waits for more."""
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL) as process:
            lines = self.rows.read_bytes().splitlines(keepends=True)
            process.stdin.write(b"".join(lines[:3]))
            process.stdin.flush()
            maps = self.wait_for(process.pid, "libtorch_cpu.so")
            process.communicate()
        self.assertEqual(process.returncode, 0)
        return maps

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
