#!/usr/bin/env python3
"""Runs clang-tidy over the sources of lib/ and apps/, several at a time, and remembers what passed.

Usage: check_tidy.py BUILD [--changed BASE] [--jobs N]

BUILD is a build tree with compile_commands.json. With --changed only sources are checked that differ from the git
revision BASE, or include a header that does. What passed is remembered beside the downloads of
scripts/setup.sh, for every checkout, by the content of the source, of the project's headers it includes, of its flags
and of .clang-tidy.
"""
import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.M)


def project_files(source):
    """The source and every header of this tree that it includes, directly or not."""
    found, waiting = {source}, [source]
    while waiting:
        current = waiting.pop()
        for name in INCLUDE.findall(current.read_text(encoding="utf-8")):
            for base in (ROOT / "lib", ROOT, current.parent):
                header = base / name
                if header.is_file() and header not in found:
                    found.add(header)
                    waiting.append(header)
                if header.is_file():
                    break
    return sorted(found)


def cache_dir():
    run = subprocess.run([ROOT / "scripts" / "cache_dir.sh"], capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(run.stderr.strip())
    cache = pathlib.Path(run.stdout.strip()) / "tidy"
    cache.mkdir(parents=True, exist_ok=True)
    return cache


def fingerprint(entry, files):
    """Equal in every checkout of the same sources."""
    digest = hashlib.sha256()
    for path in [ROOT / ".clang-tidy", ROOT / "scripts" / "versions.env", *files]:
        digest.update(path.read_bytes() + b"\0")
    command = entry.get("command", " ".join(entry.get("arguments", [])))
    digest.update(command.replace(str(ROOT), "").encode())
    return digest.hexdigest()


def changed_files(base):
    """Files that differ from the revision, and new ones."""
    def lines(*arguments):
        run = subprocess.run(["git", "-C", ROOT, *arguments], capture_output=True, text=True)
        if run.returncode != 0:
            sys.exit(f"error: git {' '.join(arguments)}: {run.stderr.strip()}")
        return run.stdout.splitlines()

    names = lines("diff", "--name-only", base, "--") + lines("ls-files", "--others", "--exclude-standard")
    return {ROOT / name for name in names}


def tidy(source, build):
    run = subprocess.run(["clang-tidy", "--quiet", "-p", build, source], capture_output=True, text=True, cwd=ROOT)
    return run.returncode, run.stdout + (run.stderr if "Error" in run.stderr else "")


def wanted_sources(build):
    """(entry, source) of every file of lib/ and apps/ in the build tree."""
    for entry in json.loads((build / "compile_commands.json").read_text()):
        source = (pathlib.Path(entry["directory"]) / entry["file"]).resolve()
        if source.is_relative_to(ROOT / "lib") or source.is_relative_to(ROOT / "apps"):
            yield entry, source


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--changed", metavar="BASE")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    if not (options.build / "compile_commands.json").is_file():
        sys.exit(f"error: {options.build}/compile_commands.json is not there: configure and build that tree first")

    changed = changed_files(options.changed) if options.changed else None
    cache, work = cache_dir(), {}
    for entry, source in wanted_sources(options.build):
        files = project_files(source)
        stamp = cache / fingerprint(entry, files)
        if not stamp.exists() and (changed is None or changed & set(files)):
            work[source] = stamp
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        runs = {pool.submit(tidy, source, options.build): source for source in work}
        for run in concurrent.futures.as_completed(runs):
            status, output = run.result()
            if status == 0:
                work[runs[run]].touch()
                continue
            failed += 1
            print(output.strip() or f"{runs[run]}: clang-tidy ended with {status}", flush=True)
    print(f"clang-tidy: {len(work)} checked, {failed} with findings", file=sys.stderr)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
