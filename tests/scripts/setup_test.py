"""scripts/setup.sh against a package index of its own with wheels of a few kilobytes."""
import hashlib
import http.server
import io
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import threading
import unittest
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCRIPTS = ("setup.sh", "torch_dir.sh", "arrow_dir.sh", "cache_dir.sh", "wheel_url.py", "python.sh")
TORCH = "torch-9.8.7-py3-none-any.whl"
RUNTIME = "nvidia_runtime-1.0-py3-none-any.whl"
ARROW = "pyarrow-7.6.5-py3-none-any.whl"
VERSION_HEADER = "".join(
    f"#define TORCH_VERSION_{name} {number}\n" for name, number in (("MAJOR", 9), ("MINOR", 8), ("PATCH", 7))
)


def wheel(files):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return content.getvalue()


def some_library():
    """A small shared library of this machine that the loader can resolve."""
    listing = subprocess.run(["ldd", shutil.which("env")], capture_output=True, text=True, check=True).stdout
    return pathlib.Path(next(line.split()[2] for line in listing.splitlines() if "=> /" in line)).read_bytes()


class Index(http.server.BaseHTTPRequestHandler):
    """Serves /simple/PROJECT/ and /files/NAME, from an offset where one is asked for."""

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        parts = self.path.strip("/").split("/")
        self.server.asked.append((self.path, self.headers.get("Range")))
        if parts[0] == "simple" and parts[1] in self.server.projects:
            name = self.server.projects[parts[1]]
            if self.server.as_json:
                kind = "application/vnd.pypi.simple.v1+json"
                body = json.dumps({"files": [{"filename": name, "url": f"../../files/{name}"}]}).encode()
            else:
                kind, body = "text/html", f'<a href="../../files/{name}#sha256=0">{name}</a>'.encode()
            return self.reply(200, body, kind)
        if parts[0] == "files" and parts[1] in self.server.files:
            body = self.server.files[parts[1]]
            wanted = self.headers.get("Range")
            if wanted:
                start = int(wanted.removeprefix("bytes=").split("-")[0])
                return self.reply(206, body[start:], "x/y", f"bytes {start}-{len(body) - 1}/{len(body)}")
            return self.reply(200, body, "x/y")
        return self.reply(404, b"", "text/plain")

    def reply(self, status, body, kind, content_range=None):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if content_range:
            self.send_header("Content-Range", content_range)
        self.end_headers()
        self.wfile.write(body)


class SetupTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.cache = self.folder / "cache" / "mlrun"
        library = some_library()
        self.files = {
            TORCH: wheel({
                "torch/lib/libtorch_cpu.so": library,
                "torch/lib/libc10.so": library,
                "torch/lib/libtorch_python.so": library,
                "torch/include/torch/headeronly/version.h": VERSION_HEADER,
                "torch-9.8.7.dist-info/licenses/LICENSE": "free",
            }),
            RUNTIME: wheel({"nvidia/cu13/lib/libcudart.so.13": library}),
            ARROW: wheel({
                "pyarrow/libarrow.so.706": library,
                "pyarrow/libparquet.so.706": library,
                "pyarrow/libarrow_flight.so.706": library,
                "pyarrow/include/parquet/arrow/reader.h": "// reader",
                "pyarrow-7.6.5.dist-info/licenses/LICENSE.txt": "free",
            }),
        }
        (self.folder / "scripts").mkdir()
        for name in SCRIPTS:
            shutil.copy(ROOT / "scripts" / name, self.folder / "scripts" / name)
        self.write_versions()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Index)
        self.server.projects = {"torch": TORCH, "nvidia-runtime": RUNTIME, "pyarrow": ARROW}
        self.server.files, self.server.asked, self.server.as_json = self.files, [], True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)

    def write_versions(self, unpacked_mb=1):
        def pins(*wheels):
            lines = [
                f"{project} {name} {len(self.files[name])} {hashlib.sha256(self.files[name]).hexdigest()}"
                for project, name in wheels
            ]
            return "\n".join(["", *lines, ""])

        wheels = pins(("torch", TORCH), ("nvidia-runtime", RUNTIME))
        (self.folder / "scripts" / "versions.env").write_text(
            f'TORCH_VERSION=9.8.7\nWHEELS_CPU="{wheels}"\nWHEELS_CUDA="{wheels}"\n'
            f"UNPACKED_MB_CPU={unpacked_mb}\nUNPACKED_MB_CUDA=1\nPYTHON_PACKAGES=\n"
            f'ARROW_VERSION=7.6.5\nWHEELS_ARROW="{pins(("pyarrow", ARROW))}"\nUNPACKED_MB_ARROW=1\n'
        )

    def run_script(self, name, *arguments, **environment):
        index = f"http://127.0.0.1:{self.server.server_address[1]}/simple"
        settings = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "XDG_CACHE_HOME": str(self.folder / "cache"),
            "PIP_INDEX_URL": index,
            "PIP_CONFIG_FILE": "/dev/null",
            "PIP_RETRIES": "0",
            "no_proxy": "127.0.0.1",
            **environment,
        }
        settings = {key: value for key, value in settings.items() if value is not None}
        return subprocess.run(
            [self.folder / "scripts" / name, *arguments],
            env=settings, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
        )

    def setup(self, *arguments, **environment):
        return self.run_script("setup.sh", "--no-packages", "--cpu", *arguments, **environment)

    def test_installs_once_and_then_asks_for_nothing(self):
        first = self.setup()
        self.assertEqual(first.returncode, 0, first.stderr)
        tree = self.cache / "libtorch-9.8.7"
        self.assertTrue((tree / "nvidia/cu13/lib/libcudart.so.13").is_file())
        self.assertTrue((tree / "torch-9.8.7.dist-info/licenses/LICENSE").is_file())
        self.assertFalse((tree / "torch/lib/libtorch_python.so").exists())
        self.assertEqual(list((self.cache / "downloads").iterdir()), [])
        self.assertEqual(self.run_script("torch_dir.sh").stdout.strip(), str(tree / "torch"))
        asked = len(self.server.asked)
        self.assertEqual(self.setup().returncode, 0)
        self.assertEqual(len(self.server.asked), asked)

    def test_installs_the_parts_of_arrow_that_are_used(self):
        self.assertEqual(self.setup().returncode, 0)
        tree = self.cache / "arrow-7.6.5"
        self.assertEqual(self.run_script("arrow_dir.sh").stdout.strip(), str(tree / "pyarrow"))
        self.assertEqual({path.name for path in (tree / "pyarrow").iterdir()},
                         {"include", "libarrow.so.706", "libparquet.so.706"})
        self.assertTrue((tree / "pyarrow-7.6.5.dist-info/licenses/LICENSE.txt").is_file())

    def test_leaves_arrow_out_where_asked(self):
        run = self.setup("--no-arrow")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertFalse((self.cache / "arrow-7.6.5").exists())
        run = self.run_script("arrow_dir.sh")
        self.assertEqual(run.returncode, 1)
        self.assertIn("no Arrow C++ 7.6.5", run.stderr)

    def test_an_arrow_of_ones_own(self):
        self.assertEqual(self.setup().returncode, 0)
        own = self.folder / "own"
        shutil.move(self.cache / "arrow-7.6.5" / "pyarrow", own)
        run = self.run_script("arrow_dir.sh", MLRUN_ARROW_DIR=str(own))
        self.assertEqual(run.stdout.strip(), str(own))
        (own / "libparquet.so.706").unlink()
        for run in (self.run_script("arrow_dir.sh", MLRUN_ARROW_DIR=str(own)), self.setup(MLRUN_ARROW_DIR=str(own))):
            self.assertEqual(run.returncode, 1)
            self.assertIn(f"MLRUN_ARROW_DIR: {own} holds no libarrow.so.706", run.stderr)

    def test_reads_an_index_of_plain_links(self):
        self.server.as_json = False
        run = self.setup()
        self.assertEqual(run.returncode, 0, run.stderr)

    def test_goes_on_where_a_download_stopped(self):
        (self.cache / "downloads").mkdir(parents=True)
        (self.cache / "downloads" / (TORCH + ".part")).write_bytes(self.files[TORCH][:100])
        run = self.setup()
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn((f"/files/{TORCH}", "bytes=100-"), self.server.asked)

    def test_takes_a_wheel_that_lies_in_the_downloads(self):
        (self.cache / "downloads").mkdir(parents=True)
        for name, content in self.files.items():
            (self.cache / "downloads" / name).write_bytes(content)
        run = self.setup("--keep-downloads", PIP_INDEX_URL="http://127.0.0.1:9/simple")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertTrue((self.cache / "downloads" / TORCH).is_file())

    def test_a_wheel_of_other_content_is_refused_and_removed(self):
        self.server.files = {**self.files, TORCH: self.files[TORCH][:-1] + b"x"}
        run = self.setup()
        self.assertEqual(run.returncode, 1)
        self.assertIn("expected sha256", run.stderr)
        self.assertFalse((self.cache / "downloads" / TORCH).exists())
        self.assertFalse((self.cache / "libtorch-9.8.7").exists())
        self.assertIn("run scripts/setup.sh", self.run_script("torch_dir.sh").stderr)

    def test_a_short_wheel_is_refused(self):
        self.server.files = {**self.files, TORCH: self.files[TORCH][:-1]}
        run = self.setup()
        self.assertEqual(run.returncode, 1)
        self.assertIn(f"expected {len(self.files[TORCH])} bytes, got {len(self.files[TORCH]) - 1}", run.stderr)

    def test_no_network(self):
        run = self.setup(PIP_INDEX_URL="http://127.0.0.1:9/simple")
        self.assertEqual(run.returncode, 1)
        self.assertIn(f"{TORCH}: not found in the package index: 127.0.0.1:9 did not answer", run.stderr)
        self.assertIn("run scripts/setup.sh again to go on where it stopped", run.stderr)

    def test_no_space(self):
        self.write_versions(unpacked_mb=10**9)
        run = self.setup()
        self.assertEqual(run.returncode, 1)
        self.assertRegex(run.stderr, r"1000000\d\d\d MB needed, \d+ MB free; set XDG_CACHE_HOME")
        self.assertEqual(self.server.asked, [])

    def test_a_cache_that_cannot_be_made(self):
        (self.folder / "cache").write_text("a file")
        run = self.setup()
        self.assertEqual(run.returncode, 1)
        self.assertIn("cannot be written; set XDG_CACHE_HOME", run.stderr)

    def test_the_cache_variable_must_be_absolute(self):
        run = self.setup(XDG_CACHE_HOME="cache")
        self.assertEqual(run.returncode, 1)
        self.assertIn('XDG_CACHE_HOME: expected an absolute path, got "cache"', run.stderr)

    def test_works_without_home(self):
        run = self.setup(HOME=None)
        self.assertEqual(run.returncode, 0, run.stderr)

    def test_a_torch_of_ones_own(self):
        self.assertEqual(self.setup().returncode, 0)
        own = self.folder / "own"
        shutil.move(self.cache / "libtorch-9.8.7" / "torch", own)
        run = self.run_script("torch_dir.sh", MLRUN_TORCH_DIR=str(own))
        self.assertEqual(run.stdout.strip(), str(own))
        header = own / "include/torch/headeronly/version.h"
        header.write_text(VERSION_HEADER.replace("MINOR 8", "MINOR 9"))
        for run in (self.run_script("torch_dir.sh", MLRUN_TORCH_DIR=str(own)), self.setup(MLRUN_TORCH_DIR=str(own))):
            self.assertEqual(run.returncode, 1)
            self.assertIn(f"MLRUN_TORCH_DIR: {own} is version 9.9.7, this source needs 9.8.7", run.stderr)

    def test_a_torch_of_the_current_python(self):
        self.assertEqual(self.setup().returncode, 0)
        site = self.folder / "site"
        shutil.copytree(self.cache / "libtorch-9.8.7" / "torch", site / "torch")
        (site / "torch" / "__init__.py").write_text("raise SystemExit('imported')\n")
        run = self.run_script("torch_dir.sh", PYTHONPATH=str(site))
        self.assertEqual(run.stdout.strip(), str(site / "torch"))
        (site / "torch" / "include/torch/headeronly/version.h").write_text("")
        run = self.run_script("torch_dir.sh", PYTHONPATH=str(site))
        self.assertEqual(run.stdout.strip(), str(self.cache / "libtorch-9.8.7" / "torch"))
        self.assertIn("the torch of the current Python is not used", run.stderr)

    def test_packages_without_root_are_listed(self):
        tools = self.folder / "tools"
        tools.mkdir()
        for name, text in (("dpkg-query", "exit 0"), ("apt-get", "exit 0"), ("id", "echo 1000"), ("sudo", "exit 1")):
            (tools / name).write_text(f"#!/bin/sh\n{text}\n")
            (tools / name).chmod(0o755)
        run = self.run_script("setup.sh", "--cpu", PATH=f"{tools}:{os.environ['PATH']}")
        self.assertEqual(run.returncode, 1)
        self.assertIn("as root: apt-get install cmake ninja-build", run.stderr)

    def test_an_unknown_option(self):
        run = self.setup("--gpu")
        self.assertEqual(run.returncode, 1)
        self.assertIn("unknown option --gpu; scripts/setup.sh --help lists them", run.stderr)


if __name__ == "__main__":
    unittest.main()
