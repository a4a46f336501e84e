"""English words of numbers: amounts, ordinals, years, digits and letters one by one."""

from __future__ import annotations

from hibari.g2p import numbers

_LONGEST = 15  # digits; a longer number is read digit by digit
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_ROMAN_STEPS = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
    (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_PARTS = {2: "half", 4: "quarter"}


def cardinal(number: int, *, british: bool) -> str:
    """Say an amount: "two hundred and seven" in British, "two hundred seven" in American English."""
    words = str(numbers.cardinal(number)).replace(",", "")
    return words if british else words.replace(" and ", " ")


def ordinal(number: int, *, british: bool) -> str:
    """Say "fourth", "one hundred and first"."""
    words = str(numbers.ordinal(number)).replace(",", "")
    return words if british else words.replace(" and ", " ")


def digits(written: str) -> str:
    """Say digits one by one."""
    return " ".join(numbers.ONES[int(digit)] for digit in written)


def amount(written: str, *, british: bool) -> str:
    """Say a number as written: "1,250", "44.5", "007"."""
    whole, _, decimals = written.replace(",", "").partition(".")
    if len(whole) > _LONGEST or (len(whole) > 1 and whole[0] == "0"):
        said = digits(whole)
    else:
        said = cardinal(int(whole or 0), british=british)
    return f"{said} point {digits(decimals)}" if decimals else said


def year(number: int, *, british: bool) -> str:
    """Say a year: "sixteen sixty-five", "nineteen oh four", "three twenty-three"."""
    high, low = divmod(number, 100)
    if number < 100 or number % 1000 == 0 or 2000 <= number < 2010:
        return cardinal(number, british=british)
    if low == 0:
        return f"{cardinal(high, british=british)} hundred"
    return f"{cardinal(high, british=british)} {'oh ' if low < 10 else ''}{cardinal(low, british=british)}"


def hundreds(number: int, *, british: bool) -> str:
    """Say an amount of 1100 to 1999 as people do: "twelve hundred and fifty"."""
    high, low = divmod(number, 100)
    said = f"{numbers.cardinal(high)} hundred"
    return f"{said}{' and' if british else ''} {numbers.cardinal(low)}" if low else said


def decade(number: int, *, british: bool) -> str:
    """Say "nineteen twenties", "fifteen hundreds"."""
    words = year(number, british=british)
    return f"{words[:-1]}ies" if words.endswith("y") else f"{words}s"


def fraction(upper: int, lower: int, *, british: bool) -> str:
    """Say "one half", "three quarters", "five eighths"."""
    part = _PARTS.get(lower) or ordinal(lower, british=british)
    parts = part if upper == 1 else "halves" if lower == 2 else f"{part}s"
    return f"{cardinal(upper, british=british)} {parts}"


def with_fraction(whole: str, upper: int, lower: int, *, british: bool) -> str:
    """Say "two and a half", "seventeen and three eighths"."""
    part = fraction(upper, lower, british=british)
    if upper == 1 and lower in _PARTS:
        part = f"a {_PARTS[lower]}"
    return f"{amount(whole, british=british)} and {part}"


def letters(written: str) -> str:
    """Name letters one by one; an A is told from the article."""
    return " ".join(
        "[A](/ˈA/)" if letter == "A" else letter for letter in written.upper() if letter.isalpha()
    )


def roman(numeral: str) -> int:
    """Return the value of a Roman numeral, 0 if it is not written as one is ("IIX", "LCD")."""
    values = [_ROMAN.get(letter, 0) for letter in numeral]
    value = sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
    rest, spelled = value, ""
    for step, sign in _ROMAN_STEPS:
        count, rest = divmod(rest, step) if rest > 0 else (0, rest)
        spelled += sign * count
    return value if spelled == numeral else 0
