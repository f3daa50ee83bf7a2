#!/usr/bin/env python3
"""Holds the sources to the floors of docs/design.md.

Usage: check_layers.py [ROOT]

Errors (exit 1): an include that no arrow allows, LibTorch, CLI11 or spdlog where they do not belong, the word cuda
outside lib/device, absolute paths of a machine, and notes of unfinished work. Warnings: long files and functions,
a source without its test.
"""
import pathlib
import re
import statistics
import subprocess
import sys

# room -> the rooms below it that it may include
FLOORS = {
    "core": set(),
    "kernels": set(),
    "stack": {"kernels", "core"},
    "backprop": {"stack", "kernels", "core"},
    "data": {"core"},
    "arrow": {"data", "core"},
    "features": {"data", "core"},
    "metrics": {"data", "core"},
    "checkpoint": {"data", "core"},
    "config": {"features", "data", "core"},
    "predict": {"checkpoint", "features", "metrics", "data", "core", "config", "kernels", "stack"},
    "plan": {"predict", "checkpoint", "features", "metrics", "data", "core", "config"},
    "device": {"checkpoint", "core"},
    "model": {"device", "predict", "checkpoint", "config", "core", "features"},
    "train": {"model", "device", "predict", "metrics", "features", "data", "core", "config", "kernels", "stack", "backprop"},
}
LEARN_ROOMS = {"device", "model", "train"}
LEARN_APP = "apps/mlrun/learn/"
TORCH = ("ATen/", "c10/", "torch/", "torch.h")
FILE_LINES, FILE_MEDIAN, FUNCTION_LINES = 400, 120, 60
SOURCES = (".h", ".cpp")

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
# Part of an identifier: cuda, CUDA, kCUDA, kCuda, is_cuda, CudaStream; not barracuda.
CUDA = re.compile(r"(?<![A-Za-z])cuda(?![a-z])|CUDA|Cuda(?![a-z])")
PATHS = re.compile(r"(?<![\w./~-])/(?:home|root|work|Users)/[A-Za-z0-9_]")
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME)\b")
# What stands before the brace of a function body; namespaces, types, lists and control words do not.
FUNCTION = re.compile(r"\)\s*(?:const|noexcept|override|final|mutable|->\s*[\w:<>,&*\s]+|:.*)?\s*$", re.S)
NO_FUNCTION = re.compile(r"^\s*(?:if|for|while|switch|catch|else|do|namespace|struct|class|enum|union)\b")


class Findings:
    def __init__(self):
        self.errors, self.warnings = [], []

    def error(self, path, line, message):
        self.errors.append(f"{path}:{line}: error: {message}")

    def warn(self, path, line, message):
        self.warnings.append(f"{path}:{line}: warning: {message}")


def known_files(root):
    """Tracked files and new ones that git does not ignore; every file where there is no git."""
    listing = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"], capture_output=True
    )
    if listing.returncode == 0:
        names = listing.stdout.decode().split("\0")
    else:
        names = [str(path.relative_to(root)) for path in root.rglob("*")]
    return sorted(name for name in set(names) if name and (root / name).is_file())


def room_of(path):
    """lib/data/table.cpp -> ("lib", "data"); tests of a room count as that room in the part "tests"."""
    parts = path.split("/")
    if parts[0] in ("lib", "tests") and len(parts) > 2:
        return parts[0], parts[1]
    return parts[0], None


def without_comments(text):
    """The same lines with comments and the inside of literals blanked."""
    pattern = re.compile(
        r'//[^\n]*|/\*.*?\*/|R"([^()\s\\]*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9A-Fa-f])\'(?:\\.|[^\'\\\n])+\'', re.S
    )
    return pattern.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)


def check_include(path, number, quote, target, findings):
    part, room = room_of(path)
    if part not in ("lib", "apps"):
        return
    learn = room in LEARN_ROOMS or path.startswith(LEARN_APP)
    if target.startswith(TORCH) and not learn:
        places = f"lib/device, lib/model, lib/train and {LEARN_APP}"
        findings.error(path, number, f"<{target}>: LibTorch belongs to {places}")
    if quote == "<" and target.startswith(("arrow/", "parquet/")) and room != "arrow":
        findings.error(path, number, f"<{target}>: Arrow C++ belongs to lib/arrow")
    if target.startswith("CLI/") and part != "apps":
        findings.error(path, number, f"<{target}>: CLI11 belongs to apps/")
    if target.startswith("spdlog/") and not re.fullmatch(r"lib/core/log\w*\.cpp", path):
        findings.error(path, number, f"<{target}>: spdlog belongs to lib/core/log*.cpp")
    if part != "lib" or quote != '"':
        return
    if room not in FLOORS:
        findings.error(path, number, f"lib/{room} is no known room; scripts/check_layers.py lists them")
        return
    other = target.split("/")[0]
    if other != room and other not in FLOORS[room]:
        below = ", ".join(sorted(FLOORS[room])) or "nothing"
        findings.error(path, number, f'"{target}": lib/{room} may include {below}')


def check_cuda(path, lines, findings):
    if not path.startswith(("lib/", "apps/")) or path.startswith("lib/device/"):
        return
    for number, line in enumerate(lines, 1):
        if CUDA.search(line):
            findings.error(path, number, "the word cuda belongs to lib/device")


def check_words(path, text, findings):
    for number, line in enumerate(text.splitlines(), 1):
        found = PATHS.search(line)
        if found:
            findings.error(path, number, f"a path of one machine: {line[found.start():].split()[0]}")
        if UNFINISHED.search(line):
            findings.error(path, number, "a note of unfinished work; open an issue instead")


def functions(code):
    """(first line, lines) of every function body, by counting braces in code without comments and literals."""
    found, stack, line, since = [], [], 1, 0
    for place, character in enumerate(code):
        if character == "\n":
            line += 1
        elif character == "{":
            head = code[since:place]
            inside = any(kind for kind, _ in stack)
            starts = not inside and bool(FUNCTION.search(head)) and not NO_FUNCTION.search(head.strip())
            stack.append((starts, line))
            since = place + 1
        elif character == "}":
            if stack:
                starts, first = stack.pop()
                if starts:
                    found.append((first, line - first + 1))
            since = place + 1
        elif character == ";":
            since = place + 1
    return found


def check_sizes(path, text, code, findings):
    count = text.count("\n")
    if count > FILE_LINES:
        findings.warn(path, 1, f"{count} lines, the budget is {FILE_LINES}")
    for first, lines in functions(code):
        if lines > FUNCTION_LINES:
            findings.warn(path, first, f"a function of {lines} lines, the budget is {FUNCTION_LINES}")
    return count


def check_test(path, files, findings):
    part, room = room_of(path)
    if part != "lib" or not path.endswith(".cpp"):
        return
    test = "tests/" + path[len("lib/"):-len(".cpp")] + "_test.cpp"
    if test not in files:
        findings.warn(path, 1, f"no {test}")


def check_tree(root):
    """Findings of the whole tree below root."""
    findings, sizes = Findings(), []
    files = set(known_files(root))
    for path in sorted(files):
        try:
            text = (root / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        check_words(path, text, findings)
        if not path.endswith(SOURCES) or path.split("/")[0] not in ("lib", "apps", "tests"):
            continue
        lines = text.splitlines()
        for number, line in enumerate(lines, 1):
            found = INCLUDE.match(line)
            if found:
                check_include(path, number, found.group(1), found.group(2), findings)
        check_cuda(path, lines, findings)
        size = check_sizes(path, text, without_comments(text), findings)
        if path.startswith("lib/"):
            sizes.append(size)
        check_test(path, files, findings)
    if sizes and statistics.median(sizes) > FILE_MEDIAN:
        findings.warn("lib", 1, f"the median file has {statistics.median(sizes):g} lines, the budget is {FILE_MEDIAN}")
    return findings


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent).resolve()
    findings = check_tree(root)
    for line in findings.warnings + findings.errors:
        print(line)
    sys.exit(1 if findings.errors else 0)


if __name__ == "__main__":
    main()
