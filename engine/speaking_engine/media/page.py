"""Pages: HTML files that need nothing beside themselves, filled from templates by Jinja."""

from __future__ import annotations

import base64
import html
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

HERE = Path(__file__).parent


def fill(template: Path, **values: Any) -> str:  # noqa: ANN401 - plain values
    """Return a template with its places filled; text is escaped, and a misspelt place is an error.

    A template may extend `page.html`, the look that our pages have in common.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        autoescape=True,
        loader=FileSystemLoader([template.parent, HERE]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template.name).render(values)


def jpeg_image(pixels: npt.NDArray[np.uint8], alt: str, quality: int = 88) -> str:
    """Return an image (H, W, 3) of sRGB as HTML that holds it."""
    return f"<img alt='{html.escape(alt)}' src='{jpeg_data(pixels, quality)}'>"


def jpeg_data(pixels: npt.NDArray[np.uint8], quality: int = 88) -> str:
    """Return an image (H, W, 3) of sRGB as a data address."""
    colours = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    _, encoded = cv2.imencode(".jpg", colours, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return data_of(encoded.tobytes(), "image/jpeg")


def data_of(encoded: bytes, kind: str) -> str:
    """Return a file's bytes as a data address; `kind` is its media type."""
    return f"data:{kind};base64,{base64.b64encode(encoded).decode('ascii')}"
