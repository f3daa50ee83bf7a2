"""Every row of the table of exit codes that applies, and the code and kind of the JSON log.

Code 75 needs a run directory with its lock; no verb has one yet, so no run may end with it.
"""

import json
import os
import pathlib
import signal
import subprocess
import time
import unittest

from support import (KINDS, MLRUN, SMALL, TABLES, ProgramTest, clean_environment, model,
                     stopped_by, wait_for)

DIABETES = str(TABLES / "diabetes_train.csv")


class ExitCodes(ProgramTest):
    def fails(self, code, *words, **how):
        """The run must end with the code, and its JSON log must say so in the last line."""
        result = self.mlrun(*words, "--log-format", "json", code=code, **how)
        last = json.loads(result.stderr.splitlines()[-1])
        self.assertEqual((last["code"], last["kind"], last["level"]), (code, KINDS[code], "error"))
        self.assertTrue(last["message"])

    def test_0_done(self):
        self.line_table()
        self.train("line.csv", "--target", "y", "-q")
        for words in (("predict", "m.mlrun", "line.csv"), ("evaluate", "m.mlrun", "line.csv"),
                      ("verify", "m.mlrun"), ("inspect", "m.mlrun"), ("schema", "line.csv"),
                      ("devices",), ("config",), ("--help",), ("--version",)):
            with self.subTest(words):
                self.mlrun(*words, code=0)

    def test_1_output_in_no_directory(self):
        self.fails(1, "train", DIABETES, "--target", "progression", "-o", "no/m.mlrun")

    def test_1_full_disk(self):
        with open("/dev/full", "wb") as full:
            self.fails(1, "inspect", model("line"), stdout=full)

    def test_1_learn_half_missing(self):
        program = self.dir / "mlrun"
        program.write_bytes(pathlib.Path(MLRUN).read_bytes())
        program.chmod(0o755)
        library = pathlib.Path(MLRUN).parent.parent / "lib" / "libmlrun_apply.so"
        if not library.exists():
            self.skipTest("the apply half is not a library beside the program")
        away = self.dir / "away"
        away.mkdir()
        (away / "libmlrun_apply.so").write_bytes(library.read_bytes())
        environment = clean_environment(LD_LIBRARY_PATH=str(away))
        done = subprocess.run([str(program), "devices"], capture_output=True, check=False,
                              env=environment, timeout=60)
        if done.returncode == 0:
            self.skipTest("the program finds its learn half by an absolute path")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn(b"error: this verb needs LibTorch: libmlrun_learn.so", done.stderr)

    def test_2_usage(self):
        self.fails(2, "train", DIABETES, "--target", "nope", "-o", "m.mlrun")

    def test_2_configuration(self):
        self.fails(2, "train", DIABETES, "--target", "progression", "-s", "seed=x")

    def test_2_verbs_and_flags(self):
        for words, sentence in (
                (("trian",), 'unknown verb "trian"; did you mean "train"? (mlrun --help lists '
                             "them)"),
                (("frobnicate",), 'unknown verb "frobnicate" (mlrun --help lists them)'),
                (("--verison",), 'unknown flag "--verison"; did you mean "--version"? (mlrun '
                                 "--help lists them)"),
                (("train", "x.csv", "--trget", "y"),
                 'unknown flag "--trget"; did you mean "--target"? (mlrun train --help lists '
                 "them)"),
                (("devices", "--frobnicate"),
                 'unknown flag "--frobnicate" (mlrun devices --help lists them)'),
                (("train",), "DATA is required (mlrun train --help shows the flags)")):
            with self.subTest(words):
                self.refused(sentence, *words, code=2)

    def test_2_unknown_verb_asked_for_help(self):
        self.refused('unknown verb "frobnicate" (mlrun --help lists them)', "frobnicate", "--help", code=2)

    def test_2_bare(self):
        result = self.mlrun(code=2)
        self.assertEqual(result.bytes, b"")
        self.assertIn("Examples:\n  mlrun train", result.stderr)

    def test_3_data(self):
        self.file("t.csv", "a,b,y\n1,2\n")
        self.fails(3, "train", "t.csv", "--target", "y")
        self.fails(3, "predict", model("line"), "t.csv")
        self.fails(3, "evaluate", model("line"), "t.csv")
        self.fails(3, "schema", "t.csv")

    def test_4_damaged_model(self):
        damaged = bytearray(pathlib.Path(model("line")).read_bytes())
        damaged[-1] ^= 0x10
        self.file("m.mlrun", bytes(damaged))
        self.line_table()
        self.fails(4, "predict", "m.mlrun", "line.csv")
        self.fails(4, "inspect", "m.mlrun")

    def test_4_schema_does_not_fit(self):
        self.fails(4, "predict", model("line"), self.side_table("t.csv"), "--keep", "a",
                   "--format", "csv", "--delimiter", ";")

    def test_5_no_such_device(self):
        for number in ("cuda:7", "cuda"):
            environment = clean_environment(CUDA_VISIBLE_DEVICES="")
            with self.subTest(number):
                self.fails(5, "train", DIABETES, "--target", "progression", "--device", number,
                           "-o", "m.mlrun", env=environment)
                self.assertEqual(self.names(), [])

    def test_5_before_any_data_is_read_and_under_a_second(self):
        environment = clean_environment(CUDA_VISIBLE_DEVICES="")
        seconds = []
        for _ in range(3):
            start = time.monotonic()
            result = self.mlrun("train", "nope.csv", "--target", "y", "--device", "cuda", code=5,
                                env=environment)
            seconds.append(time.monotonic() - start)
        self.assertLess(min(seconds), 1)
        self.assertRegex(result.stderr, r"^error: device cuda: .+; --device cpu or --device auto "
                                        r"runs without it\n$")

    def test_6_not_good_enough(self):
        self.fails(6, "evaluate", model("line"), self.line_table(), "--fail-under", "rmse=0")

    def test_6_diverged(self):
        result = self.mlrun("train", self.line_table(), "--target", "y", "--lr", "1e30",
                            "--epochs", "5", "-o", "m.mlrun", code=6)
        self.assertRegex(result.stderr.splitlines()[-1],
                         r"^error: training diverged: the loss is \S+ in epoch \d; a lower "
                         r"train\.optimizer\.lr or a train\.clip_norm above 0 helps$")
        self.assertEqual(self.names(), ["line.csv"])


class NothingLost(ProgramTest):
    def test_an_output_that_is_an_input(self):
        self.line_table()
        for words in (("predict", model("line"), "line.csv", "-f", "-o", "line.csv"),
                      ("train", "line.csv", "--target", "y", "-f", "-o", "line.csv"),
                      ("train", "line.csv", "--target", "y", "--log-file", "line.csv", "-o", "m")):
            with self.subTest(words):
                before = (self.dir / "line.csv").read_bytes()
                result = self.mlrun(*words, code=2)
                self.assertIn("line.csv: is an input of this run (line.csv)", result.stderr)
                self.assertEqual((self.dir / "line.csv").read_bytes(), before)

    def test_a_file_made_in_the_meantime_is_kept(self):
        process = subprocess.Popen([MLRUN, "predict", model("line"), "-o", "out.csv"],
                                   stdin=subprocess.PIPE, stderr=subprocess.PIPE, cwd=self.dir,
                                   env=clean_environment())
        wait_for(lambda: [name for name in self.names() if name.startswith(".out.csv")])
        self.file("out.csv", "precious")
        _, errors = process.communicate(b"a,b\n1,2\n", timeout=60)
        self.assertEqual(process.returncode, 2)
        self.assertIn(b"out.csv: another run has made it in the meantime; --force replaces it", errors)
        self.assertEqual((self.dir / "out.csv").read_text(), "precious")
        self.assertEqual(self.names(), ["out.csv"])

    def test_mistakes_of_the_command_line_as_json(self):
        for words in (("train", "x.csv", "--tarkget", "y"), ("train",), ("frobnicate",)):
            with self.subTest(words):
                result = self.mlrun(*words, "--log-format", "json", code=2)
                last = json.loads(result.stderr.splitlines()[-1])
                self.assertEqual((last["code"], last["kind"]), (2, "usage"))

    def test_flags_before_the_verb(self):
        self.refused('flag "--target" stands before the verb; it goes behind it', "--target", "y",
                     "train", "x.csv", code=2)

    def test_hangup_leaves_no_temporary_file(self):
        process = subprocess.Popen([MLRUN, "predict", model("line"), "-o", "out.csv"],
                                   stdin=subprocess.PIPE, stderr=subprocess.PIPE, cwd=self.dir,
                                   env=clean_environment())
        self.addCleanup(process.kill)
        wait_for(lambda: self.names())
        wait_for(lambda: waits_for_input(process.pid))
        process.send_signal(signal.SIGHUP)
        self.assertEqual(process.wait(timeout=30), -signal.SIGHUP)
        process.communicate()
        self.assertEqual(self.names(), [])


class Signals(ProgramTest):
    """A training that is stopped ends by the signal and leaves no file, not even a temporary."""

    def start(self, *words):
        # A parent that ignores a signal passes that on; here each has its default.
        process = subprocess.Popen(
            [MLRUN, "train", DIABETES, "--target", "progression", "--epochs", "1000000",
             "--patience", "0", "-s", "model.hidden=[8]", "-o", "m.mlrun", *words],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=self.dir, env=clean_environment(),
            preexec_fn=lambda: [signal.signal(number, signal.SIG_DFL)
                                for number in (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1)])
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.kill)
        return process

    def wait_for_epochs(self, process):
        while b"epoch 2/" not in process.stderr.readline():
            self.assertIsNone(process.poll())

    def test_term_and_int(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(number):
                process = self.start()
                self.wait_for_epochs(process)
                code, errors = stopped_by(process, number)
                self.assertEqual(code, -number)
                self.assertEqual(errors.splitlines()[-1],
                                 "warning: stopped by a signal; no file was written")
                self.assertEqual(self.names(), [])

    def test_as_json_the_last_line_says_so(self):
        process = self.start("--log-format", "json")
        self.wait_for_epochs(process)
        code, errors = stopped_by(process, signal.SIGTERM)
        last = json.loads(errors.splitlines()[-1])
        self.assertEqual((code, last["code"], last["kind"]), (-signal.SIGTERM, 128 + signal.SIGTERM, "signal"))

    def test_the_shell_sees_the_signal(self):
        script = ('"$0" "$@" & child=$!; sleep 0.5; kill -TERM $child; wait $child; echo $?')
        done = subprocess.run(["bash", "-c", script, MLRUN, "train", DIABETES, "--target",
                               "progression", "--epochs", "1000000", "--patience", "0", "-q", "-o",
                               "m.mlrun"], capture_output=True, cwd=self.dir, check=True,
                              env=clean_environment(), timeout=60)
        self.assertEqual(done.stdout, b"143\n", done.stderr)
        self.assertEqual(self.names(), [])

    def test_old_model_survives(self):
        self.file("m.mlrun", "old")
        process = self.start("--force")
        self.wait_for_epochs(process)
        self.assertEqual(stopped_by(process, signal.SIGTERM)[0], -signal.SIGTERM)
        self.assertEqual((self.dir / "m.mlrun").read_text(), "old")
        self.assertEqual(self.names(), ["m.mlrun"])

    def test_killed_leaves_the_old_model(self):
        self.file("m.mlrun", "old")
        process = self.start("--force")
        self.wait_for_epochs(process)
        self.assertEqual(stopped_by(process, signal.SIGKILL)[0], -signal.SIGKILL)
        self.assertEqual((self.dir / "m.mlrun").read_text(), "old")

    def test_usr1_goes_on(self):
        process = self.start()
        self.wait_for_epochs(process)
        process.send_signal(signal.SIGUSR1)
        self.wait_for_epochs_more(process)
        self.assertIsNone(process.poll())
        stopped_by(process, signal.SIGTERM)

    def wait_for_epochs_more(self, process):
        for _ in range(50):
            self.assertTrue(process.stderr.readline().startswith(b"epoch "))

    def test_while_it_waits_for_input(self):
        for words in (("predict", model("line")), ("schema", "-"),
                      ("train", "-", "--target", "y", *SMALL, "-o", "m.mlrun")):
            with self.subTest(words):
                process = subprocess.Popen([MLRUN, *words], stdin=subprocess.PIPE,
                                           stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                           cwd=self.dir, env=clean_environment())
                self.addCleanup(process.kill)
                wait_for(lambda: waits_for_input(process.pid))
                process.send_signal(signal.SIGTERM)
                # Held open on purpose: only the signal may end it.
                self.assertEqual(process.wait(timeout=30), -signal.SIGTERM)
                process.communicate()
                self.assertEqual(self.names(), [])


def waits_for_input(pid):
    """Whether the process waits for its stdin, in read or poll."""
    try:
        words = pathlib.Path(f"/proc/{pid}/syscall").read_text().split()
    except OSError:
        return False
    return words[:2] == [str(READ), "0x0"] or words[0] in POLL


POLL = {"x86_64": ("7",), "aarch64": ("73",)}.get(os.uname().machine, ("7",))
READ = {"x86_64": 0, "aarch64": 63}.get(os.uname().machine, 0)


if __name__ == "__main__":
    unittest.main()
