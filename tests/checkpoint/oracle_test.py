"""Holds the container reader against the reference: PyPI's safetensors.

MLRUN_CHECK_CONTAINER names the program container_check (tests/support/container_check.cpp).
MLRUN_ORACLE_MUTANTS and MLRUN_ORACLE_SEED change the number of mutants (2000) and their seed (1).
"""

import json
import os
import random
import re
import struct
import subprocess
import sys
import tempfile
import unittest

try:
    import safetensors
except ImportError:
    safetensors = None

CHECK = os.environ.get("MLRUN_CHECK_CONTAINER")
MUTANTS = int(os.environ.get("MLRUN_ORACLE_MUTANTS", "2000"))
SEED = int(os.environ.get("MLRUN_ORACLE_SEED", "1"))

SIZES = {"BOOL": 1, "U8": 1, "I8": 1, "I16": 2, "I32": 4, "I64": 8, "F16": 2, "BF16": 2, "F32": 4,
         "F64": 8}

# The stricter rules of docs/model_file.md, as the program words them. Whatever else the reference
# takes, we take.
STRICTER = [re.compile(text) for text in (
    r"a second tensor ", r"a second metadata key ", r"unknown key ",
    r"dtype \".*\" is not one of ", r"more than 8 dimensions", r"a tensor with an empty name",
    r"a tensor's name of \d+ bytes", r"a tensor's name with characters that cannot be printed",
    r"above 2\^63 - 1", r"expected '\{', got \"(null|\[)\"")]

NAMES = ["a", "weight", "0.bias", "x" * 40, "\u00e9\u4e16", "model.0.weight", "a b", "\"q\\"]
NUMBERS = ["0", "1", "2", "3", "4", "8", "16", "-1", "-0", "01", "1.0", "1e0", "4294967296",
           "9223372036854775807", "9223372036854775808", "18446744073709551615",
           "18446744073709551616", "null", "[]", "\"1\""]
WORDS = ["F64", "F32", "F16", "BF16", "I64", "I32", "U8", "BOOL", "U16", "U32", "U64", "F8_E4M3",
         "C64", "F4", "f32", "", "\\u0046\\u0033\\u0032", "__metadata__", "dtype", "shape",
         "data_offsets", "a", "weight", "\\u0000", "\\ud800", "\\ud83d\\ude00", "\u00e9"]
SNIPPETS = [" ", "\n", "\t", ",", "{", "}", "[", "]", ":", "\"", "\\", "\0", "/*c*/", "1", "-",
            ".5", "null", "{}", "[]", "\"a\":1,", "\"x\":\"y\",", "\ufeff"]


def container(header, data):
    return struct.pack("<Q", len(header)) + header + data


def valid_parts(rng):
    """The header's members and the data of a random valid file."""
    members, data = [], b""
    if rng.random() < 0.6:
        metadata = {rng.choice(NAMES) + str(i): rng.choice(NAMES) for i in range(rng.randrange(3))}
        members.append(("__metadata__", metadata))
    for name in rng.sample(NAMES, rng.randrange(4)):
        dtype = rng.choice(list(SIZES))
        shape = [rng.choice([0, 1, 1, 2, 3]) for _ in range(rng.randrange(5))]
        size = SIZES[dtype]
        for extent in shape:
            size *= extent
        entry = [("dtype", dtype), ("shape", shape),
                 ("data_offsets", [len(data), len(data) + size])]
        rng.shuffle(entry)
        members.append((name, dict(entry)))
        data += rng.randbytes(size)
    rng.shuffle(members)
    return members, data


def header_text(rng, members):
    separators = rng.choice([(",", ":"), (", ", ": ")])
    text = json.dumps(dict(members), ensure_ascii=rng.random() < 0.5, separators=separators)
    return " " * rng.choice([0, 0, 0, 3]) + text + " " * rng.choice([0, 0, 1, 7])


def replace_match(rng, pattern, replacements, text):
    found = list(re.finditer(pattern, text))
    if not found:
        return text
    match = rng.choice(found)
    return text[:match.start()] + rng.choice(replacements) + text[match.end():]


def mutate_text(rng, text):
    kind = rng.randrange(7)
    if kind == 0:
        return replace_match(rng, r"\d+", NUMBERS, text)
    if kind == 1:
        return replace_match(rng, r"(?<=\")[^\"]*(?=\")", WORDS, text)
    place = rng.randrange(len(text) + 1)
    if kind == 2:
        return text[:place] + rng.choice(SNIPPETS) + text[place:]
    if kind == 3:
        return text[:place] + text[place + 1:]
    if kind == 4:  # a member once more
        member = rng.choice(re.findall(r"\"[^\"]*\"\s*:\s*(?:\{[^{}]*\}|\[[^\[\]]*\]|\"[^\"]*\")",
                                       text) or ["\"a\":{}"])
        return replace_match(rng, r"[{,](?=\s*\")", ["{" + member + ",", "," + member + ","], text)
    if kind == 5:
        other = rng.randrange(len(text) + 1)
        start, end = min(place, other), min(max(place, other), min(place, other) + 30)
        return text[:end] + text[start:]
    return replace_match(rng, r"\{[^{}]*\}|\[[^\[\]]*\]", ["null", "{}", "[]", "[0]", "[0,4,8]",
                                                           "[1,1,1,1,1,1,1,1,1]",
                                                           "[\"F32\",[1],[0,4]]"], text)


def mutate_bytes(rng, whole):
    whole = bytearray(whole)
    kind = rng.randrange(5)
    if kind == 0 and whole:
        whole[rng.randrange(len(whole))] ^= 1 << rng.randrange(8)
    elif kind == 1:
        del whole[rng.randrange(len(whole) + 1):]
    elif kind == 2:
        whole += rng.randbytes(rng.randrange(1, 9))
    elif kind == 3 and whole:
        whole[rng.randrange(min(len(whole), 8))] = rng.randrange(256)
    else:
        whole.insert(rng.randrange(len(whole) + 1), rng.randrange(256))
    return bytes(whole)


def mutant(rng):
    members, data = valid_parts(rng)
    text = header_text(rng, members)
    kind = rng.random()
    if kind < 0.1:
        return container(text.encode(), data)
    if kind < 0.4:
        return mutate_bytes(rng, container(text.encode(), data))
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        text = mutate_text(rng, text)
    if rng.random() < 0.3:
        data = data[:-1] if rng.random() < 0.5 else data + b"\0" * rng.choice([1, 4, 8])
    return container(text.encode("utf-8", "surrogatepass"), data)


def reference_takes(whole):
    try:
        safetensors.deserialize(whole)
        return True
    except safetensors.SafetensorError:
        return False


@unittest.skipIf(safetensors is None, "the PyPI package safetensors is not installed")
@unittest.skipUnless(CHECK, "MLRUN_CHECK_CONTAINER does not name the program container_check")
class OracleTest(unittest.TestCase):
    def answers(self, files):
        with tempfile.TemporaryDirectory() as folder:
            paths = []
            for number, whole in enumerate(files):
                paths.append(os.path.join(folder, str(number)))
                with open(paths[-1], "wb") as file:
                    file.write(whole)
            run = subprocess.run([CHECK], input="\n".join(paths) + "\n", capture_output=True,
                                 encoding="utf-8", errors="replace", check=True)
        lines = run.stdout.splitlines()
        self.assertEqual(len(lines), len(files))
        return lines

    def test_mutants(self):
        rng = random.Random(SEED)
        files = [mutant(rng) for _ in range(MUTANTS)]
        both = neither = stricter = 0
        for number, (whole, answer) in enumerate(zip(files, self.answers(files))):
            ours, theirs = answer.startswith("accept"), reference_takes(whole)
            where = f"seed {SEED}, mutant {number}: {whole!r}: {answer}"
            self.assertFalse(ours and not theirs, f"the reference refuses {where}")
            if theirs and not ours:
                self.assertTrue(any(rule.search(answer) for rule in STRICTER),
                                f"the reference takes {where}")
            both += ours and theirs
            neither += not ours and not theirs
            stricter += theirs and not ours
        print(f"{MUTANTS} mutants: {both} taken by both, {neither} refused by both, "
              f"{stricter} refused by a stricter rule", file=sys.stderr)
        self.assertGreater(both, MUTANTS // 20)
        self.assertGreater(neither, MUTANTS // 20)

    def test_files_of_the_reference_are_taken(self):
        try:
            import numpy
            from safetensors.numpy import save
        except ImportError:
            self.skipTest("numpy is not installed")
        tensors = {"a": numpy.ones((2, 2), numpy.float32), "b": numpy.zeros(0, numpy.uint8),
                   "c": numpy.array(3.0)}
        self.assertEqual(self.answers([save(tensors, {"k": "v"}), save({})]),
                         ["accept 3", "accept 0"])

    def test_a_model_file_is_taken_by_the_reference(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "m.mlrun")
            subprocess.run([CHECK, "--write", path], check=True)
            with open(path, "rb") as file:
                whole = file.read()
        tensors = dict(safetensors.deserialize(whole))
        self.assertEqual(sorted(tensors), [
            "features.age.quantiles", "features.none", "golden.answers", "model.0.bias",
            "model.0.weight", "model.steps"])
        self.assertEqual(tensors["features.none"]["shape"], [0, 4])
        self.assertEqual(struct.unpack("<3d", tensors["features.age.quantiles"]["data"]),
                         (-1.5, 0.25, 1e300))
        self.assertEqual(struct.unpack("<q", tensors["model.steps"]["data"]), (42,))
        length = struct.unpack("<Q", whole[:8])[0]
        self.assertEqual((8 + length) % 64, 0)
        metadata = json.loads(whole[8:8 + length])["__metadata__"]
        self.assertEqual(metadata["format"], "mlrun-model")
        self.assertEqual(json.loads(metadata["metrics"])["valid"]["rmse"], 0.5)


if __name__ == "__main__":
    unittest.main(verbosity=2)
