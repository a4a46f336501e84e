"""Trains the classifier of `speaking_engine.script.asides` on sentences that the grammars here make.

    uv run --with scikit-learn python training/asides/train.py --out FILE.npz

The answers that tests hold are taken too, but for the eighth and ninth set of whole answers, which judge.
Whole answers have their asides in ⟦ ⟧. First words and pieces of words are weighed ("sound"), then that sum,
made by a model that did not see the sentence, together with roles, marks and pairs of them.
"""

from __future__ import annotations

import argparse
import random
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse
import yaml
from sklearn.linear_model import LogisticRegression

from speaking_engine.artwork.artwork import Artwork
from speaking_engine.artwork.metadata import Metadata, Note
from speaking_engine.faces.face import Face
from speaking_engine.script.asides import BUCKETS, buckets_of, roles_of
from speaking_engine.script.sentences import split_sentences
from speaking_engine.script.write import write_script

HERE = Path(__file__).parent
DATA = HERE.parent.parent / "tests" / "data"
EACH = 24
"""Sentences made of one line of a grammar."""
WEIGHT_OF_LINE, WEIGHT_SPOKEN, WEIGHT_ANSWERED = 8.0, 0.25, 2.0
"""What all sentences of one line weigh, one that the template speaks, and one of an answer."""
FOLDS = 5
SHEETS = (
    "script_refusals",
    "script_refusals_held_back",
    "script_refusals_fresh",
    "script_refusals_first_sight",
)
SIGHTS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
ANSWERS = tuple(f"script_answers_{sight}_sight" for sight in SIGHTS)
LABELS = (
    Metadata("Girl with a Pearl Earring", "Johannes Vermeer", date="c. 1665", technique="oil on canvas"),
    Metadata("The Sisters", "Berthe Morisot", date="1869", holder="Musée d'Orsay, Paris", technique="pastel"),
    Metadata("Head of a Youth", date="1st century AD", technique="marble", place="Rome"),
    Metadata("Portrait of a Man", "Titian", "workshop of", "1530-1535", notes=(Note("He holds a glove."),)),
)
GOOD = ("fine", "accepted", "not first person", "cut off", "repetitive", "off language")
"""Kinds of answers that hold no aside, though some are thrown away for another reason."""
_SLOT = re.compile(r"\{(\w+)\}")
_CHOICE = re.compile(r"\[([^\[\]]*)\]")


def made(line: str, slots: dict[str, list[str]], draw: random.Random) -> str:
    """Return one sentence of a line: slots filled, one of each choice taken."""
    while slot := _SLOT.search(line):
        line = line.replace(slot[0], draw.choice(slots[slot[1]]), 1)
    while choice := _CHOICE.search(line):
        line = line[: choice.start()] + draw.choice(choice[1].split("|")) + line[choice.end() :]
    line = " ".join(line.split()).strip()
    return line[:1].upper() + line[1:]


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence, whether it is an aside, and what it was made with; one source is never in two folds."""

    text: str
    aside: bool
    language: str
    source: str
    weight: float


def grammar_examples(seed: int = 0) -> Iterator[Example]:
    """Give sentences of all grammars."""
    draw = random.Random(seed)  # noqa: S311 - sentences are drawn, nothing is hidden
    for file in sorted(HERE.glob("*.yaml")):
        grammar = yaml.safe_load(file.read_text("utf8"))
        for kind in ("aside", "sitter"):
            for number, line in enumerate(grammar[kind]):
                found = sorted({made(line, grammar["slots"], draw) for _ in range(EACH)})
                for text in found:
                    weight = min(1.0, WEIGHT_OF_LINE / len(found))
                    source = f"{file.stem} {kind} {number}"
                    yield Example(text, kind == "aside", file.stem[:2], source, weight)


def spoken_examples() -> Iterator[Example]:
    """Give sentences that figures say: of the claims that tests hold, and of the template's phrases."""
    for name in ("script_claims", "script_claims_fresh", "script_claims_held_back", "script_grounding"):
        for block in yaml.safe_load((DATA / f"{name}.yaml").read_text("utf8")):
            language = block.get("language", "en")
            for text in (
                *block.get("doubted", ()),
                *block.get("fine", ()),
                *(sentence["text"] for sentence in block.get("sentences", ())),
            ):
                yield Example(text, False, language, text, 1.0)
    for language in ("en", "de", "fr", "it", "es", "pt"):
        said = set()
        for index in range(60):
            artwork = Artwork(np.zeros((8, 8, 3), np.uint8), "0", LABELS[index % len(LABELS)])
            faces = [Face(f"f{number}", (0.0, 0.0, 9.0, 9.0), 1.0) for number in range(1 + index % 2)]
            tone = ("", "plain", "wry", "welcoming", "sober")[index % 5]
            script = write_script(artwork, faces, seed=index, seconds=60, language=language, tone=tone)
            said |= {sentence.text for line in script.lines for sentence in line.sentences}
        for text in sorted(said):
            yield Example(text, False, language, text, WEIGHT_SPOKEN)


def answered_examples(without: Sequence[str] = ()) -> Iterator[Example]:
    """Give the sentences of answers that tests hold; of a bad answer only where it is one.

    The n-th answers of all languages have one source, for they are often translations of each other.
    """
    for name in SHEETS:
        counts: dict[str, int] = {}
        for line in (DATA / f"{name}.tsv").read_text("utf8").splitlines():
            parts = line.split("\t")
            if len(parts) < 3 or name in without:
                continue
            language = next((part for part in parts[:2] if re.fullmatch(r"[a-z]{2}(?:-[a-z]+)?", part)), "en")
            good, text = any(part in GOOD for part in parts[:2]), parts[-1]
            bad = any(part in ("refusal", "leak", "bad") for part in parts[:2])
            counts[language] = counts.get(language, 0) + 1
            sentences = split_sentences(text)
            if good or (bad and len(sentences) == 1):
                source = f"{name} {counts[language]}"
                yield from (Example(one, bad, language, source, WEIGHT_ANSWERED) for one in sentences)
    for name in ANSWERS:
        answers = yaml.safe_load((DATA / f"{name}.yaml").read_text("utf8"))
        for language, number, answer in (
            (tag, index, one) for tag, texts in answers.items() for index, one in enumerate(texts)
        ):
            if name in without:
                continue
            for part in re.split(r"(?=⟦)|(?<=⟧)", answer):
                for text in split_sentences(part.strip("⟦⟧ ")):
                    yield Example(text, "⟦" in part, language, f"{name} {number}", WEIGHT_ANSWERED)


def by_pieces(examples: Sequence[Example]) -> scipy.sparse.csr_matrix:
    """Return the pieces of sentences as rows of a table."""
    rows = [buckets_of(example.text) for example in examples]
    values = np.concatenate([np.full(len(row), max(1, len(row)) ** -0.5) for row in rows])
    starts = np.cumsum([0, *map(len, rows)])
    return scipy.sparse.csr_matrix((values, np.concatenate(rows), starts), (len(rows), BUCKETS))


def by_roles(examples: Sequence[Example]) -> np.ndarray:
    """Return roles, marks and pairs of them, (N, R * (R + 1) / 2)."""
    present = np.array([roles_of(example.text, example.language) for example in examples])
    first, second = np.triu_indices(present.shape[1])
    return (present[:, first] & present[:, second]).astype(np.float32)


def fitted(table: object, truth: np.ndarray, weights: np.ndarray, strength: float) -> LogisticRegression:
    """Fit a linear classifier of asides."""
    model = LogisticRegression(C=strength, max_iter=400)
    return model.fit(table, truth, sample_weight=weights)


def folds_of(examples: Sequence[Example]) -> np.ndarray:
    """Return the fold of each example, by its source."""
    return np.array([zlib.crc32(example.source.encode()) % FOLDS for example in examples])


def main() -> None:
    """Train, say how answers are judged by models that did not see them, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without", nargs="*", default=(), help="corpora to leave out")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--sound", type=float, default=30.0, help="strength of the pieces of words")
    parser.add_argument("--roles", type=float, default=0.05, help="strength of the roles")
    parser.add_argument("--show", action="store_true", help="print answers that were judged wrongly")
    order = parser.parse_args()
    examples = [*grammar_examples(), *spoken_examples(), *answered_examples(order.without)]
    truth = np.array([example.aside for example in examples])
    weights = np.array([example.weight for example in examples])
    folds = folds_of(examples)
    pieces, roles = by_pieces(examples), by_roles(examples)
    sound = np.zeros(len(examples))
    for fold in range(FOLDS):
        kept = folds != fold
        sound[~kept] = fitted(pieces[kept], truth[kept], weights[kept], order.sound).decision_function(
            pieces[~kept]
        )
    table = np.column_stack([np.clip(sound, -6, 6), roles])
    odds = np.zeros(len(examples))
    for fold in range(FOLDS):
        kept = folds != fold
        odds[~kept] = fitted(table[kept], truth[kept], weights[kept], order.roles).decision_function(
            table[~kept]
        )
    judge(examples, odds, sound, order.show)
    first, last = fitted(pieces, truth, weights, order.sound), fitted(table, truth, weights, order.roles)
    scale = float(np.abs(first.coef_).max() / 127)
    count = round((2 * roles.shape[1]) ** 0.5)
    pairs = np.zeros((count, count), np.float32)
    pairs[np.triu_indices(count)] = last.coef_[0, 1:]
    if order.out:
        np.savez_compressed(
            order.out,
            weights=np.round(first.coef_[0] / scale).astype(np.int8),
            scale=scale,
            bias_of_sound=first.intercept_[0],
            sound_weight=last.coef_[0, 0],
            pairs=pairs,
            bias=last.intercept_[0],
        )


def judge(examples: Sequence[Example], odds: np.ndarray, sound: np.ndarray, show: bool) -> None:
    """Print, of each corpus, precision and recall by sentences in folds that were not trained on."""
    truth = np.array([example.aside for example in examples])
    names = np.array(
        [
            example.source.rpartition(" ")[0].rpartition(" ")[0] or example.source.split()[0]
            for example in examples
        ]
    )
    names = np.array(
        [
            next(
                (name for name in (*SHEETS[::-1], *ANSWERS) if example.source.startswith(f"{name} ")),
                "grammars and phrases",
            )
            for example in examples
        ]
    )
    for name in sorted(set(names)):
        here = names == name
        for title, found in (("all", odds > 0), ("sound", sound > 0)):
            right = (found & truth & here).sum()
            print(
                f"{name:28} {title:6} precision {right / max(1, (found & here).sum()):.3f}"
                f" recall {right / max(1, (truth & here).sum()):.3f} of {here.sum()}"
            )
    if show:
        for index in np.flatnonzero(((odds > 0) != truth) & (names != "grammars and phrases")):
            one = examples[index]
            print(
                "LOST" if odds[index] > 0 else "MISS",
                one.language,
                f"{odds[index]:.1f} {sound[index]:.1f}",
                one.text,
            )


if __name__ == "__main__":
    main()
