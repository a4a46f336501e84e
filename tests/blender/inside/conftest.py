"""What tests inside Blender share: an empty Blender with the extension enabled."""

from __future__ import annotations

import pytest


@pytest.fixture
def extension():
    import bpy

    import speaking_images

    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)
    speaking_images.register()
    yield
    speaking_images.unregister()
