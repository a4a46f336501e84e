"""The phoneme alphabet of Kokoro: each character and the number its network knows it by."""

from __future__ import annotations

_RUNS = (  # (number of the first, characters in a row)
    (1, ";:,.!?"), (9, '—…"()“” ̃ʣʥʦʨᵝꭧAI'), (31, "O"), (33, "Q"), (35, "ST"), (39, "W"),
    (41, "Yᵊabcdef"), (50, "hijklmnopqrstuvwxyz"), (69, "ɑɐɒæ"), (75, "βɔɕç"), (80, "ɖðʤə"),
    (85, "ɚɛɜ"), (90, "ɟ"), (92, "ɡ"), (99, "ɥ"), (101, "ɨɪʝ"), (110, "ɯɰŋɳɲɴ"), (116, "ø"),
    (118, "ɸθœ"), (123, "ɹ"), (125, "ɾɻ"), (128, "ʁɽʂʃ"), (132, "ʈʧ"), (135, "ʊʋ"), (138, "ʌɣɤ"),
    (142, "χʎ"), (147, "ʒʔ"), (156, "ˈˌː"), (162, "ʰ"), (164, "ʲ"), (169, "↓"), (171, "→↗↘"), (177, "ᵻ"),
)  # fmt: skip

KOKORO_NUMBERS = {symbol: first + offset for first, run in _RUNS for offset, symbol in enumerate(run)}
KOKORO_SYMBOLS = frozenset(KOKORO_NUMBERS)
