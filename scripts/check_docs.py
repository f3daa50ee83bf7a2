#!/usr/bin/env python3
"""Holds docs/cli.md to the program: every long flag of every verb's --help stands there, and no other does.

Usage: check_docs.py BINARY
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = "docs/cli.md"
FLAG = re.compile(r"(?<![\w-])--[a-z][a-z0-9-]*[a-z0-9](?![\w-])")


def verbs():
    """One verb for each apps/mlrun/**/<verb>_command.cpp."""
    return sorted({path.stem.removesuffix("_command") for path in (ROOT / "apps" / "mlrun").rglob("*_command.cpp")})


def flags_of(binary, arguments):
    run = subprocess.run([binary, *arguments, "--help"], capture_output=True, text=True, timeout=60)
    if run.returncode != 0:
        sys.exit(f"error: {binary} {' '.join(arguments)} --help ended with {run.returncode}: {run.stderr.strip()}")
    return set(FLAG.findall(run.stdout + run.stderr))


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    binary = sys.argv[1]
    for needed in (pathlib.Path(binary), ROOT / PAGE):
        if not needed.is_file():
            sys.exit(f"error: {needed} is not there")
    places = {}
    for verb in [None, *verbs()]:
        for flag in flags_of(binary, [verb] if verb else []):
            places.setdefault(flag, f"mlrun {verb or ''}".strip())
    documented = {}
    for number, line in enumerate((ROOT / PAGE).read_text(encoding="utf-8").splitlines(), 1):
        for flag in FLAG.findall(line):
            documented.setdefault(flag, number)
    missing = places.keys() - documented.keys()
    errors = [f"{PAGE}:1: error: {flag} of {places[flag]} --help is missing" for flag in missing]
    errors += [
        f"{PAGE}:{documented[flag]}: error: no verb's --help knows {flag}" for flag in documented.keys() - places.keys()
    ]
    for line in sorted(errors):
        print(line)
    sys.exit(1 if errors else 0)


if __name__ == "__main__":
    main()
