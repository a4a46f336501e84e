"""How English says money, fractions, units, dimensions and plain numbers."""

from __future__ import annotations

import re

from speaking_engine.speech.languages.english import numbers as n
from speaking_engine.speech.languages.english.ends import ends_sentence
from speaking_engine.speech.languages.rewriting import Rule

_COINS = {
    "$": ("dollar", "cent"), "£": ("pound", "pence"), "€": ("euro", "cent"), "¥": ("yen", ""),
    "₹": ("rupee", "paisa"), "USD": ("dollar", "cent"), "GBP": ("pound", "pence"), "EUR": ("euro", "cent"),
    "CHF": ("Swiss franc", "centime"), "fl": ("florin", ""), "DM": ("Mark", "pfennig"),
    "Fr": ("franc", "centime"), "FF": ("franc", "centime"), "Rs": ("rupee", "paisa"), "gns": ("guinea", ""),
    "gn": ("guinea", ""),
}  # fmt: skip
_UNCHANGED = frozenset({"yen", "pence"})
_SCALES = {
    "k": "thousand", "K": "thousand", "m": "million", "M": "million", "mn": "million", "bn": "billion",
    "b": "billion", "B": "billion", "tn": "trillion",
}  # fmt: skip
_SCALE = r"(?:\s?(?P<scale>hundred|thousand|million|billion|trillion|bn|mn|tn|[kKmMbB])(?![\w]))?"
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d{1,12})?|\d{1,60}(?:\.\d{1,12})?)"
#: Thousands parted by spaces, as outside of English: behind a coin any, else only round ones ("1 000").
_SPACED = r"\d{1,3}(?: \d{3})+(?![\d,]| \d{1,2}(?!\d)| (?:years?|days?|people|men|women|works)\b)"
_ROUND = r"\d{1,3}(?: \d{3})*(?: 000)+(?!\d)"
_DECIMAL_COMMA = r"\d{1,6},\d{1,2}(?!\d)"
_GLYPHS = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5),
    "⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8), "⅒": (1, 10),
}  # fmt: skip
_GLYPH = f"[{''.join(_GLYPHS)}]"
_FRACTION = rf"(?:\s?{_GLYPH}|[ -]\d{{1,2}}[/⁄]\d{{1,2}}(?![\d/]))"
_UNITS = {
    "mm": "millimeter", "cm": "centimeter", "dm": "decimeter", "m": "meter", "km": "kilometer",
    "in": "inch", "ins": "inch", "ft": "foot", "yd": "yard", "yds": "yard", "mi": "mile", '"': "inch",
    "″": "inch", "”": "inch", "′": "foot", "'": "foot", "’": "foot", "kg": "kilogram", "g": "gram",
    "mg": "milligram", "lb": "pound", "lbs": "pound", "oz": "ounce", "cwt": "hundredweight", "t": "tonne",
    "l": "liter", "ml": "milliliter", "cl": "centiliter", "°C": "degree Celsius", "° C": "degree Celsius",
    "°F": "degree Fahrenheit", "°": "degree", "ha": "hectare", "px": "pixel", "dpi": "dot per inch",
    "ppi": "pixel per inch", "Hz": "hertz", "kHz": "kilohertz", "hr": "hour", "hrs": "hour",
    "min": "minute", "mins": "minute", "sec": "second", "secs": "second", "mph": "mile per hour",
    "km/h": "kilometer per hour", "kW": "kilowatt", "MB": "megabyte", "GB": "gigabyte", "µm": "micrometer",
    "μm": "micrometer", "nm": "nanometer", "fps": "frame per second", "ct": "carat", "p": "pence",
    "pence": "pence", "¢": "cent", "s": "shilling", "gns": "guinea", "fl": "florin",
    "mm²": "square millimeter", "cm²": "square centimeter", "m²": "square meter", "km²": "square kilometer",
    "m2": "square meter", "cm2": "square centimeter", "km2": "square kilometer", "m³": "cubic meter",
    "cm³": "cubic centimeter", "sq m": "square meter", "sq ft": "square foot", "sq in": "square inch",
    "cu ft": "cubic foot",
}  # fmt: skip
_UNIT = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True))
_SIDES = {
    "H": "height", "W": "width", "D": "depth", "L": "length", "Diam": "diameter", "Dm": "diameter",
    "Th": "thickness", "Wt": "weight", "Ht": "height", "Dia": "diameter", "Ø": "diameter",
}  # fmt: skip
_PLAIN = re.compile(r"1|one")


def _plural(unit: str) -> str:
    head, space, tail = unit.partition(" per ")
    first, gap, last = head.rpartition(" ")
    if head.startswith("degree"):
        return f"degrees{head[6:]}{space}{tail}"
    if last in ("hertz", "pence", "hundredweight"):
        return unit
    plural = {"foot": "feet", "inch": "inches"}.get(last, f"{last}s")
    return f"{first}{gap}{plural}{space}{tail}"


def _amount(written: str, british: bool) -> str:
    """Say a number with its fraction, and a span of two."""
    ends = [_one(part, british) for part in re.split(r"\s?[-–—]\s?(?!\d{1,2}[/⁄])", written.strip())]
    return " to ".join(ends)


def _one(written: str, british: bool) -> str:
    if glyph := re.search(_GLYPH, written):
        upper, lower = _GLYPHS[glyph[0]]
        whole = written[: glyph.start()].strip()
    elif parts := re.search(r"(\d+)[/⁄](\d+)$", written):
        upper, lower = int(parts[1]), int(parts[2])
        whole = written[: parts.start()].strip(" -")
    else:
        return n.amount(_pointed(written), british=british)
    if not whole:
        return n.fraction(upper, lower, british=british)
    return n.with_fraction(whole, upper, lower, british=british)


def _pointed(written: str) -> str:
    """Write a decimal comma as a point."""
    return written.replace(",", ".") if re.fullmatch(_DECIMAL_COMMA, written) else written


def _quantity(match: re.Match[str], british: bool) -> str | None:
    number, unit = match["number"].strip(), match["unit"]
    text, at = match.string, match.end()
    if unit == "in" and not _is_inch(match):
        return None
    if unit in ("s", "m", "t", "l", "p", "g") and re.match(r"['’]", text[at : at + 1]):
        return None
    name = _UNITS[unit]
    single = number in ("1", *_GLYPHS, "1.0") or re.fullmatch(r"\d[/⁄]\d+", number) is not None
    words = name if single else _plural(name)
    said = _amount(number, british)
    if re.fullmatch(rf"{_GLYPH}|\d{{1,2}}[/⁄]\d{{1,2}}", number):
        words = (
            f"{'of an' if name[0] in 'aeiou' else 'of a'} {name}" if not said.startswith("one half") else name
        )
        said = said.replace("one half", f"half {'an' if name[0] in 'aeiou' else 'a'}")
    return f"{said} {words}{_stop(match)}"


def _is_inch(match: re.Match[str]) -> bool:
    """Tell "12 in" from "12 in the morning"."""
    if match["stop"]:
        return True
    return re.match(
        r"\s?(?:[×x,;):]|by\b|high|wide|tall|deep|long|thick|$)", match.string[match.end() :]
    ) is not None or (re.search(r"(?:[×x]|ft|feet)\.?\s?$", match.string[: match.start()]) is not None)


def _stop(match: re.Match[str]) -> str:
    """Keep the dot after a unit where it ends the sentence."""
    if not match["stop"]:
        return ""
    rest = match.string[match.end() :]
    return "." if ends_sentence(match.string, match.end()) or re.match(r"\s+[A-Z][a-z]{2}", rest) else ""


def _money(match: re.Match[str], british: bool) -> str | None:
    coin, small = _COINS[match["coin"]]
    whose = f"{n.letters(match['whose'])} " if match["whose"] else ""
    number, last, scale = match["number"].replace(" ", ""), match["last"], match["scale"]
    if scale or last:
        words = _SCALES.get(scale or "", scale or "")
        ends = n.amount(_pointed(number), british=british)
        if last:
            ends += f" to {n.amount(_pointed(last), british=british)}"
        return " ".join(part for part in (ends, words, whose.strip(), _many(coin)) if part)
    return _coins(match, coin, small, whose, british)


def _coins(match: re.Match[str], coin: str, small: str, whose: str, british: bool) -> str:
    """Say "three pounds fifty", "three dollars and fifty cents", "fifty cents"."""
    number = match["number"].replace(" ", "")
    whole, _, cents = number.replace(",", "").partition(".")
    if len(cents) != 2 or not small:
        name = coin if (whole == "1" and not cents) or _is_adjective(match) else _many(coin)
        return f"{n.amount(number, british=british)} {whose}{name}"
    few = n.cardinal(int(cents), british=british)
    cent = small if cents == "01" else _many(small)
    if int(whole or 0) == 0:
        return f"{few} {cent}"
    said = f"{n.amount(whole, british=british)} {whose}{coin if whole == '1' else _many(coin)}"
    if cents == "00":
        return said
    return f"{said} {few}" if coin == "pound" or british else f"{said} and {few} {cent}"


def _is_adjective(match: re.Match[str]) -> bool:
    """Tell "a $10 bill" from "a sum of $10"."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    return bool(re.search(r"\b[Aa]n?\s$", before) and re.match(r"[ -][a-z]{3,}", after))


def _many(coin: str) -> str:
    return coin if coin in _UNCHANGED else f"{coin}s"


def _old_pence(match: re.Match[str], british: bool) -> str:
    number = n.cardinal(int(match["number"]), british=british)
    return f"{number} {'penny' if match['number'] == '1' else 'pence'}{_stop(match)}"


def _percent(match: re.Match[str], british: bool) -> str:
    return f"{_amount(match['number'], british)} {'per mille' if match['sign'] == '‰' else 'percent'}"


def _bare_fraction(match: re.Match[str], british: bool) -> str | None:
    lower = re.search(r"[/⁄](\d+)", match[0])
    if lower and (int(lower[1]) < 2 or int(lower[1]) > 64):
        return None
    return _amount(match[0], british)


def _side(match: re.Match[str], british: bool) -> str:
    return f"{_SIDES[match['side'].capitalize()]} "


def _ratio(match: re.Match[str], british: bool) -> str:
    first, second = (n.cardinal(int(match[part]), british=british) for part in ("first", "second"))
    return f"{first} to {second}"


def _span(match: re.Match[str], british: bool) -> str:
    return f"{n.amount(match['first'], british=british)} to {n.amount(match['last'], british=british)}"


def _plain(match: re.Match[str], british: bool) -> str:
    minus = "minus " if match["minus"] else ""
    return f"{minus}{n.amount(_pointed(match['number']), british=british)}"


_SPAN_OF_NUMBERS = rf"{_NUMBER}(?:\s?[-–—]\s?{_NUMBER})?"
_COIN = "|".join(re.escape(coin) for coin in ("$", "£", "€", "¥", "₹"))

RULES = (
    Rule(
        re.compile(
            rf"(?P<whose>US|AU|CA|NZ|HK|A|C)?\s?(?P<coin>{_COIN})\s?(?P<number>{_SPACED}|{_NUMBER})"
            rf"(?:\s?[-–—]\s?(?:{_COIN})?(?P<last>{_NUMBER}))?{_SCALE}"
        ),
        _money,
    ),
    Rule(
        re.compile(
            rf"(?P<whose>)(?P<coin>USD|GBP|EUR|CHF|DM|FF|Rs\.?)\s(?P<number>{_SPACED}|{_NUMBER})(?P<last>){_SCALE}"
        ),
        _money,
    ),
    Rule(
        re.compile(
            rf"(?P<whose>)(?P<number>{_SPACED}|{_NUMBER})(?P<last>)\s?{_SCALE}"
            r"\s?(?P<coin>[$£€¥₹]|(?:USD|GBP|EUR|CHF|DM)\b)"
        ),
        _money,
    ),
    Rule(re.compile(r"(?P<number>\d{1,3})\s?d(?P<stop>\.)(?!\w)"), _old_pence),
    Rule(re.compile(rf"(?P<number>(?:{_SPAN_OF_NUMBERS})|{_DECIMAL_COMMA})\s?(?P<sign>[%‰])"), _percent),
    Rule(
        re.compile(
            rf"(?P<number>(?:{_DECIMAL_COMMA}|{_SPAN_OF_NUMBERS}){_FRACTION}?|\d{{1,2}}[/⁄]\d{{1,2}}|{_GLYPH})"
            rf"[\s-]?(?P<unit>{_UNIT})(?P<stop>\.?)(?![\w])"
        ),
        _quantity,
    ),
    Rule(re.compile(_ROUND), lambda match, british: n.amount(match[0].replace(" ", ""), british=british)),
    Rule(
        re.compile(r"(?P<upper>\d)[/⁄](?P<lower>\d)(?P<joint>[ -])length\b"),
        lambda match, british: (
            n.fraction(int(match["upper"]), int(match["lower"]), british=british)
            .replace(" ", "-")
            .removesuffix("s")
            + f"{match['joint']}length"
        ),
    ),
    Rule(re.compile(rf"{_DECIMAL_COMMA}(?=\s?[×x]\s?\d)"), lambda match, british: _one(match[0], british)),
    Rule(re.compile(rf"{_NUMBER}{_FRACTION}|{_GLYPH}|\d{{1,2}}[/⁄]\d{{1,2}}(?![\d/])"), _bare_fraction),
    Rule(
        re.compile(
            r"(?P<side>[Dd]iam|[Dd]ia|[Dd]m|Ht|Wt|Th|[HWDL]|[hwl])(?:\.:?|:)\s?(?=\d{1,4}(?:[.,]\d{1,3})?[^\d]{1,12}"
            r"(?:mm|cm|m|in|ft|kg|g|lb)\b)"
        ),
        _side,
    ),
    Rule(re.compile(r"(?P<side>Ø)\s?(?=\d)"), _side),
    Rule(re.compile(r"[×x✕](?=\s?\d)(?<=[\d\s.)a-z”\"″'′½¼¾⅛⅜⅝⅞][×x✕])"), lambda match, british: " by "),
    Rule(re.compile(r"(?P<first>\d{1,2}):(?P<second>\d{1,3})(?![\d:])"), _ratio),
    Rule(re.compile(r"(?P<first>\d{1,4})\s?[-–—]\s?(?P<last>\d{1,4})(?![\w]|[-–.]\d)"), _span),
    Rule(re.compile(rf"(?P<minus>(?<![\w)])[-−–](?=\d))?(?P<number>{_NUMBER}|{_DECIMAL_COMMA})"), _plain),
)
