"""Runs tests/blender in every Blender that PyPI has for the Pythons here, each in an environment of its own.

    uv run python scripts/test_blenders.py [4.5 5.0 5.2] [-- PYTEST ARGUMENTS]

4.5 and 5.0 need Python 3.11, 5.2 needs 3.13; one that cannot be had is told and passed over. At the end
stands the matrix as docs/blender.md has it.
The exit code is that of the tests: 0 only if none failed and at least one Blender was tried.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

REPO = Path(__file__).resolve().parents[1]
BLENDERS = {"4.5": ("4.5.15", "3.11"), "5.0": ("5.0.1", "3.11"), "5.2": ("5.2.3", "3.13")}
"""For each Blender the package's version and its Python."""


def main() -> int:
    """Try each; give the exit code."""
    said = [*sys.argv[1:], "--"]
    asked, extra = said[: said.index("--")], said[said.index("--") + 1 : -1]
    rows = list[str]()
    failed, tried = list[str](), list[str]()
    for name in asked or BLENDERS:
        version, python = BLENDERS[name]
        folder = REPO / ".blenders" / name
        if not _prepared(folder, version, python):
            print(f"Blender {name}: passed over, bpy {version} for Python {python} cannot be had here")
            rows.append(f"| {name} | {version} | {python} | not to be had | |")
            continue
        tried.append(name)
        report = folder / "report.xml"
        tests = [str(folder / "bin" / "python"), "-m", "pytest", "-p", "no:cacheprovider", "tests/blender"]
        if subprocess.run([*tests, f"--junitxml={report}", *extra], cwd=REPO, check=False).returncode:
            failed.append(name)
        rows.append(f"| {name} | {version} | {python} | {_counts(report)} |")
    print(f"tried: {', '.join(tried) or 'none'}; failed: {', '.join(failed) or 'none'}")
    print(
        "\n".join(["", "| Blender | bpy | Python | files passed | failed |", "|---|---|---|---|---|", *rows])
    )
    return 1 if failed or not tried else 0


def _counts(report: Path) -> str:
    """Return how many files of tests passed, and which failed, as two cells."""
    cases = list(ElementTree.parse(report).iter("testcase")) if report.is_file() else []  # noqa: S314 - ours
    bad = [case for case in cases if case.find("failure") is not None or case.find("error") is not None]
    skipped = sum(case.find("skipped") is not None for case in cases)
    names = ", ".join(str(case.get("name")).partition("[")[2].rstrip("]") for case in bad)
    return f"{len(cases) - len(bad) - skipped} of {len(cases)} | {names or 'none'}"


def _prepared(folder: Path, version: str, python: str) -> bool:
    """Make the environment: the engine and the tests as locked, then this Blender."""
    environment = {**os.environ, "UV_PROJECT_ENVIRONMENT": str(folder)}
    steps = (
        ["uv", "sync", "--quiet", "--frozen", "--python", python],
        ["uv", "pip", "install", "--quiet", "--python", str(folder / "bin" / "python"), f"bpy=={version}"],
    )
    return all(subprocess.run(step, cwd=REPO, env=environment, check=False).returncode == 0 for step in steps)


if __name__ == "__main__":
    sys.exit(main())
