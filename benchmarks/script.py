"""The script room: refusals and claims found on corpora, length met by speaking, and what writers cost."""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import yaml
from rich.console import Console
from rich.table import Table

from benchmarks.script_variety import variety_of
from speaking_engine.artwork.artwork import Artwork
from speaking_engine.artwork.metadata import Metadata, Note, metadata_from_mapping
from speaking_engine.faces.face import Face
from speaking_engine.script.asides import is_aside
from speaking_engine.script.commission import Draft
from speaking_engine.script.evidence import evidence_of
from speaking_engine.script.grounding import ground
from speaking_engine.script.length import TOLERANCE, estimate_seconds
from speaking_engine.script.refusals import judge, plain_answer, without_asides
from speaking_engine.script.script import Sentence, SpokenLine
from speaking_engine.script.sentences import split_sentences
from speaking_engine.script.write import write_script
from speaking_engine.speech.speak import speak

DATA = Path(__file__).parent.parent / "tests" / "data"
VOICES = ("af_heart", "am_michael", "bf_emma", "bm_george")
LABELS = (
    Metadata("Girl with a Pearl Earring", "Johannes Vermeer", date="c. 1665"),
    Metadata(
        "The Arnolfini Portrait",
        "Jan van Eyck",
        date="1434",
        technique="oil on oak",
        holder="National Gallery, London",
        notes=(Note("The mirror on the wall shows two more figures."),),
    ),
    Metadata("Portrait of Leonardo da Vinci", "Francesco Melzi", "attributed to", "c. 1515-1518"),
    Metadata(),
)
FACES = (Face("f0", (0.0, 0.0, 9.0, 9.0), 1.0),)


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of a yes-or-no question."""

    right_yes: int
    false_yes: int
    missed: int
    of: int

    @property
    def precision(self) -> float:
        """Of what was found, the share that is so."""
        return self.right_yes / max(1, self.right_yes + self.false_yes)

    @property
    def recall(self) -> float:
        """Of what is so, the share that was found."""
        return self.right_yes / max(1, self.right_yes + self.missed)


def score(pairs: Iterable[tuple[bool, bool]]) -> Score:
    """Count pairs of (is so, was found)."""
    answers = list(pairs)
    return Score(
        sum(so and found for so, found in answers),
        sum(found and not so for so, found in answers),
        sum(so and not found for so, found in answers),
        len(answers),
    )


def refusal_scores() -> dict[str, Score]:
    """Judge every line of the corpus twice: is it a text for the figure, and is it a refusal."""
    scores = {}
    for name, part in zip(("development", "held out"), _parts("script_refusals.tsv"), strict=True):
        rows = [line.split("\t") for line in part.splitlines()]
        judged = [(kind, _judged(text, language, finish)) for kind, language, finish, text in _whole(rows)]
        scores[f"answers to throw away, {name}"] = score(
            (kind != "accepted", found != "accepted") for kind, found in judged
        )
        scores[f"refusals by name, {name}"] = score(
            (kind == "refusal", found == "refusal") for kind, found in judged
        )
    return scores


def _parts(name: str) -> list[str]:
    return (DATA / name).read_text("utf8").split("# --- Held out")


def _whole(rows: Iterable[list[str]]) -> list[list[str]]:
    return [row for row in rows if len(row) == 4]


def _judged(text: str, language: str, finish: str) -> str:
    sentences = tuple(Sentence(words) for words in split_sentences(plain_answer(text, language)))
    return judge(Draft(sentences, finish=finish), language)


def claim_scores() -> dict[str, Score]:
    """Look for doubts in every sentence of the corpus."""
    pairs: dict[bool, list[tuple[bool, bool]]] = {False: [], True: []}
    for block in yaml.safe_load((DATA / "script_grounding.yaml").read_text("utf8")):
        evidence = evidence_of(metadata_from_mapping(block["label"], "the corpus"), block["faces"])
        for sentence in block["sentences"]:
            found = ground(Sentence(sentence["text"]), evidence)
            pairs[block.get("held_out", False)].append((bool(sentence.get("doubts")), bool(found.doubts)))
    return {
        "unsupported claims, development": score(pairs[False]),
        "unsupported claims, held out": score(pairs[True]),
    }


def statement_scores() -> dict[str, Score]:
    """Look for doubts in plain statements: those the rules were made with, and those written before."""
    scores = {}
    for name, file in (
        ("development", "script_claims.yaml"),
        ("written before the rules", "script_claims_held_back.yaml"),
        ("in five languages, written before the rules of 2026-11", "script_claims_first_sight.yaml"),
    ):
        pairs = []
        for block in yaml.safe_load((DATA / file).read_text("utf8")):
            label = metadata_from_mapping(block["label"], "the corpus")
            evidence = evidence_of(label, block["faces"], block.get("language", "en-us"))
            for kind in ("doubted", "fine"):
                pairs += [
                    (kind == "doubted", bool(ground(Sentence(t), evidence).doubts)) for t in block[kind]
                ]
        scores[f"unsupported plain statements, {name}"] = score(pairs)
    return scores


def aside_scores() -> dict[str, Score]:
    """Tell asides from what figures say, in ten languages, sentence by sentence: all were trained on."""
    files = {
        "held back once": "script_refusals_held_back.tsv",
        "fresh once": "script_refusals_fresh.tsv",
        "of first sight": "script_refusals_first_sight.tsv",
    }
    scores = {}
    for name, file in files.items():
        pairs = []
        for line in (DATA / file).read_text("utf8").splitlines():
            parts = line.split("\t")
            kind, text = "".join(parts[:2]), parts[-1]
            language = next((part for part in parts[:2] if len(part) == 2), "")
            if "answer" not in kind and not line.startswith("#"):
                found = any(is_aside(sentence, language) for sentence in split_sentences(text))
                pairs.append(("fine" not in kind, found or plain_answer(text, language) != text))
        scores[f"refusals, thoughts and remarks in ten languages, {name} (regression)"] = score(pairs)
    return scores


def answer_scores() -> dict[str, Score]:
    """Judge whole answers, whose asides stand in ⟦ ⟧, by their sentences: which are left out."""
    scores = {}
    sights = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
    for name in sights:
        pairs: list[tuple[bool, bool]] = []
        answers = yaml.safe_load((DATA / f"script_answers_{name}_sight.yaml").read_text("utf8"))
        for language, marked in ((tag, text) for tag, texts in answers.items() for text in texts):
            said = _spoken(re.sub("[⟦⟧]", "", marked), language)
            for part in re.split(r"(?=⟦)|(?<=⟧)", marked):
                sentences = split_sentences(part.strip("⟦⟧ "))
                pairs += [("⟦" in part, _letters(sentence) not in said) for sentence in sentences]
        scores[f"sentences of whole answers, {name} set (regression)"] = score(pairs)
    return scores


def _spoken(answer: str, language: str) -> str:
    draft = Draft(tuple(Sentence(words) for words in split_sentences(plain_answer(answer, language))))
    accepted = judge(draft, language) == "accepted"
    return _letters(without_asides(draft, language)[0].text) if accepted else ""


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text)


def fresh_scores() -> dict[str, Score]:
    """Judge the sets that were run once before their rules were mended; docs/script.md tells of that."""
    pairs: dict[str, list[tuple[bool, bool]]] = {}
    for block in yaml.safe_load((DATA / "script_claims_fresh.yaml").read_text("utf8")):
        label = metadata_from_mapping(block["label"], "the corpus")
        evidence = evidence_of(label, block["faces"], block.get("language", "en-us"))
        name = f"claims in five languages, fresh, round {block['round']}"
        for kind in ("doubted", "fine"):
            for text in block[kind]:
                found = bool(ground(Sentence(text), evidence).doubts)
                pairs.setdefault(name, []).append((kind == "doubted", found))
    return {name: score(found) for name, found in pairs.items()}


def lengths(seconds: float, texts: int) -> list[tuple[str, float, float]]:
    """Write texts of a wished length, speak them, and give voice, estimate and true length."""
    rows = []
    for index in range(texts):
        voice, label = VOICES[index % len(VOICES)], LABELS[index % len(LABELS)]

        @cache
        def measure(text: str, voice: str = voice) -> float:
            return speak(SpokenLine("f0", (Sentence(text),)), voice=voice).seconds

        artwork = Artwork(np.zeros((8, 8, 3), np.uint8), "0", label)
        script = write_script(artwork, FACES, seed=index, seconds=seconds, measure=measure)
        text = script.lines[0].text
        rows.append((voice, estimate_seconds(text), measure(text)))
    return rows


def costs() -> dict[str, float]:
    """Seconds that the writers need which need nobody else."""
    artwork = Artwork(np.zeros((8, 8, 3), np.uint8), "0", LABELS[0])
    found = {}
    for writer in ("template", "llama"):
        started = time.perf_counter()
        write_script(artwork, FACES, writer=writer)
        found[writer] = time.perf_counter() - started
    return found


def main() -> None:
    """Print all numbers."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks script", description=__doc__)
    parser.add_argument("--seconds", type=float, default=18.0, help="wished length of the texts")
    parser.add_argument("--texts", type=int, default=4, help="how many texts are spoken; 0 for none")
    order = parser.parse_args()
    console = Console()

    table = Table("recognised", "precision", "recall", "lines", title="Corpora written by us")
    scores = {
        **refusal_scores(),
        **aside_scores(),
        **answer_scores(),
        **claim_scores(),
        **statement_scores(),
        **fresh_scores(),
    }
    for name, one in scores.items():
        table.add_row(name, f"{one.precision:.2f}", f"{one.recall:.2f}", str(one.of))
    console.print(table)

    table = Table("language", "label", "sentences", "frames", "commonest in", "alike", title="Twenty works")
    for language in ("en-us", "de", "fr", "it", "es", "pt-br", "nl", "ja", "zh"):
        for whole in (False, True):
            varied = variety_of(language, whole=whole)
            told = (varied.sentences, varied.frames, varied.commonest, varied.alike)
            table.add_row(language, "whole" if whole else "title, artist, date", *map(str, told))
    console.print(table)

    table = Table("voice", "estimate", "spoken", "miss", title=f"Length, wished {order.seconds:g} s")
    for voice, estimate, spoken in lengths(order.seconds, order.texts):
        miss = abs(spoken - order.seconds) / order.seconds
        mark = "ok" if miss <= TOLERANCE else "too far"
        table.add_row(voice, f"{estimate:.1f} s", f"{spoken:.1f} s", f"{miss:.1%} {mark}")
    console.print(table)

    table = Table("writer", "seconds", title="Cost of one text")
    for writer, spent in costs().items():
        table.add_row(writer, f"{spent:.2f}")
    console.print(table)


if __name__ == "__main__":
    main()
