"""Builds a release: the engine's wheel, the extension's zip, and a repository that Blender updates from.

uv run --extra blender python scripts/build_release.py [--out dist] [--no-check]

The repository is a folder of static files: put `dist/repository` on any web server, and add the address of
its `index.json` in Blender under Preferences > Get Extensions > Repositories.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import build_extension

REPO = Path(__file__).resolve().parents[1]


def versions() -> dict[str, str]:
    """Return the version as each file says it."""
    toml = {name: tomllib.loads((REPO / name).read_text("utf8")) for name in ("pyproject.toml", MANIFEST)}
    code = (REPO / "engine" / "speaking_engine" / "__init__.py").read_text("utf8")
    return {
        "pyproject.toml": toml["pyproject.toml"]["project"]["version"],
        MANIFEST: toml[MANIFEST]["version"],
        "__init__.py": _found(r'__version__ = "(.+)"', code),
        "CITATION.cff": _found(r"^version: (.+)$", (REPO / "CITATION.cff").read_text("utf8")),
        "CHANGELOG.md": _found(r"^## (\d+\.\d+\.\d+)", (REPO / "CHANGELOG.md").read_text("utf8")),
    }


MANIFEST = "blender_manifest.toml"


def main() -> int:
    """Build both; give the exit code."""
    parser = argparse.ArgumentParser(description="Build the engine's wheel and the extension's zip.")
    parser.add_argument("--out", type=Path, default=REPO / "dist", help="folder for both")
    parser.add_argument("--no-check", action="store_true", help="do not try the zip; bpy is not needed then")
    options = parser.parse_args()
    said = versions()
    if len(set(said.values())) > 1:
        sys.stderr.write(f"The files do not agree on the version: {said}\n")
        return 2
    uv = shutil.which("uv") or "uv"
    subprocess.run([uv, "build", "--wheel", "--out-dir", str(options.out)], cwd=REPO, check=True)
    zipped = build_extension.build(options.out)
    print(zipped)
    if not options.no_check:
        build_extension.check(zipped)
        build_extension.try_out(zipped)
        print(repository(zipped, options.out / "repository"))
    return 0


def repository(zipped: Path, folder: Path) -> Path:
    """Lay a zip into a folder and have Blender's own tool list it; give the list.

    Earlier zips go: of two of one extension Blender may take the older, and then offers no update.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for earlier in folder.glob(f"{zipped.name.partition('-')[0]}-*.zip"):
        earlier.unlink()
    shutil.copy2(zipped, folder / zipped.name)
    command = [
        sys.executable,
        str(build_extension.blender_tool()),
        "server-generate",
        "--repo-dir",
        str(folder),
        "--html",
    ]
    subprocess.run(command, check=True)
    return folder / "index.json"


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.MULTILINE)
    return found[1] if found else "?"


if __name__ == "__main__":
    sys.exit(main())
