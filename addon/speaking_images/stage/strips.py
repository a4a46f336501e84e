"""The faster film: the artwork as an image strip and each layer's finished patch over it, no 3D."""

from __future__ import annotations

import bpy

from speaking_engine.protocol.plan import RenderPlan


def build_strips(plan: RenderPlan) -> bpy.types.Scene:
    """Make the film of flat strips."""
    raise NotImplementedError
