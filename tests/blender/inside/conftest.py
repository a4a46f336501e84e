"""What tests inside Blender share: an empty file, with the extension enabled, and a plan to build from."""

from __future__ import annotations

import pytest


@pytest.fixture
def empty_file():
    import bpy

    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)


@pytest.fixture
def extension(empty_file):
    import speaking_images

    speaking_images.register()
    yield
    speaking_images.unregister()


@pytest.fixture
def plan(tmp_path):
    from fake_film import FakeFilm, read

    return read(FakeFilm().write(tmp_path))
