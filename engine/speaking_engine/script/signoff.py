"""Sign-off: a person's word that exactly these words may be shown."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
import re

from speaking_engine.errors import TextError
from speaking_engine.script.script import Approval, Script

SINCE_PORTRAIT_YEARS = 80
SINCE_DEATH_YEARS = 30
LONGEST_LIFE_YEARS = 110
"""Within which a sitter may live, or have heirs who grieve. Laws differ (10 years after death in Germany, 70
in California): the person who answers for the film knows which one holds."""


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
            "another than the main one, or add --unapproved.",
            place="script.approval",
        )


def refuse_without_consent(title: str, date: str, consent: str, today: datetime.date | None = None) -> None:
    """Refuse a final film of somebody who may live or died a short while ago, as far as the label tells.

    Years of life in the title ("Frida Kahlo (1907-1954)", "born 1950") go before the date of the work. A
    label without any date tells nothing, and nothing is refused for it.

    Raises
    ------
    TextError
        Nobody consented; the person asks, and says who did and when.
    """
    if consent:
        return
    year = (today or datetime.date.today()).year
    born, died = _life(title)
    made = max((int(one) for one in re.findall(r"(?<!\d)(\d{4})(?!\d)", date)), default=0)
    why = ""
    if died:
        why = f"died in {died}" if year - died <= SINCE_DEATH_YEARS else ""
    elif born:
        why = f"was born in {born}" if year - born <= LONGEST_LIFE_YEARS else ""
    elif 0 < made <= year and year - made <= SINCE_PORTRAIT_YEARS:
        why = f"was portrayed in {made}"
    if why:
        raise TextError(
            f"The person in this picture {why}, and a final film needs consent.",
            hint="Ask the person or the heirs, and say who consented and when: --consent 'NAME, 2026-11-01'. "
            "If it is an older portrait, correct its date or add the years of life to the title.",
            place="choices.consent",
        )


def _life(title: str) -> tuple[int, int]:
    """Return the years of birth and death that a title gives; 0 where it does not."""
    both = re.search(r"\((?:[^()]*?\s)?(\d{4})\s*[-–—]\s*(\d{4})\)", title)
    if both:
        return int(both[1]), int(both[2])
    born = re.search(r"\((?:born|b\.|\*|geb\.|née?|nato|nata|nacid[oa])\s*(\d{4})\s*[-–—]?\)", title)
    died = re.search(r"\((?:died|d\.|†|gest\.|morte?|mort[oa]|†)\s*(\d{4})\)", title)
    return int(born[1]) if born else 0, int(died[1]) if died else 0


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
            hint="When the reason is gone, take `hold` out of the metadata file, or the work out of the hold "
            "list, and lift it with --hold ''.",
            place="metadata.hold",
        )
