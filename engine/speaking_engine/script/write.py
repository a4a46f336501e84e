"""Write: from an artwork and its faces to the script, whoever writes it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from speaking_engine.artwork.artwork import Artwork
from speaking_engine.artwork.metadata import Metadata
from speaking_engine.errors import TextError
from speaking_engine.faces.face import Face
from speaking_engine.protocol.progress import Report, silent
from speaking_engine.script.attempts import Accepted, write_until_accepted
from speaking_engine.script.cast import converse, deal, deal_given, speakers_among
from speaking_engine.script.commission import Commission, WriterSettings
from speaking_engine.script.evidence import evidence_of
from speaking_engine.script.facts import is_undated, place_and_date, technique_told, when
from speaking_engine.script.grounding import POLICIES, Policy, check_given
from speaking_engine.script.length import TOLERANCE, Fitted, Measure, fit
from speaking_engine.script.lexicon import language_of, sounds_english, written_in
from speaking_engine.script.markup import without_markup
from speaking_engine.script.passages import in_other_languages, left_for_scholars
from speaking_engine.script.phrasebook import left_out, phrasebook_of
from speaking_engine.script.phrases import TONES
from speaking_engine.script.script import Script, SpokenLine
from speaking_engine.script.signoff import refuse_held
from speaking_engine.script.sizes import without_size
from speaking_engine.script.subject import grave_words
from speaking_engine.script.textfile import check_text
from speaking_engine.script.writers import writer_named
from speaking_engine.script.writers.template import TemplateWriter


def write_script(  # noqa: PLR0913 - the door of the room; each is one choice of the user
    artwork: Artwork,
    faces: Sequence[Face],
    *,
    writer: str = "template",
    text: str | None = None,
    seed: int = 0,
    seconds: float = 18.0,
    speaker_ids: tuple[str, ...] = (),
    language: str = "en-us",
    measure: Measure | None = None,
    settings: WriterSettings | None = None,
    preset: str = "museum",
    policy: Policy = "strict",
    tone: str = "",
    audience: str = "general",
    row: int = 0,
    report: Report = silent,
) -> Script:
    """Write what the faces say.

    Parameters
    ----------
    text : str, optional
        Words that a person wrote: they are spoken without markup, and no writer is asked. Lines may begin
        with the face that says them ("f1: ..."); without such cues the sentences are dealt evenly.
    seconds : float
        Wished length of the speech; ignored where `text` is given.
    speaker_ids : tuple of str
        Faces that speak, in order; the first face if empty.
    measure : callable, optional
        Gives the seconds a text takes when it is spoken; without it the length is estimated.
    settings : WriterSettings, optional
        Where the model of a writer is found.
    preset : str
        Name of the prompt, one of `speaking_engine.script.writers.prompts.PRESETS`.
    policy : {"strict", "flag", "free"}
        What becomes of names, dates and attributions that no field supports.
    tone : str
        Of the template: one of `phrases.TONES`; empty to let the seed draw. A grave subject makes it sober.
    audience : str
        One of `phrases.AUDIENCES`.
    row : int
        Place of the work in a row of works; see `Commission`.

    Raises
    ------
    TextError
        The work is on hold, or the words cannot be read or written.
    FaceError
        A speaker is not among the faces, or there are none.
    """
    refuse_held(artwork.metadata.hold)
    speakers = speakers_among(faces, speaker_ids)
    if text is not None:
        words, remark = without_markup(check_text(text))
        check_text(words, "The text without its markup")
        given, news = _checked(deal_given(words, faces, speakers, language), artwork.metadata, len(faces))
        markup = (remark,) if remark else ()
        return Script(given, "given", (*markup, *_news_of_given(words, language), *news))
    _check_choices(tone, policy, seconds)
    commission = Commission(
        artwork.metadata,
        artwork.pixels,
        speakers,
        len(faces),
        seconds,
        seed,
        language,
        preset,
        tone,
        audience=audience,
        row=row,
    )
    accepted = write_until_accepted(writer_named(writer, settings), commission, policy, report)
    fitted = fit(accepted.draft, seconds, measure)
    report("script", 1.0)
    news = (
        *accepted.fallbacks,
        *_news_of_tone(artwork, tone),
        *_news_of_technique(artwork.metadata, language, fitted),
        *_news_of_language(accepted, commission),
        *_news_of_notes(artwork.metadata, accepted, language),
        *_news_of_filling(accepted, fitted),
        *_news_of_length(fitted, seconds),
    )
    lines = converse(fitted.sentences, commission) if accepted.writer == TemplateWriter.name else None
    return Script(
        lines or deal(fitted.sentences, speakers, language), accepted.writer, news, accepted.attempts
    )


def _checked(
    lines: tuple[SpokenLine, ...], label: Metadata, face_count: int
) -> tuple[tuple[SpokenLine, ...], tuple[str, ...]]:
    """Compare given words with the label, where there is one; no word is changed."""
    if not any((label.title, label.artist, label.date, label.technique, label.holder, label.notes)):
        return lines, ()
    checked, news = [], dict[str, None]()
    for line in lines:
        language = language_of(line.text, line.language)
        sentences, told = check_given(line.sentences, evidence_of(label, face_count, language))
        checked.append(dataclasses.replace(line, sentences=sentences))
        news |= dict.fromkeys(told)
    return tuple(checked), tuple(news)


def _news_of_given(words: str, language: str) -> tuple[str, ...]:
    """Say that given words are by their look of another language than the one that is spoken."""
    if written_in(words, language):
        return ()
    return (
        f"The words do not look like those of {language}, the language in which they are spoken; "
        "--language changes it.",
    )


def _news_of_tone(artwork: Artwork, tone: str) -> tuple[str, ...]:
    words = grave_words(artwork.metadata)
    if not words or tone in ("", "sober"):
        return ()
    return (f"The text is sober and not {tone}, for the label says “{words}”.",)


def _news_of_technique(label: Metadata, language: str, spoken: Fitted) -> tuple[str, ...]:
    """Say how a foreign label's technique is said in English, where it is said, or that it is not."""
    technique = without_size(label.technique)[0]
    told = technique_told(technique)
    if not language.lower().startswith("en") or told == technique:
        return ()
    if not told:
        return (f"The technique “{label.technique}” is left out, for it cannot be told in English here.",)
    if told.lower() not in spoken.text.lower():
        return ()
    return (f"The technique “{label.technique}” is said as “{told}”.",)


def _news_of_language(accepted: Accepted, commission: Commission) -> tuple[str, ...]:
    """Say what of the label and the choices the template cannot say in another language than English."""
    book = phrasebook_of(commission.language)
    if book is None or accepted.writer != TemplateWriter.name:
        return ()
    plain = [commission.tone] if commission.tone not in ("", "plain", "sober") else []
    plain += [commission.audience] if commission.audience != "general" else []
    told = (
        (f"In {book.name} the template has no wordings of its own for: {', '.join(plain)}.",) if plain else ()
    )
    return (*told, *left_out(commission))


def _news_of_notes(label: Metadata, accepted: Accepted, language: str) -> tuple[str, ...]:
    """Tell of notes that the template left out, for an English voice cannot say them."""
    if accepted.writer != TemplateWriter.name:
        return ()
    news = _left_out(left_for_scholars(label), "is no sentence to be spoken")
    if not language.lower().startswith("en"):
        return news
    place, date = place_and_date(label)
    for name, words in (("date", date), ("place", place)):
        if (
            words
            and not sounds_english(words)
            and not (name == "date" and (when(words) or is_undated(words)))
        ):
            news = (*news, f"The {name} “{words}” is left out, for it is not in English.")
    why = "is not in English; a note may be given in several languages (see docs/script.md)"
    return (*news, *_left_out(in_other_languages(label), why))


def _left_out(sentences: Sequence[str], why: str) -> tuple[str, ...]:
    if not sentences:
        return ()
    rest = f" and {len(sentences) - 1} more" if len(sentences) > 1 else ""
    return (f"The note “{sentences[0]}”{rest} is left out, for it {why}.",)


def _check_choices(tone: str, policy: str, seconds: float) -> None:
    if tone and tone not in TONES:
        raise TextError(f"There is no tone {tone!r}.", hint=f"Tones: {', '.join(TONES)}.")
    if policy not in POLICIES:
        raise TextError(f"There is no policy {policy!r}.", hint=f"Policies: {', '.join(POLICIES)}.")
    if not seconds > 0:
        raise TextError(f"A text cannot take {seconds:g} seconds.", hint="Give a length above 0.")


def _news_of_filling(accepted: Accepted, fitted: Fitted) -> tuple[str, ...]:
    """Say it where the template's sentences stand in the text of a model that wrote freely."""
    if not accepted.attempts or accepted.writer == TemplateWriter.name or accepted.draft.weights:
        return ()
    filled = len(set(fitted.sentences) & set(accepted.draft.spare))
    return (f"Of the sentences, {filled} came from the template, to fill the time.",) if filled else ()


def _news_of_length(fitted: Fitted, seconds: float) -> tuple[str, ...]:
    if abs(fitted.seconds - seconds) <= TOLERANCE * seconds:
        return ()
    why = "there is no more to say" if fitted.seconds < seconds else "it cannot well be shorter"
    return (f"The text takes about {fitted.seconds:.0f} s instead of {seconds:.0f} s: {why}.",)
