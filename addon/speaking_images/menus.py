"""What the panels' menus offer: identifier, name and description."""

from __future__ import annotations

GENDERS = (
    ("unknown", "Unknown", "Not said; the voice is chosen by the seed"),
    ("female", "Female", "Apparent only, for choosing a voice"),
    ("male", "Male", "Apparent only, for choosing a voice"),
)
PRESETS = (
    ("museum", "Museum", "Gives the label's facts and forbids others"),
    ("paper", "Paper", "The prompt of arXiv 2506.05368"),
    ("paper-metadata", "Paper and label", "The paper's prompt with the label added"),
)
TONES = (
    ("drawn", "Any", "Drawn by the seed"),
    ("plain", "Plain", "Plain and short"),
    ("thoughtful", "Thoughtful", "Speaks of time and looking"),
    ("welcoming", "Welcoming", "Greets whoever looks"),
    ("wry", "Wry", "With a little mockery of itself"),
)
STYLES = (
    ("restrained", "Restrained", "Hardly more than the mouth"),
    ("portrait", "Portrait", "As a sitter would move"),
    ("lively", "Lively", "Head and brows move with the words"),
)
SHAPES = (
    ("rounded_box", "Rounded box", "A box with round corners"),
    ("box", "Box", "A box"),
    ("ellipse", "Ellipse", "An ellipse in the box"),
)
POLICIES = (
    ("strict", "Strict", "Leave out what nothing supports"),
    ("flag", "Flag", "Keep it, and mark it"),
    ("free", "Free", "Keep it"),
)
WAYS = (
    ("strips", "Strips", "Flat pictures in the sequencer, several times faster"),
    ("planes", "Planes", "The 3D scene through Cycles"),
)
HANDLE_SETS = (
    ("none", "None", "Landmarks as the detector found them"),
    ("frontal", "Frontal", "A face seen from the front"),
    ("profile_left", "Profile, left", "A profile that looks to the left of the picture"),
    ("profile_right", "Profile, right", "A profile that looks to the right of the picture"),
)
RESOLUTIONS = tuple(
    (name, name, f"Film of {name} size") for name in ("native", "2160p", "1440p", "1080p", "720p")
)
