"""Errors: every kind crosses processes as text and says what to do."""

from __future__ import annotations

import pytest

from speaking_engine import errors


def kinds() -> list[type[errors.SpeakingError]]:
    return [
        value
        for value in vars(errors).values()
        if isinstance(value, type) and issubclass(value, errors.SpeakingError)
    ]


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_every_kind_survives_the_way_through_text(kind: type[errors.SpeakingError]) -> None:
    error = kind("It rained.", hint="Take a coat.", place="faces[0].box")
    again = errors.SpeakingError.from_dict(error.as_dict())
    assert type(again) is kind
    assert (again.sentence, again.hint, again.place) == ("It rained.", "Take a coat.", "faces[0].box")
    assert str(again) == "It rained. Take a coat."


def test_unknown_kind_is_our_bug() -> None:
    assert type(errors.SpeakingError.from_dict({"kind": "Nonsense"})) is errors.InternalError


def test_the_tree_at_the_top_of_the_file_names_every_kind() -> None:
    assert errors.__doc__ is not None
    for kind in kinds():
        assert kind.__name__ in errors.__doc__
