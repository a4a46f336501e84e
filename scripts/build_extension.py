"""Builds the extension's zip, has Blender's own validator check it, and tries it in an empty user folder.

    python scripts/build_extension.py [--out dist] [--no-check]

The zip brings the engine's wheel, the list of what it needs by version and hash, and where uv is to be had:
"Install engine" needs PyPI and nothing else.

Needs bpy in this Python, and no Blender.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

REPO = Path(__file__).resolve().parents[1]
ADDON = REPO / "addon" / "speaking_images"
ENGINE = REPO / "engine" / "speaking_engine"
SHARED = ("__init__.py", "errors.py", "protocol")
EPOCH = (2026, 1, 1, 0, 0, 0)  # zips made of the same files are the same bytes

TRY = """
import os, sys
import bpy
zip_path, module = sys.argv[-1], "bl_ext.user_default.speaking_images"
bpy.ops.extensions.package_install_files(
    filepath=zip_path, repo="user_default", enable_on_install=True, overwrite=True)
assert module in bpy.context.preferences.addons, "the extension was not enabled"
import speaking_engine.protocol.plan
assert hasattr(bpy.context.scene, "speaking"), "the extension did not register"
bpy.ops.preferences.addon_disable(module=module)
assert not hasattr(bpy.types.Scene, "speaking"), "the extension left something behind"
print("installed, enabled, disabled in Blender", bpy.app.version_string, flush=True)
os._exit(0)
"""


def main() -> int:
    """Build, check, try; give the exit code."""
    parser = argparse.ArgumentParser(description="Build, check and try the extension's zip.")
    parser.add_argument("--out", type=Path, default=REPO / "dist", help="folder for the zip")
    parser.add_argument("--no-check", action="store_true", help="build only; bpy is not needed then")
    options = parser.parse_args()
    built = build(options.out)
    print(built)
    if not options.no_check:
        check(built)
        try_out(built)
    return 0


def build(out: Path) -> Path:
    """Make the zip from the manifest, the add-on's sources and the shared part of the engine."""
    manifest = tomllib.loads((REPO / "blender_manifest.toml").read_text("utf8"))
    out.mkdir(parents=True, exist_ok=True)
    target = out / f"{manifest['id']}-{manifest['version']}.zip"
    beside = target.with_suffix(".partial")
    with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
        _write(archive, "blender_manifest.toml", (REPO / "blender_manifest.toml").read_bytes())
        _write(archive, "LICENSE", (REPO / "LICENSE").read_bytes())
        for name, data in _brought(manifest["version"]):
            _write(archive, f"engine/{name}", data)
        for path in _sources(ADDON):
            _write(archive, path.relative_to(ADDON).as_posix(), path.read_bytes())
        for name in manifest["wheels"]:
            _write(archive, name.removeprefix("./"), _wheel(manifest["version"]))
    beside.replace(target)
    return target


def check(built: Path) -> None:
    """Run Blender's own validator."""
    subprocess.run([sys.executable, str(blender_tool()), "validate", str(built)], check=True)


def blender_tool() -> Path:
    """Return the program of Blender's that validates extensions and lists them for a repository."""
    specification = importlib.util.find_spec("bpy")
    if specification is None or specification.origin is None:
        raise SystemExit("There is no bpy in this Python; run with the extra `blender`, or pass --no-check.")
    package = Path(specification.origin).parent
    return next(package.glob("*/scripts/addons_core/bl_pkg/cli/blender_ext.py"))


def try_out(built: Path) -> None:
    """Install and enable it in an empty user folder, and switch it off again."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "try.py"
        script.write_text(TRY, "utf8")
        environment = {**os.environ, "BLENDER_USER_RESOURCES": str(Path(folder) / "user")}
        subprocess.run([sys.executable, str(script), str(built)], check=True, env=environment)


def _brought(version: str) -> Iterator[tuple[str, bytes]]:
    """Return the files of the folder that `link/installer.py` installs from."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["uv", "build", "--quiet", "--wheel", "--out-dir", folder]
        subprocess.run(command, cwd=REPO, check=True)
        wheel = next(Path(folder).glob(f"speaking_images-{version}-*.whl"))
        yield wheel.name, wheel.read_bytes()
        size = wheel.stat().st_size
    requirements = _requirements()
    yield "requirements.txt", requirements
    names = set(re.findall(r"^([\w.-]+)==", requirements.decode(), re.MULTILINE))
    locked = tomllib.loads((REPO / "uv.lock").read_text("utf8"))["package"]
    fetched = sum(_wheel_bytes(one) for one in locked if one["name"] in names)
    uv = next(one for one in locked if one["name"] == "uv")
    facts = {
        "version": version,
        "wheel": wheel.name,
        "download_bytes": fetched,
        "disk_bytes": round((fetched + size) * UNPACKED),
        "uv": [{"url": one["url"], "sha256": one["hash"].removeprefix("sha256:")} for one in uv["wheels"]],
    }
    yield "engine.json", json.dumps(facts, indent=1).encode()


def _wheel_bytes(package: dict[str, Any]) -> int:
    """Return the size of a package's wheel for 64-bit Linux and Python 3.11; others are about as large."""
    fits = re.compile(
        r"-(cp311-cp311|cp3\d+-abi3|py3-none|py2\.py3-none)-(any|manylinux[^-]*x86_64)[^-]*\.whl$"
    )
    return next((one["size"] for one in package.get("wheels", ()) if fits.search(one["url"])), 0)


UNPACKED = 2.0
"""How much more room all takes than the packages' files; 1.87 was measured on Linux, without Python."""


def _requirements() -> bytes:
    """Return every package that the engine needs, by version and hash, as `uv.lock` has them."""
    chosen = ("--no-dev", "--no-default-groups", "--group", "models", "--no-emit-project")
    command = ["uv", "export", "--quiet", "--frozen", "--no-annotate", "--no-header", *chosen]
    return subprocess.run(command, cwd=REPO, check=True, capture_output=True).stdout


def _sources(folder: Path) -> Iterator[Path]:
    found = (path for path in sorted(folder.rglob("*")) if path.suffix in {".py", ".json"})
    return (path for path in found if "__pycache__" not in path.parts)


def _wheel(version: str) -> bytes:
    """Pack errors and protocol as a wheel for any Python, as PEP 427 describes it."""
    info = f"speaking_engine_protocol-{version}.dist-info"
    files = {
        f"speaking_engine/{path.relative_to(ENGINE).as_posix()}": path.read_bytes()
        for name in SHARED
        for path in (_sources(ENGINE / name) if (ENGINE / name).is_dir() else [ENGINE / name])
    }
    files[f"{info}/METADATA"] = (
        f"Metadata-Version: 2.1\nName: speaking-engine-protocol\nVersion: {version}\n"
        "License: GPL-3.0-or-later\nRequires-Python: >=3.11\n"
    ).encode()
    files[f"{info}/WHEEL"] = (
        b"Wheel-Version: 1.0\nGenerator: build_extension\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    rows = [f"{name},sha256={_digest(data)},{len(data)}" for name, data in files.items()]
    files[f"{info}/RECORD"] = "\n".join([*rows, f"{info}/RECORD,,", ""]).encode()
    with tempfile.TemporaryFile() as packed:
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.items():
                _write(archive, name, data)
        packed.seek(0)
        return packed.read()


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def _write(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    sys.exit(main())
