#!/usr/bin/env python3
"""Holds docs/cli.md to the program: every long flag of every verb's --help stands there, and no other does; and the
verbs that its table of flags names are those that have the flag.

Usage: check_docs.py BINARY
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = "docs/cli.md"
OWN = re.compile(r"^  (-\S+)", re.MULTILINE)  # "  -o,--output TEXT": a verb's own flag, not one that a text speaks of
FLAG = re.compile(r"(?<![\w-])--[a-z][a-z0-9-]*[a-z0-9](?![\w-])")


def verbs():
    """One verb for each apps/mlrun/**/<verb>_command.cpp."""
    return sorted({path.stem.removesuffix("_command") for path in (ROOT / "apps" / "mlrun").rglob("*_command.cpp")})


def flags_of(binary, arguments):
    run = subprocess.run([binary, *arguments, "--help"], capture_output=True, text=True, timeout=60)
    if run.returncode != 0:
        sys.exit(f"error: {binary} {' '.join(arguments)} --help ended with {run.returncode}: {run.stderr.strip()}")
    text = run.stdout + run.stderr
    return set(FLAG.findall(text)), {flag for names in OWN.findall(text) for flag in FLAG.findall(names)}


def named_verbs(cell, known):
    """The verbs of a cell of the table: "all", or those that it names."""
    return known if cell.strip().startswith("all") else known & set(re.findall(r"[a-z]+", cell))


def wrong_verbs(page, flags):
    """What the table of flags says otherwise than the program; rows about one flag are taken together."""
    said, first = {}, {}
    for number, line in enumerate(page.splitlines(), 1):
        cells = re.split(r"(?<!\\)\|", line)
        for flag in FLAG.findall(cells[1]) if len(cells) == 5 else ():
            said.setdefault(flag, set()).update(named_verbs(cells[2], set(flags)))
            first.setdefault(flag, number)
    for flag, verbs_said in said.items():
        has = {verb for verb, known in flags.items() if flag in known}
        if has and verbs_said != has:
            yield (f"{PAGE}:{first[flag]}: error: {flag} is of {', '.join(sorted(has))}, and the table says "
                   f"{', '.join(sorted(verbs_said)) or 'no verb'}")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    binary = sys.argv[1]
    for needed in (pathlib.Path(binary), ROOT / PAGE):
        if not needed.is_file():
            sys.exit(f"error: {needed} is not there")
    places, own = {}, {}
    for verb in [None, *verbs()]:
        told, own[verb] = flags_of(binary, [verb] if verb else [])
        for flag in told:
            places.setdefault(flag, f"mlrun {verb or ''}".strip())
    del own[None]
    page = (ROOT / PAGE).read_text(encoding="utf-8")
    documented = {}
    for number, line in enumerate(page.splitlines(), 1):
        for flag in FLAG.findall(line):
            documented.setdefault(flag, number)
    missing = places.keys() - documented.keys()
    errors = [f"{PAGE}:1: error: {flag} of {places[flag]} --help is missing" for flag in missing]
    errors += [
        f"{PAGE}:{documented[flag]}: error: no verb's --help knows {flag}" for flag in documented.keys() - places.keys()
    ]
    errors += wrong_verbs(page, own)
    for line in sorted(errors):
        print(line)
    sys.exit(1 if errors else 0)


if __name__ == "__main__":
    main()
