"""The wire: every message arrives as it was sent, and nothing else is taken for one."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speaking_engine.protocol.messages import Cancel, Failure, Hello, Progress, Request, Result
from speaking_engine.protocol.wire import WireError, decode, encode, messages, send

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
values = st.dictionaries(st.text(), plain, max_size=4)
fractions = st.floats(0, 1)
any_message = st.one_of(
    st.builds(Hello, st.integers(0, 9), st.text()),
    st.builds(Request, st.text(), st.text(), values),
    st.builds(Cancel, st.text()),
    st.builds(Progress, st.text(), st.text(), fractions, st.text()),
    st.builds(Result, st.text(), values),
    st.builds(Failure, st.text(), st.dictionaries(st.text(), st.text(), max_size=4)),
)


@given(any_message)
def test_a_message_is_one_line_and_arrives_as_sent(message):
    line = encode(message)
    assert line.count("\n") == 1
    assert line.endswith("\n")
    assert decode(line) == message


@given(st.lists(any_message, max_size=5))
def test_messages_keep_their_order_on_the_pipe(sent):
    pipe = io.StringIO()
    for message in sent:
        send(message, pipe)
        pipe.write("\n")
    assert list(messages(pipe.getvalue().splitlines(keepends=True))) == sent


@given(st.text() | plain.map(json.dumps) | values.map(json.dumps))
def test_anything_else_is_refused_and_never_crashes(line):
    with pytest.raises(WireError):
        decode(line)


@pytest.mark.parametrize(
    "line",
    [
        "Blender 5.2.2 (hash 1234)",
        '{"kind": "progress"}',
        '{"kind": "progress", "job": "a", "stage": "b", "fraction": "half"}',
        '{"kind": "progress", "job": "a", "stage": "b", "fraction": true}',
        '{"kind": "cancel", "job": 3}',
        '{"kind": "cancel", "job": "a", "more": 1}',
        '{"kind": "failure", "job": "a", "error": {"sentence": 3}}',
        '{"kind": ["cancel"], "job": "a"}',
        "[" * 100_000,
    ],
)
def test_near_messages_are_refused(line):
    with pytest.raises(WireError):
        decode(line)
