"""Pipes, full disks, closed streams, bare environments: right output, right status."""

import os
import pathlib
import signal
import subprocess
import time
import unittest

from support import (MLRUN, TABLES, ProgramTest, clean_environment, line_rows, model, run_command,
                     stopped_by, wait_for, write_csv)

CANCER = TABLES / "breast_cancer_test.csv"


class Pipes(ProgramTest):
    def shell(self, script, *words, **how):
        """bash with pipefail; the script sees the program as $0 and the words as $1..."""
        how.setdefault("cwd", self.dir)
        return run_command(("bash", "-c", "set -o pipefail; " + script, MLRUN, *words), **how)

    def predict(self):
        return self.mlrun("predict", model("breast_cancer"), CANCER, "-q").bytes

    def test_pipe_gives_the_bytes_of_a_file(self):
        data = CANCER.read_bytes()
        self.assertEqual(self.mlrun("predict", model("breast_cancer"), "-", stdin=data).bytes,
                         self.predict())
        self.assertEqual(self.mlrun("predict", model("breast_cancer"), stdin=data).bytes,
                         self.predict())

    def test_slow_pipe_gives_the_bytes_of_a_file(self):
        process = subprocess.Popen([MLRUN, "predict", model("breast_cancer"), "-q"],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   env=clean_environment())
        data = CANCER.read_bytes()
        for start in range(0, len(data), 700):
            process.stdin.write(data[start:start + 700])
            process.stdin.flush()
        answers, _ = process.communicate(timeout=60)
        self.assertEqual((process.returncode, answers), (0, self.predict()))

    def test_head_of_a_small_table(self):
        done = self.shell('cat "$2" | "$0" predict "$1" - | head -3', model("breast_cancer"),
                          CANCER)
        self.assertEqual(done.code, 0, str(done))
        self.assertEqual(done.bytes, b"".join(self.predict().splitlines(keepends=True)[:3]))

    def test_head_of_a_large_table_stops_quietly(self):
        write_csv(self.dir / "t.csv", ("a", "b", "y"), line_rows(40000))
        done = self.shell('"$0" predict "$1" t.csv | head -3; echo "${PIPESTATUS[@]}"',
                          model("line"))
        self.assertEqual(len(done.stdout.splitlines()), 4)
        self.assertEqual(done.stdout.splitlines()[-1], "141 0", str(done))
        self.assertEqual(done.stderr, "")

    def test_first_answers_come_before_the_last_rows(self):
        process = subprocess.Popen([MLRUN, "predict", model("line"), "-q"], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, env=clean_environment())
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.kill)
        rows = b"a,b\n" + b"".join(b"%d.5,%d\n" % (i % 13, i % 7) for i in range(20000))
        process.stdin.write(rows)
        process.stdin.flush()
        self.assertEqual(process.stdout.readline(), b"prediction\n")
        process.stdin.close()
        self.assertEqual(len(process.stdout.read().splitlines()), 20000)
        self.assertEqual(process.wait(timeout=60), 0)

    def test_memory_does_not_grow_with_rows(self):
        peaks = []
        for count in (20000, 400000):
            process = subprocess.Popen([MLRUN, "predict", model("line"), "-q"],
                                       stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                       env=clean_environment())
            self.addCleanup(process.kill)
            process.stdin.write(b"a,b\n")
            for _ in range(count // 20000):
                process.stdin.write(b"1.5,2\n" * 20000)
            process.stdin.flush()
            status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
            peaks.append(int(status.split("VmHWM:")[1].split()[0]))
            process.stdin.close()
            self.assertEqual(process.wait(timeout=60), 0)
        self.assertLess(peaks[1], peaks[0] + 8192, "KiB")

    def test_bare_environment_in_a_directory_that_takes_no_file(self):
        folder = self.dir / "folder"
        folder.mkdir()
        folder.chmod(0o555)
        wanted = self.predict()
        done = self.shell('cat "$2" | env -i "$0" predict "$1" - | head -3',
                          model("breast_cancer"), CANCER, cwd=folder)
        self.assertEqual(done.code, 0, str(done))
        self.assertEqual(done.bytes, b"".join(wanted.splitlines(keepends=True)[:3]))
        for words in (("verify", model("line")), ("inspect", model("line")), ("config",),
                      ("devices",), ("--version",)):
            run = self.mlrun(*words, cwd=folder, env={})
            self.assertEqual(run.stderr, "")
        self.assertEqual(list(folder.iterdir()), [])

    def test_model_through_a_pipe(self):
        self.line_table()
        script = ('"$0" train line.csv --target y -q --epochs 2 -s "model.hidden=[4]" -o - '
                  '> m.mlrun && "$0" verify m.mlrun && "$0" schema line.csv --target y -q '
                  '| "$0" train line.csv --schema /dev/stdin -q --epochs 2 -o n.mlrun')
        done = self.shell(script)
        self.assertEqual(done.code, 0, str(done))
        self.mlrun("verify", "n.mlrun")

    def test_training_reads_a_pipe_with_a_name_once(self):
        self.line_table()
        train = '"$0" train {} --target y -q --preset linear --epochs 2 --reproducible -o '
        self.mlrun("train", "line.csv", "--target", "y", "-q", "--preset", "linear", "--epochs",
                   "2", "--reproducible", "-o", "file.mlrun")
        for number, rows in enumerate(("<(cat line.csv)", "<(gzip -c line.csv)", "/dev/stdin")):
            done = self.shell("cat line.csv | " + train.format(rows) + f"{number}.mlrun")
            self.assertEqual(done.code, 0, str(done))
            answers = [self.mlrun("predict", name, "line.csv").stdout
                       for name in ("file.mlrun", f"{number}.mlrun")]
            self.assertEqual(*answers)
        done = self.shell('mkfifo rows valid; cat line.csv > rows & cat line.csv > valid & ' +
                          train.format("rows --valid valid") + "fifo.mlrun")
        self.assertEqual(done.code, 0, str(done))
        self.mlrun("verify", "fifo.mlrun")

    def test_a_stop_ends_the_wait_for_the_writer_of_a_pipe(self):
        os.mkfifo(self.dir / "fifo")
        for words in (("predict", str(model("line")), "fifo"),
                      ("train", "fifo", "--target", "y", "-o", "m.mlrun")):
            for number in (signal.SIGTERM, signal.SIGINT):
                process = subprocess.Popen([MLRUN, *words], cwd=self.dir, stderr=subprocess.PIPE)
                time.sleep(0.5)
                code, errors = stopped_by(process, number)
                self.assertEqual(code, -number, errors)
        self.assertEqual(self.names(), ["fifo"])

    def test_output_into_a_fifo(self):
        os.mkfifo(self.dir / "fifo")
        done = self.shell('"$0" predict "$1" "$2" -q -o fifo & cat fifo; wait $!',
                          model("breast_cancer"), CANCER)
        self.assertEqual((done.code, done.bytes), (0, self.predict()))


# What every verb says of a stdout that fails.
TO_STDOUT = (("--help",), ("--version",), ("--version", "--json"), ("predict", "--help"),
             ("predict", "LINE", "line.csv"), ("evaluate", "LINE", "line.csv"),
             ("evaluate", "LINE", "line.csv", "--json"), ("verify", "LINE"), ("inspect", "LINE"),
             ("inspect", "LINE", "--json"), ("schema", "line.csv"), ("devices",), ("config",),
             ("config", "schema"), ("config", "--list"),
             ("train", "line.csv", "--target", "y", "--epochs", "1", "-o", "-"))


class FailingStreams(ProgramTest):
    def verbs(self):
        self.line_table()
        for words in TO_STDOUT:
            with self.subTest(words):
                yield [model("line") if word == "LINE" else word for word in words]

    def test_full_disk(self):
        for words in self.verbs():
            with open("/dev/full", "wb") as full:
                done = self.mlrun(*words, stdout=full, code=1)
            self.assertEqual(done.stderr.splitlines()[-1],
                             "error: stdout: cannot be written: no space left on device")

    def test_closed_stdout(self):
        for words in self.verbs():
            done = run_command(("bash", "-c", '"$0" "$@" >&-', MLRUN, *words), cwd=self.dir)
            self.assertEqual(done.code, 1, str(done))
            self.assertEqual(done.stderr.splitlines()[-1],
                             "error: stdout: cannot be written: bad file descriptor")
        self.assertEqual(self.names(), ["line.csv"])

    def test_closed_stdin(self):
        self.line_table()
        for words in (("predict", model("line")), ("evaluate", model("line"), "-"),
                      ("schema", "-"), ("train", "-", "--target", "y")):
            with self.subTest(words):
                done = run_command(("bash", "-c", '"$0" "$@" <&-', MLRUN, *words), cwd=self.dir)
                self.assertEqual(done.code, 3, str(done))
                self.assertEqual(done.stderr.splitlines()[-1],
                                 "error: stdin: cannot be read: bad file descriptor")
        for words in (("predict", model("line"), "line.csv"), ("--version",)):
            done = run_command(("bash", "-c", '"$0" "$@" <&-', MLRUN, *words), cwd=self.dir)
            self.assertEqual(done.code, 0, str(done))

    def test_closed_or_full_stderr_does_not_fail_a_run(self):
        self.line_table()
        wanted = self.mlrun("predict", model("line"), "line.csv").bytes
        for end in ("2>&-", "2>/dev/full"):
            done = run_command(("bash", "-c", f'"$0" "$@" {end}', MLRUN, "predict", model("line"),
                                "line.csv"), cwd=self.dir)
            self.assertEqual((done.code, done.bytes), (0, wanted))
            done = run_command(("bash", "-c", f'"$0" "$@" {end}', MLRUN, "inspect", "nope"))
            self.assertEqual(done.code, 4)

    def test_full_output_file(self):
        self.refused("/dev/full: cannot be written: no space left on device", "predict",
                     model("line"), self.line_table(), "-o", "/dev/full", code=1)

    def test_no_descriptor_is_taken_for_a_stream(self):
        self.line_table()
        done = run_command(("bash", "-c", '"$0" "$@" <&- >&- 2>&-', MLRUN, "predict",
                            model("line"), "line.csv", "-o", "out.csv"), cwd=self.dir)
        self.assertEqual(done.code, 0, str(done))
        self.assertEqual((self.dir / "out.csv").read_bytes(),
                         self.mlrun("predict", model("line"), "line.csv").bytes)

    def test_file_size_limit(self):
        write_csv(self.dir / "t.csv", ("a", "b", "y"), line_rows(40000))
        done = run_command(("bash", "-c", 'ulimit -f 2; "$0" "$@"', MLRUN, "predict",
                            model("line"), "t.csv", "-o", "out.csv"), cwd=self.dir)
        self.assertEqual(done.code, 1, str(done))
        self.assertEqual(done.stderr.splitlines()[-1],
                         "error: out.csv: cannot be written: file too large")
        self.assertEqual(self.names(), ["t.csv"])

    def test_reader_that_leaves(self):
        write_csv(self.dir / "t.csv", ("a", "b", "y"), line_rows(40000))
        process = subprocess.Popen([MLRUN, "predict", model("line"), "t.csv"],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=self.dir,
                                   env=clean_environment())
        self.addCleanup(process.kill)
        process.stdout.close()
        wait_for(lambda: process.poll() is not None)
        self.assertEqual(process.returncode, -13)
        self.assertEqual(process.stderr.read(), b"")
        process.stderr.close()


if __name__ == "__main__":
    unittest.main()
