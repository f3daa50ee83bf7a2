"""Tables as they come: packed, slow, cut, changed meanwhile, in several files, with bad rows."""

import csv
import gzip
import json
import os
import select
import shutil
import signal
import subprocess
import threading
import time
import unittest

from support import (MLRUN, SMALL, ProgramTest, clean_environment, line_rows, model, run_command, wait_for, write_csv)

BIG_ROWS = 400000
BIG_ROW = b"%d.25,%d\n"
CHANGED = ("the file changed while it was read: {:,} bytes at the start, {:,} now; read a copy of it, or pipe it "
           "in (tail -f, cat)")
STOPPED = b"warning: stopped by a signal; no file was written\n"
# Rows 2 and 3 of five cannot be read: too few fields, and a text among numbers.
BAD_ROWS = "a,b,y\n1.5,2,1\n2.5,3\n3.5,hello,2\n4.5,1,8\n5.5,0,11\n"
REJECTS = [["file", "line", "byte", "column", "cause", "text"],
           ["bad.csv", "3", "14", "", "expected 3 fields, got 2", "2.5,3"],
           ["bad.csv", "4", "20", "b", 'expected a number, got "hello"', "3.5,hello,2"]]
TOO_FEW = "bad.csv:3: expected 3 fields, got 2 (byte 14)"
NO_NUMBER = 'bad.csv:4: column "b": expected a number, got "hello"'


def big_table(path, rows=BIG_ROWS):
    piece = b"".join(BIG_ROW % (10000 + i % 13, i % 7) for i in range(1000))
    with open(path, "wb") as file:
        file.write(b"a,b\n")
        for _ in range(rows // 1000):
            file.write(piece)


def zstd(data):
    return subprocess.run(["zstd", "-q", "-c"], input=data, stdout=subprocess.PIPE, check=True).stdout


def catches(process, number):
    """Whether a process has a handler for this signal by now."""
    with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
        caught = next(line.split()[1] for line in status if line.startswith("SigCgt:"))
    return int(caught, 16) >> (number - 1) & 1 == 1


class StreamTest(ProgramTest):
    def start(self, *words, **how):
        """mlrun as a running process with unbuffered pipes."""
        how = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **how}
        process = subprocess.Popen([MLRUN, *map(str, words)], bufsize=0, cwd=self.dir,
                                   env=clean_environment(), **how)
        self.addCleanup(self.clear_away, process)
        return process

    @staticmethod
    def clear_away(process):
        if process.poll() is None:
            process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream:
                stream.close()

    def rejects(self, name="rejects.csv"):
        with open(self.dir / name, newline="", encoding="utf-8") as file:
            return list(csv.reader(file))


def line_within(stream, seconds):
    """The next line of an unbuffered pipe, or None when it does not come in time."""
    line, end = b"", time.monotonic() + seconds
    while not line.endswith(b"\n"):
        if not select.select([stream], [], [], max(0, end - time.monotonic()))[0]:
            return None
        byte = stream.read(1)
        if not byte:
            break
        line += byte
    return line


class Head(StreamTest):
    def setUp(self):
        super().setUp()
        big_table(self.dir / "big.csv")

    def seconds_of(self, whole):
        """CPU seconds of a predict whose reader takes all, or one line and leaves."""
        process = self.start("predict", model("line"), "big.csv", "-q")
        self.assertEqual(process.stdout.readline(), b"prediction\n")
        if whole:
            self.assertEqual(process.stdout.read().count(b"\n"), BIG_ROWS)
        process.stdout.close()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, 0 if whole else -signal.SIGPIPE)
        self.assertEqual(process.stderr.read(), b"")
        return usage.ru_utime + usage.ru_stime

    def test_the_rest_of_the_file_costs_nothing(self):
        self.assertLess(min(self.seconds_of(whole=False) for _ in range(3)), self.seconds_of(whole=True) / 2)

    def test_status_in_a_shell(self):
        script = '"$0" predict "$1" big.csv | head -1; echo "${PIPESTATUS[@]}"'
        done = run_command(("bash", "-c", script, MLRUN, model("line")), cwd=self.dir)
        self.assertEqual((done.stdout, done.stderr), ("prediction\n141 0\n", ""))

    def test_status_in_a_shell_of_a_packed_file(self):
        with gzip.open(self.dir / "big.csv.gz", "wb", compresslevel=1) as packed:
            packed.write((self.dir / "big.csv").read_bytes())
        script = '"$0" predict "$1" big.csv.gz --threads 3 | head -1; echo "${PIPESTATUS[@]}"'
        done = run_command(("bash", "-c", script, MLRUN, model("line")), cwd=self.dir)
        self.assertEqual((done.stdout, done.stderr), ("prediction\n141 0\n", ""))


class SlowInput(StreamTest):
    ROWS = [(1.5, 2), (2.5, 3), (3.5, 4), (4.5, 5)]

    def answers(self, rows=None):
        write_csv(self.dir / "rows.csv", ("a", "b"), rows or self.ROWS)
        return self.mlrun("predict", model("line"), "rows.csv", "-q").bytes.splitlines(keepends=True)

    def check_row_by_row(self, lines, *words):
        wanted = self.answers()
        process = self.start("predict", model("line"), "-", "-q", "--line-buffered", *words)
        got = []
        for line in lines:
            process.stdin.write(line)
            while len(got) <= len(self.ROWS):
                answer = line_within(process.stdout, 30)
                self.assertIsNotNone(answer, f"no answer to {line!r}; so far: {got}")
                got.append(answer)
                if len(got) > 1:
                    break
            if len(got) > len(self.ROWS):
                break
        process.stdin.close()
        self.assertEqual(process.stdout.read(), b"")
        self.assertEqual((process.wait(timeout=30), process.stderr.read()), (0, b""))
        self.assertEqual(got, wanted)

    def rows_as_csv(self):
        rows = [b"%s,%s\n" % (str(a).encode(), str(b).encode()) for a, b in self.ROWS]
        return [b"a,b\n" + rows[0], *rows[1:]]

    def test_each_row_is_answered_before_the_next_is_sent(self):
        self.check_row_by_row(self.rows_as_csv())

    def test_with_several_threads_too(self):
        self.check_row_by_row(self.rows_as_csv(), "--threads", "4")

    def test_json_lines(self):
        lines = [json.dumps({"a": a, "b": b}).encode() + b"\n" for a, b in self.ROWS]
        self.check_row_by_row(lines, "--format", "jsonl")

    def test_without_the_flag_answers_come_at_the_end(self):
        process = self.start("predict", model("line"), "-", "-q")
        for line in self.rows_as_csv():
            process.stdin.write(line)
        early = line_within(process.stdout, 0.3)
        self.assertIn(early, (None, b"prediction\n"))
        if early:
            self.assertIsNone(line_within(process.stdout, 0.3))
        process.stdin.close()
        self.assertEqual((early or b"") + process.stdout.read(), b"".join(self.answers()))
        self.assertEqual(process.wait(timeout=30), 0)

    def test_a_row_in_pieces_is_answered_once_it_is_whole(self):
        wanted = self.answers(self.ROWS[:1])
        process = self.start("predict", model("line"), "-", "-q", "--line-buffered")
        for byte in b"a,b\n1.5,2":
            process.stdin.write(bytes([byte]))
        self.assertIn(line_within(process.stdout, 0.2), (None, b"prediction\n"))
        process.stdin.write(b"\n")
        line = line_within(process.stdout, 30)
        self.assertEqual(line_within(process.stdout, 30) if line == wanted[0] else line, wanted[1])

    # threads: how many run at least once the first rows are there; the others start with more of them.
    def check_stops(self, *words, feed=b"a,b\n1.5,2\n", threads=1):
        process = self.start("predict", model("line"), "-", "-q", "--threads", "4", *words)
        process.stdin.write(feed)
        wait_for(lambda: catches(process, signal.SIGTERM) and len(os.listdir(f"/proc/{process.pid}/task")) >= threads)
        process.send_signal(signal.SIGTERM)
        # While stdin is still open, and nobody reads the answers.
        self.assertEqual((process.wait(timeout=30), process.stderr.read()), (-signal.SIGTERM, STOPPED))

    def test_a_signal_ends_the_wait_for_rows(self):
        self.check_stops()

    def test_a_signal_ends_the_wait_of_several_threads(self):
        self.check_stops("-o", "out.csv", feed=b"a,b\n" + b"1.5,2\n" * 20000, threads=2)
        self.assertEqual(self.names(), [])

    def test_a_signal_ends_the_wait_for_packed_rows(self):
        packed = gzip.compress(b"a,b\n" + b"".join(b"%d.5,%d\n" % (i * i, i) for i in range(20000)))
        self.check_stops(feed=packed[:-10])
        self.check_stops("-o", "out.csv", feed=packed[:-10], threads=3)
        self.assertEqual(self.names(), [])

    def test_a_signal_ends_the_wait_for_the_reader(self):
        big_table(self.dir / "big.csv")
        for threads in ("1", "3"):
            process = self.start("predict", model("line"), "big.csv", "-q", "--threads", threads)
            self.assertEqual(line_within(process.stdout, 30), b"prediction\n")
            # Whether it writes, waits to write or does neither at this moment.
            process.send_signal(signal.SIGTERM)
            self.assertEqual((process.wait(timeout=30), process.stderr.read()), (-signal.SIGTERM, STOPPED))


class Packed(StreamTest):
    def setUp(self):
        super().setUp()
        self.line_table("t.csv", rows=5000)
        self.plain = (self.dir / "t.csv").read_bytes()
        self.wanted = self.mlrun("predict", model("line"), "t.csv", "-q").bytes

    def check_packed(self, packed, suffix):
        self.file("t.csv" + suffix, packed)
        self.file("nameless", packed)
        for words, stdin in ((("t.csv" + suffix,), b""), (("nameless",), b""), (("-",), packed)):
            with self.subTest(words):
                done = self.mlrun("predict", model("line"), *words, "-q", stdin=stdin)
                self.assertEqual(done.bytes, self.wanted)

    def check_cut(self, packed, kind):
        sentence = f"the {kind} data ends in the middle; was the file copied whole?"
        self.file("cut", packed[:len(packed) * 2 // 3])
        for words, stdin, name in ((("cut",), b"", "cut"), (("-",), packed[:-3], "stdin")):
            with self.subTest(words):
                self.refused(f"{name}: {sentence}", "predict", model("line"), *words, "-fo", "out.csv",
                             code=3, stdin=stdin)
                self.assertNotIn("out.csv", self.names())

    def test_gzip(self):
        self.check_packed(gzip.compress(self.plain), ".gz")
        self.check_cut(gzip.compress(self.plain), "gzip")

    def test_gzip_of_several_members(self):
        half = len(self.plain) // 2
        self.check_packed(gzip.compress(self.plain[:half]) + gzip.compress(self.plain[half:]), ".gz")

    @unittest.skipUnless(shutil.which("zstd"), "there is no zstd program")
    def test_zstd(self):
        self.check_packed(zstd(self.plain), ".zst")
        self.check_cut(zstd(self.plain), "zstd")

    def test_gzip_that_is_damaged(self):
        packed = bytearray(gzip.compress(self.plain))
        packed[-6] ^= 0xFF
        self.file("t.csv.gz", bytes(packed))
        done = self.mlrun("predict", model("line"), "t.csv.gz", "-o", "out.csv", code=3)
        self.assertIn("error: t.csv.gz: the gzip data is damaged: ", done.stderr)

    def test_training_rows_and_a_model_of_them(self):
        self.file("t.csv.gz", gzip.compress(self.plain))
        for name in ("t.csv", "t.csv.gz"):
            self.mlrun("train", name, "--target", "y", *SMALL, "-q", "-o", f"{name}.mlrun")
        both = [self.mlrun("predict", f"{name}.mlrun", "t.csv", "-q").bytes for name in ("t.csv", "t.csv.gz")]
        self.assertEqual(both[0], both[1])


class SameBytes(StreamTest):
    def test_whatever_the_threads_and_the_way_in(self):
        write_csv(self.dir / "t.csv", ("a", "b", "y"), line_rows(20000))
        plain = (self.dir / "t.csv").read_bytes()
        self.file("t.csv.gz", gzip.compress(plain))
        wanted = self.mlrun("predict", model("line"), "t.csv", "-q", "--keep", "b", "--threads", "1").bytes
        self.assertEqual(wanted.count(b"\n"), 20001)
        for threads in ("1", "2", "3", "4"):
            for words, stdin in ((("t.csv",), b""), (("-",), plain), (("t.csv.gz",), b"")):
                with self.subTest((threads, words)):
                    done = self.mlrun("predict", model("line"), *words, "-q", "--keep", "b", "--threads", threads,
                                      stdin=stdin)
                    self.assertEqual(done.bytes, wanted)

    def test_several_files_are_one_table(self):
        rows = line_rows(3000)
        for name, part in (("all.csv", rows), ("1.csv", rows[:1100]), ("2.csv", rows[1100:1101]),
                           ("3.csv", rows[1101:])):
            write_csv(self.dir / name, ("a", "b", "y"), part)
        self.file("3.csv.gz", gzip.compress((self.dir / "3.csv").read_bytes()))
        wanted = self.mlrun("predict", model("line"), "all.csv", "-q").bytes
        stdin = (self.dir / "2.csv").read_bytes()
        for words in (("1.csv", "2.csv", "3.csv"), ("1.csv", "-", "3.csv.gz")):
            with self.subTest(words):
                self.assertEqual(self.mlrun("predict", model("line"), *words, "-q", stdin=stdin).bytes, wanted)
        scores = [self.mlrun("evaluate", model("line"), *words, "--json").json
                  for words in (("all.csv",), ("1.csv", "2.csv", "3.csv.gz"))]
        self.assertEqual(scores[0], scores[1])


class ChangedMeanwhile(StreamTest):
    def begun(self, *words):
        """A run over big.csv that has written its first line and waits for its reader."""
        big_table(self.dir / "big.csv", rows=1000000)
        self.size = (self.dir / "big.csv").stat().st_size
        process = self.start("predict", model("line"), "big.csv", "-q", *words)
        self.assertEqual(line_within(process.stdout, 30), b"prediction\n")
        return process

    def check_ends(self, process):
        now = (self.dir / "big.csv").stat().st_size
        _, errors = process.communicate(timeout=60)
        self.assertEqual(errors.decode(), f"error: big.csv: {CHANGED.format(self.size, now)}\n")
        self.assertEqual(process.returncode, 3)

    def test_a_file_that_grows(self):
        process = self.begun()
        with open(self.dir / "big.csv", "ab") as file:
            file.write(b"1.5,2\n")
        self.check_ends(process)

    def test_a_file_that_is_cut(self):
        process = self.begun("--threads", "3")
        os.truncate(self.dir / "big.csv", self.size - 12)
        self.check_ends(process)

    def test_a_file_that_grows_all_the_time(self):
        process = self.begun()
        done = threading.Event()

        def append():
            with open(self.dir / "big.csv", "ab", buffering=0) as file:
                while not done.is_set():
                    file.write(b"1.5,2\n" * 1000)

        writer = threading.Thread(target=append)
        writer.start()
        try:
            _, errors = process.communicate(timeout=60)
        finally:
            done.set()
            writer.join()
        self.assertIn("error: big.csv: the file changed while it was read: ", errors.decode())
        self.assertEqual(process.returncode, 3)

    def test_a_later_file_is_read_as_it_is_when_its_turn_comes(self):
        os.mkfifo(self.dir / "first.csv")
        self.line_table("second.csv", rows=40)
        process = self.start("evaluate", model("line"), "first.csv", "second.csv", "--json")
        with open(self.dir / "first.csv", "wb") as fifo:
            fifo.write(b"a,b,y\n1.5,2,1\n")
            fifo.flush()
            time.sleep(0.5)  # the header of a later file is looked at first, at which it must not change
            with open(self.dir / "second.csv", "ab") as file:
                file.write(b"1.5,2,1\n")
        report, errors = process.communicate(timeout=60)
        self.assertEqual((process.returncode, errors), (0, b""))
        self.assertEqual(json.loads(report)["rows"], 1 + 40 + 1)

    def test_a_file_that_grows_may_come_by_a_pipe(self):
        self.line_table("t.csv")
        with open(self.dir / "t.csv", "rb") as file:
            plain = file.read()
        done = run_command(("bash", "-c", 'cat t.csv | "$0" predict "$1" - -q', MLRUN, model("line")), cwd=self.dir)
        self.assertEqual(done.bytes, self.mlrun("predict", model("line"), "-", "-q", stdin=plain).bytes)


class BadRows(StreamTest):
    def setUp(self):
        super().setUp()
        self.file("bad.csv", BAD_ROWS)

    def answers_of(self, *rows):
        write_csv(self.dir / "good.csv", ("a", "b"), rows)
        answers = self.mlrun("predict", model("line"), "good.csv", "-q").stdout.splitlines()[1:]
        (self.dir / "good.csv").unlink()
        return answers

    def predict(self, *words, code=0):
        return self.mlrun("predict", model("line"), "bad.csv", *words, code=code)


class BadRowsOfPredict(BadRows):
    def test_fail(self):
        self.refused(TOO_FEW, "predict", model("line"), "bad.csv", "-o", "out.csv", "--rejects", "rejects.csv", code=3)
        self.assertEqual(self.names(), ["bad.csv", "rejects.csv"])
        self.assertEqual(self.rejects(), REJECTS[:2])

    def test_fail_after_the_answers_to_the_rows_before(self):
        done = self.predict("-q", code=3)
        self.assertEqual(done.stdout.splitlines(), ["prediction", *self.answers_of((1.5, 2))])
        self.assertEqual(done.stderr, f"error: {TOO_FEW}\n")

    def test_skip(self):
        done = self.predict("--on-bad-row", "skip", "--rejects", "rejects.csv", "-o", "out.csv", "--json", "-q")
        counts = done.json
        self.assertEqual((counts["rows"], counts["answered"], counts["bad_rows"]), (5, 3, 2))
        self.assertEqual(done.stderr,
                         "warning: 2 of 5 rows are bad and were left out; they stand in rejects.csv\n")
        self.assertEqual((self.dir / "out.csv").read_text().splitlines(),
                         ["prediction", *self.answers_of((1.5, 2), (4.5, 1), (5.5, 0))])
        self.assertEqual(self.rejects(), REJECTS)
        self.assertEqual(counts["rows"], counts["answered"] + len(self.rejects()) - 1)

    def test_null(self):
        done = self.predict("--on-bad-row", "null", "--rejects", "rejects.csv", "--keep", "a",
                            "-o", "out.csv", "--json", "-q")
        counts = done.json
        self.assertEqual((counts["rows"], counts["answered"], counts["bad_rows"]), (5, 3, 2))
        first, fourth, fifth = self.answers_of((1.5, 2), (4.5, 1), (5.5, 0))
        # What could be taken apart is kept; the row of too few fields has no cells.
        self.assertEqual((self.dir / "out.csv").read_text().splitlines(),
                         ["a,prediction", f"1.5,{first}", ",", "3.5,", f"4.5,{fourth}", f"5.5,{fifth}"])
        self.assertEqual(self.rejects(), REJECTS)

    def test_null_as_json_lines(self):
        done = self.predict("--on-bad-row", "null", "--output-format", "jsonl", "-q")
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        answers = [float(answer) for answer in self.answers_of((1.5, 2), (4.5, 1), (5.5, 0))]
        self.assertEqual([row["prediction"] for row in rows], [answers[0], None, None, *answers[1:]])

    def test_null_of_classes(self):
        self.file("sides.csv", "a,b\n1,2\nx,3\n19,4\n")
        done = self.mlrun("predict", model("side"), "sides.csv", "--on-bad-row", "null", "-q")
        self.assertEqual([line.count(",") for line in done.stdout.splitlines()], [2, 2, 2, 2])
        self.assertEqual(done.stdout.splitlines()[2], ",,")

    def test_limits(self):
        bad = ("--on-bad-row", "skip", "-fo", "out.csv", "--rejects", "rejects.csv")
        more = "more than 1 bad rows (--max-bad-rows); the last: " + NO_NUMBER
        share = "2 of 5 rows are bad, more than --max-bad-ratio 0.39 allows"
        for words, sentence in ((("--max-bad-rows", "1"), more), (("--max-bad-ratio", "0.39"), share)):
            with self.subTest(words):
                self.refused(sentence, "predict", model("line"), "bad.csv", *bad, *words, code=3)
                self.assertEqual(self.rejects(), REJECTS)
                self.assertNotIn("out.csv", self.names())
        for words in (("--max-bad-rows", "2"), ("--max-bad-ratio", "0.4")):
            with self.subTest(words):
                self.predict(*bad, *words)

    def test_limits_need_a_policy(self):
        for words in (("--max-bad-rows", "1"), ("--max-bad-ratio", "0.5")):
            self.refused(f"{words[0]}: the first bad row ends the run (--on-bad-row fail); --on-bad-row skip leaves "
                         "bad rows out", "predict", model("line"), "bad.csv", *words, code=2)

    def test_rejects_are_never_overwritten_unasked(self):
        self.file("rejects.csv", "old")
        words = ("predict", model("line"), "bad.csv", "--on-bad-row", "skip", "--rejects")
        self.refused("rejects.csv: exists already; --force replaces it", *words, "rejects.csv", code=2)
        self.refused("--rejects: expected a file; stdout is for predictions", *words, "-", code=2)
        done = self.mlrun(*words, "bad.csv", "-f", code=2)
        self.assertEqual((done.bytes, (self.dir / "bad.csv").read_text()), (b"", BAD_ROWS), str(done))
        self.assertEqual((self.dir / "rejects.csv").read_text(), "old")

    def test_the_same_for_any_threads(self):
        rows = ["%s,%s" % row[:2] if i % 97 else "1.5" if i % 2 else "x,1"
                for i, row in enumerate(line_rows(20000))]
        self.file("many.csv", "a,b\n" + "\n".join(rows) + "\n")
        found = set()
        for threads in ("1", "2", "4"):
            done = self.mlrun("predict", model("line"), "many.csv", "--on-bad-row", "null", "-fo", "out.csv",
                              "--rejects", "rejects.csv", "--threads", threads, "--json", "-q")
            counts = done.json
            self.assertEqual((counts["rows"], counts["bad_rows"]), (20000, 207))
            self.assertEqual(len(self.rejects()), 208)
            found.add(((self.dir / "out.csv").read_bytes(), (self.dir / "rejects.csv").read_bytes()))
        self.assertEqual(len(found), 1)
        self.assertEqual(next(iter(found))[0].count(b"\n"), 20001)

    def test_in_the_second_file(self):
        self.line_table("t.csv", rows=4)
        done = self.mlrun("predict", model("line"), "t.csv", "bad.csv", "--on-bad-row", "skip",
                          "--rejects", "rejects.csv", "-q")
        self.assertEqual(len(done.stdout.splitlines()), 1 + 4 + 3)
        self.assertEqual(self.rejects(), REJECTS)


class BadRowsOfTables(BadRows):
    def test_evaluate_fails(self):
        self.refused(TOO_FEW, "evaluate", model("line"), "bad.csv", "--rejects", "rejects.csv", code=3)
        self.assertEqual(self.rejects(), REJECTS[:2])

    def test_evaluate_skips(self):
        self.file("good.csv", "a,b,y\n1.5,2,1\n4.5,1,8\n5.5,0,11\n")
        wanted = self.mlrun("evaluate", model("line"), "good.csv", "--json").json
        done = self.mlrun("evaluate", model("line"), "bad.csv", "--on-bad-row", "skip", "--rejects", "rejects.csv",
                          "--json")
        self.assertEqual(done.json, {**wanted, "bad_rows": 2})
        self.assertEqual(done.stderr,
                         "warning: 2 of 5 rows are bad and were left out; they stand in rejects.csv\n")
        self.assertEqual(self.rejects(), REJECTS)

    def test_evaluate_skips_all(self):
        self.file("bad.csv", "a,b,y\n1,2\nx,3,4\n")
        self.refused("bad.csv: all its rows (2) are bad and were left out; the first: bad.csv:2: expected 3 fields, got 2 "
                     "(byte 6)", "evaluate", model("line"), "bad.csv", "--on-bad-row", "skip", "--rejects",
                     "rejects.csv", code=3)
        self.assertEqual(len(self.rejects()), 3)

    def test_train_skips_all(self):
        self.file("bad.csv", "a,b,y\n1,2\n")
        self.refused("no row of the data can be read; --on-bad-row fail tells what is wrong with the first", "train",
                     "bad.csv", "--target", "y", "--on-bad-row", "skip", "-o", "m.mlrun", code=3)
        self.line_table("t.csv")
        self.refused("bad.csv: all its rows (1) are bad and were left out; the first: bad.csv:2: expected 3 fields, got 2 "
                     "(byte 6)", "train", "t.csv", "--valid", "bad.csv", "--target", "y", "--on-bad-row", "skip", "-o",
                     "m.mlrun", code=3)

    def test_evaluate_takes_no_null(self):
        self.refused("--on-bad-row: null not in {fail,skip} (mlrun evaluate --help shows the flags)", "evaluate",
                     model("line"), "bad.csv", "--on-bad-row", "null", code=2)

    def test_evaluate_limits(self):
        bad = ("evaluate", model("line"), "bad.csv", "--on-bad-row", "skip")
        self.refused("more than 1 bad rows (--max-bad-rows); the last: " + NO_NUMBER, *bad,
                     "--max-bad-rows", "1", code=3)
        self.refused("2 of 5 rows are bad, more than --max-bad-ratio 0.1 allows", *bad,
                     "--max-bad-ratio", "0.1", code=3)

    def training_rows(self):
        """40 good rows, then the five of bad.csv."""
        self.line_table("t.csv", rows=40)
        with open(self.dir / "t.csv", "a", encoding="utf-8") as file:
            file.write(BAD_ROWS.partition("\n")[2])

    def test_train_fails(self):
        self.training_rows()
        for words in ((), ("--rejects", "rejects.csv")):
            with self.subTest(words):
                done = self.train("t.csv", "--target", "y", *words, code=3)
                self.assertRegex(done.stderr, r"error: t.csv:43: expected 3 fields, got 2 \(byte \d+\)\n$")
        self.assertEqual([row[4:] for row in self.rejects()[1:]], [REJECTS[1][4:]])

    def test_train_skips(self):
        self.training_rows()
        schema = self.mlrun("schema", self.line_table("good.csv"), "--target", "y").bytes
        self.file("schema.json", schema)
        for words, bad in ((("--schema", "schema.json"), 2), ((), 1)):
            # Without a schema a text makes the column one of texts: such a row is not bad.
            with self.subTest(words):
                done = self.train("t.csv", "--target", "y", "--on-bad-row", "skip", "--rejects", "rejects.csv",
                                  "--json", "-qf", *words)
                self.assertEqual(done.json["bad_rows"], bad)
                self.assertIn(f"warning: {bad} of 45 rows are bad and were left out; they stand in rejects.csv\n",
                              done.stderr)
                self.assertEqual([row[4:] for row in self.rejects()], [row[4:] for row in REJECTS[:1 + bad]])

    def test_train_without_bad_rows(self):
        done = self.train(self.line_table(), "--target", "y", "--on-bad-row", "skip", "--rejects", "rejects.csv",
                          "--json", "-q")
        self.assertEqual((done.json["bad_rows"], done.stderr, self.rejects()), (0, "", REJECTS[:1]))

    def test_a_model_of_skipped_rows_is_that_of_the_good_ones(self):
        self.training_rows()
        self.line_table("good.csv", rows=40)
        with open(self.dir / "good.csv", "a", encoding="utf-8") as file:
            file.write("1.5,2,1\n4.5,1,8\n5.5,0,11\n")
        self.file("schema.json", self.mlrun("schema", "good.csv", "--target", "y").bytes)
        answers = []
        for name in ("t.csv", "good.csv"):
            self.train(name, "--target", "y", "--schema", "schema.json", "--on-bad-row", "skip", "-qf")
            answers.append(self.mlrun("predict", "m.mlrun", "good.csv", "-q").bytes)
        self.assertEqual(answers[0], answers[1])

    def test_train_limits(self):
        self.training_rows()
        bad = ("t.csv", "--target", "y", "--on-bad-row", "skip", "-q")
        done = self.train(*bad, "--max-bad-rows", "0", code=3)
        self.assertIn("error: more than 0 bad rows (--max-bad-rows); the last: t.csv:43: ", done.stderr)
        done = self.train(*bad, "--max-bad-ratio", "0.01", code=3)
        self.assertIn("error: 1 of 45 rows are bad, more than --max-bad-ratio 0.01 allows\n", done.stderr)


class Memory(StreamTest):
    def refused_for_memory(self, *words):
        done = self.mlrun(*words, code=3)
        self.assertRegex(done.stderr, r"error: the table needs (about|more than) \d[\d.]* (B|KiB|MiB) of memory, "
                                      r"--memory allows \d[\d.]* (B|KiB)\n$")
        self.assertEqual(done.bytes, b"")

    def test_a_table_that_does_not_fit_is_refused(self):
        write_csv(self.dir / "t.csv", ("a", "b", "y"), line_rows(20000))
        for verb in (("evaluate", model("line"), "t.csv"),
                     ("train", "t.csv", "--target", "y", *SMALL, "-o", "m.mlrun")):
            with self.subTest(verb):
                self.refused_for_memory(*verb, "--memory", "100K")
                self.assertEqual(self.names(), ["t.csv"])
                self.mlrun(*verb, "--memory", "1G")

    def test_of_a_pipe_and_of_a_packed_file(self):
        write_csv(self.dir / "t.csv", ("a", "b", "y"), line_rows(20000))
        plain = (self.dir / "t.csv").read_bytes()
        self.file("t.csv.gz", gzip.compress(plain))
        done = self.mlrun("evaluate", model("line"), "-", "--memory", "10K", code=3, stdin=plain)
        self.assertRegex(done.stderr, "error: the table needs more than ")
        self.refused_for_memory("evaluate", model("line"), "t.csv.gz", "--memory", "10K")

    def test_no_size(self):
        self.line_table()
        done = self.mlrun("evaluate", model("line"), "line.csv", "--memory", "much", code=2)
        self.assertIn("--memory", done.stderr)


if __name__ == "__main__":
    unittest.main()
