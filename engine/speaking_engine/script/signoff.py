"""Sign-off: a person's word that exactly these words may be shown."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json

from speaking_engine.errors import TextError
from speaking_engine.script.script import Approval, Script


def text_sha256(script: Script) -> str:
    """Return the digest of who says what in which language; grounds, writer and approval are not in it."""
    words = [[line.face_id, line.language, [one.text for one in line.sentences]] for line in script.lines]
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode("utf8")).hexdigest()


def approve(script: Script, name: str, date: datetime.date) -> Script:
    """Sign a script.

    Parameters
    ----------
    name : str
        Who answers for the words.

    Raises
    ------
    TextError
        There is no name, or there are no words.
    """
    name = " ".join(name.split())
    if not name:
        raise TextError("An approval needs a name.", hint="Say who approves the text.", place="approval.name")
    if not any(line.text.strip() for line in script.lines):
        raise TextError("There are no words to approve.", hint="Write the script first.")
    return dataclasses.replace(script, approval=Approval(name, date.isoformat(), text_sha256(script)))


def is_approved(script: Script) -> bool:
    """Return whether a script is approved as it stands; any edit of a word withdraws the approval."""
    return script.approval is not None and script.approval.text_sha256 == text_sha256(script)


def state(script: Script) -> str:
    """Describe the state in words for people."""
    if script.approval is None:
        return "draft"
    signed = f"approved by {script.approval.name} on {script.approval.date}"
    return signed if is_approved(script) else f"draft (was {signed}, then edited)"


def require_approval(script: Script) -> None:
    """Stop a final render of words that nobody has approved.

    Raises
    ------
    TextError
        The script is a draft; somebody has to read and approve it.
    """
    if not is_approved(script):
        raise TextError(
            f"The text ({', '.join(dict.fromkeys(line.language for line in script.lines))}) is not approved; "
            f"its state is: {state(script)}.",
            hint='Approve it with `speaking-images approve PRODUCTION --by "NAME"`, with `--in LANGUAGE` for '
            "another than the main one, or render with --unapproved.",
            place="script.approval",
        )


def refuse_held(hold: str) -> None:
    """Refuse to let a work speak that is on hold, whoever wrote its words.

    Parameters
    ----------
    hold : str
        The reason; empty if there is none.

    Raises
    ------
    TextError
        It is on hold.
    """
    if hold:
        raise TextError(
            f"This work is on hold and gets no words: {hold}",
            hint="When the reason is gone, take `hold` out of the metadata file and lift it with --hold ''.",
            place="metadata.hold",
        )
