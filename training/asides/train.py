"""Trains the classifier of `speaking_engine.script.asides` on sentences that the grammars here make.

    uv run --with scikit-learn python training/asides/train.py --out FILE.npz

The answers that tests hold are taken too, but for `script_refusals_first_sight.tsv`, which judges.
Whole answers have their asides in ⟦ ⟧.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import scipy.sparse
import yaml
from sklearn.linear_model import LogisticRegression

from speaking_engine.artwork.artwork import Artwork
from speaking_engine.artwork.metadata import Metadata, Note
from speaking_engine.faces.face import Face
from speaking_engine.script.asides import BUCKETS, LIMIT, buckets_of
from speaking_engine.script.refusals import plain_answer
from speaking_engine.script.sentences import split_sentences
from speaking_engine.script.write import write_script

HERE = Path(__file__).parent
DATA = HERE.parent.parent / "tests" / "data"
EACH = 60
"""Sentences made of one line of a grammar."""
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


def grammar_sentences(seed: int = 0) -> Iterator[tuple[str, bool]]:
    """Give sentences of all grammars, and whether each is an aside."""
    draw = random.Random(seed)  # noqa: S311 - sentences are drawn, nothing is hidden
    for file in sorted(HERE.glob("*.yaml")):
        grammar = yaml.safe_load(file.read_text("utf8"))
        for kind in ("aside", "sitter"):
            for line in grammar[kind]:
                found = {made(line, grammar["slots"], draw) for _ in range(EACH)}
                yield from ((sentence, kind == "aside") for sentence in sorted(found))


def spoken_sentences() -> Iterator[str]:
    """Give sentences that figures say: of the claims that tests hold, and of the template's phrases."""
    for name in ("script_claims", "script_claims_fresh", "script_claims_held_back", "script_grounding"):
        for block in yaml.safe_load((DATA / f"{name}.yaml").read_text("utf8")):
            yield from block.get("doubted", ())
            yield from block.get("fine", ())
            yield from (sentence["text"] for sentence in block.get("sentences", ()))
    for language in ("en", "de", "fr", "it", "es", "pt"):
        for index in range(60):
            artwork = Artwork(np.zeros((8, 8, 3), np.uint8), "0", LABELS[index % len(LABELS)])
            faces = [Face(f"f{number}", (0.0, 0.0, 9.0, 9.0), 1.0) for number in range(1 + index % 2)]
            tone = ("", "plain", "wry", "welcoming", "sober")[index % 5]
            script = write_script(artwork, faces, seed=index, seconds=60, language=language, tone=tone)
            yield from {sentence.text for line in script.lines for sentence in line.sentences}


def answered(without: str) -> Iterator[tuple[str, bool]]:
    """Give the sentences of answers that tests hold; of a bad answer only where it is one."""
    for name in ("script_refusals", "script_refusals_held_back", "script_refusals_fresh"):
        if without in (name, "all"):
            continue
        for line in (DATA / f"{name}.tsv").read_text("utf8").splitlines():
            parts = line.split("\t")
            good, text = any(part in GOOD for part in parts[:2]), parts[-1]
            bad = any(part in ("refusal", "leak") for part in parts[:2])
            sentences = split_sentences(text)
            if len(parts) >= 3 and (good or (bad and len(sentences) == 1)):
                yield from ((sentence, bad) for sentence in sentences)
    for name in ("script_answers_first_sight", "script_answers_second_sight"):
        answers = yaml.safe_load((DATA / f"{name}.yaml").read_text("utf8"))
        for answer in (one for spoken in answers.values() for one in spoken):
            for part in re.split(r"(?=⟦)|(?<=⟧)", answer):
                yield from ((sentence, "⟦" in part) for sentence in split_sentences(part.strip("⟦⟧ ")))


def main() -> None:
    """Train, say how the answers kept back are judged, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without", default="", help="a corpus to leave out, or all")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--strength", type=float, default=30.0)
    order = parser.parse_args()
    pairs = [*grammar_sentences(), *((sentence, False) for sentence in spoken_sentences())]
    weights_of = [1.0] * len(pairs)
    for pair in answered(order.without):
        pairs.append(pair)
        weights_of.append(4.0)
    truth = np.array([aside for _, aside in pairs])
    rows = [buckets_of(sentence) for sentence, _ in pairs]
    values = np.concatenate([np.full(len(row), max(1, len(row)) ** -0.5) for row in rows])
    starts = np.cumsum([0, *map(len, rows)])
    table = scipy.sparse.csr_matrix((values, np.concatenate(rows), starts), (len(rows), BUCKETS))
    model = LogisticRegression(C=order.strength, max_iter=300, class_weight="balanced")
    model.fit(table, truth, sample_weight=weights_of)
    scale = float(np.abs(model.coef_).max() / 127)
    weights = np.round(model.coef_[0] / scale).astype(np.int8)
    print(f"{len(pairs)} sentences, {truth.sum()} asides; {np.count_nonzero(weights)} weights")
    if order.out:
        np.savez_compressed(order.out, weights=weights, scale=scale, bias=model.intercept_[0])
    judge(weights.astype(float) * scale, float(model.intercept_[0]))


def judge(weights: np.ndarray, bias: float) -> None:
    """Print, of each corpus, which answers hold an aside; those that were trained on say nothing."""
    for name in ("script_refusals", "script_refusals_held_back", "script_refusals_fresh"):
        wrong, counts = [], {True: [0, 0], False: [0, 0]}
        for line in (DATA / f"{name}.tsv").read_text("utf8").splitlines():
            parts = line.split("\t")
            if len(parts) < 3 or not set(parts[:2]) & {*GOOD, "refusal", "leak"}:
                continue
            bad = bool(set(parts[:2]) & {"refusal", "leak"})
            scores = []
            for sentence in split_sentences(parts[-1]):
                row = buckets_of(sentence)
                scores.append(weights[row].sum() / max(1, len(row)) ** 0.5 + bias)
            found = max(scores) > LIMIT or (bad and plain_answer(parts[-1]) != parts[-1])
            counts[bad][bool(found)] += 1
            if found != bad:
                wrong.append((bad, round(max(scores), 1), parts[-1]))
        (missed, found_bad), (kept, lost) = counts[True], counts[False]
        print(f"{name}: {found_bad} of {missed + found_bad} found, {lost} of {kept + lost} lost")
        for one in wrong:
            print("   ", *one)


if __name__ == "__main__":
    main()
