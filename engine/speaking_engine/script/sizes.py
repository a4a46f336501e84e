"""Sizes: what a label says of height and width behind the technique, in the notations of many museums."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBER = r"\d+(?:[.,]\d+)?(?:\s+\d/\d+)?"
_UNIT = r"(?:cm|mm|in|inches|m)(?![^\W\d_])\.?"
_SIDE = (
    r"(?:(?:h|w|l|b|d|t|height|width|depth|höhe|breite|tiefe|hauteur|largeur|alto|ancho|largo|altezza|larghezza"
    r"|altura|largura|hoogte|breedte)\.?\s?:?\s*)"
)
_DIMENSION = rf"{_SIDE}?{_NUMBER}\s*(?:{_UNIT})?"
_BETWEEN = r"\s*(?:[x×*]|[;,]\s*(?=[a-zà-ÿ]))\s*"
_SIZE = re.compile(
    rf"[\s,;:.(\[|、，；]*(?<!\w)(?:cm\.?\s*)?{_DIMENSION}(?:{_BETWEEN}{_DIMENSION})+(?P<unit>\s*{_UNIT})?",
    re.I,
)
_ONE_SIDE = re.compile(
    rf"[\s,;:.(\[]+(?:{_SIDE}|(?:diam(?:eter)?|ø)\.?:?\s*){_NUMBER}\s*(?:cm|mm|in|m)\.?[)\]]?$", re.I
)
_PAIR = re.compile(
    rf"(?P<before>(?:cm|mm)\.?\s*)?(?<![\w.,/]){_SIDE}?(?P<a>\d+(?:[.,]\d+)?)\s*(?:(?:cm|mm|m)\.?)?"
    rf"{_BETWEEN}{_SIDE}?(?P<b>\d+(?:[.,]\d+)?)(?P<third>\s*(?:cm|mm)?{_BETWEEN}{_SIDE}?\d)?\s*(?P<after>cm|mm|m(?![a-z]))?",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Size:
    """Height and width as the label gives them, in centimetres, each as it is written there."""

    height_cm: str
    width_cm: str


def without_size(technique: str) -> tuple[str, Size | None]:
    """Part a technique from the size behind it; None where no two sides are given in centimetres.

    Examples
    --------
    >>> without_size("Huile sur toile. H. 80 cm ; L. 65 cm")
    ('Huile sur toile', Size(height_cm='80', width_cm='65'))
    >>> without_size("olio su tela, cm 135 x 88")[0], without_size("oil on canvas, 30 1/8 x 25 in.")[1]
    ('olio su tela', None)
    """
    leading = _SIZE.match(technique)
    if leading and re.search(r"^\.?,? (?=[^\W\d_]{3})", technique[leading.end() :]):
        technique = f"{technique[leading.end() :].lstrip(' .,;')}, {leading[0]}"  # the size came first
    match = _SIZE.search(technique)
    if not match:
        return _ONE_SIDE.sub("", technique), None
    if not re.search(rf"\d\s*{_UNIT}|\bcm\b", technique[match.start() :], re.I):
        return technique, None
    said, rest = technique[: match.start()].rstrip(" ,;:.([|、，；"), technique[match.start() :]
    for pair in _PAIR.finditer(rest):
        unit = (pair["after"] or pair["before"] or "").strip(" .").lower()
        if unit and not pair["third"]:
            sides = [_in_cm(pair[side], unit) for side in "ab"]
            return said, Size(*sides)
    return said, None


def _in_cm(number: str, unit: str) -> str:
    value = float(number.replace(",", ".")) * {"mm": 0.1, "cm": 1, "m": 100}[unit]
    return f"{value:.1f}".removesuffix(".0")
