"""What the panels' menus offer: identifier, name and description."""

from __future__ import annotations

GENDERS = (
    ("unknown", "Unknown", "Not said; the voice is chosen by the seed"),
    ("female", "Female", "Apparent only, for choosing a voice"),
    ("male", "Male", "Apparent only, for choosing a voice"),
)
HANDLE_SETS = (
    ("none", "None", "Landmarks as the detector found them"),
    ("frontal", "Frontal", "A face seen from the front"),
    ("profile_left", "Profile, left", "A profile that looks to the left of the picture"),
    ("profile_right", "Profile, right", "A profile that looks to the right of the picture"),
)
