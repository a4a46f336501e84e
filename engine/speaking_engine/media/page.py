"""Pages: HTML files of our own look that need nothing beside themselves."""

from __future__ import annotations

import base64
import html
from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 80rem; color: #222 }
section { background: #fff; border: 1px solid #ddd; border-radius: 6px; padding: 1rem 1.5rem; margin: 1rem 0 }
section.failed { border-left: 6px solid #b3261e } section.stopped { border-left: 6px solid #b38b1e }
h2 { margin: 0 0 .5rem; font-size: 1.1rem } img { max-width: 100% }
blockquote { margin: .5rem 0; font-style: italic }
.note { color: #7a5b00 } .fault { color: #b3261e } .good { color: #1e6b2e } small { color: #666 }
table { border-collapse: collapse; margin: .5rem 0 }
td, th { text-align: left; padding: .15rem .8rem .15rem 0; border-bottom: 1px solid #eee }
td, th { vertical-align: top }
"""


def page(title: str, body: str) -> str:
    """Return a whole page.

    Parameters
    ----------
    title : str
        Plain text.
    body : str
        HTML.
    """
    plain = html.escape(title)
    return (
        f"<!doctype html><html lang='en'><meta charset='utf-8'><title>{plain}</title>"
        f"<style>{_STYLE}</style><h1>{plain}</h1>{body}</html>\n"
    )


def table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Return a table of plain text as HTML."""
    return table_of_html(heads, [tuple(html.escape(cell) for cell in row) for row in rows])


def table_of_html(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Return a table whose cells are HTML already."""
    head = "".join(f"<th>{html.escape(name)}</th>" for name in heads)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><tr>{head}</tr>{body}</table>"


def jpeg_image(pixels: npt.NDArray[np.uint8], alt: str, quality: int = 88) -> str:
    """Return an image (H, W, 3) of sRGB as HTML that holds it."""
    colours = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    _, encoded = cv2.imencode(".jpg", colours, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return image(encoded.tobytes(), "jpeg", alt)


def image(encoded: bytes, kind: str, alt: str) -> str:
    """Return an encoded image as HTML that holds it; `kind` is "jpeg" or "png"."""
    data = base64.b64encode(encoded).decode("ascii")
    return f"<img alt='{html.escape(alt)}' src='data:image/{kind};base64,{data}'>"
