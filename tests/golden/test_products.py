"""Words, movement and compositing, against what was approved: a change of rule shows here.

Make the references again with ``python tests/golden/test_products.py`` after reading and looking, raise the
stage's version, then seal them: `scripts/seal_goldens.py`.
"""

import json
import tempfile
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from painted_face import spoken

from speaking_engine.artwork.metadata import metadata_from_mapping
from speaking_engine.composite.compositor import compose_frame, patches
from speaking_engine.composite.prepare import write_png
from speaking_engine.faces.face import Face
from speaking_engine.media.movie import write_lossless
from speaking_engine.performance.channels import TRACKS
from speaking_engine.performance.manner import Manner
from speaking_engine.performance.perform import perform
from speaking_engine.protocol.plan import FaceLayer, Mask, RenderPlan
from speaking_engine.script.commission import Commission
from speaking_engine.script.writers.template import TemplateWriter

HERE = Path(__file__).parent
LABELS = {
    "full": {
        "title": "Girl with a Pearl Earring",
        "artist": "Johannes Vermeer",
        "date": "c. 1665",
        "technique": "oil on canvas",
        "holder": "Mauritshuis, The Hague",
    },
    "doubtful": {"title": "Portrait of a man", "artist": "circle of Rembrandt", "date": "1640?"},
    "empty": {},
}


def words():
    """Return what the template says of some labels."""
    said = {}
    for name, fields in LABELS.items():
        label, face = metadata_from_mapping(fields, "a golden"), Face("f0", (0, 0, 9, 9), 1.0)
        order = Commission(label, np.zeros((8, 8, 3), np.uint8), (face,), 1, 18.0, 7, "en-us")
        said[name] = [sentence.text for sentence in TemplateWriter().write(order, lambda *_: None).sentences]
    return said


def movement():
    """Return the least, mean and largest value of every track over a line."""
    played = perform(spoken("mˈɑpi sˈuma wˈɔbi"), Fraction(25), Manner(seed=7))
    tracks = {name: played[name] for name in TRACKS}
    return {name: [round(float(v), 3) for v in (t.min(), t.mean(), t.max())] for name, t in tracks.items()}


def composed():
    """Return the mean levels of a frame in which a grey clip lies over a coloured ramp, on 8 x 8 places."""
    y, x = np.mgrid[:128, :160]
    still = np.stack([x, y + 60, 200 - y], axis=-1).astype(np.uint8)
    with tempfile.TemporaryDirectory() as folder:
        write_png(Path(folder) / "artwork.png", still)
        clip = np.full((80, 80, 3), 90, np.uint8)
        write_lossless(Path(folder) / "000.mkv", iter([clip, clip]), Fraction(25))
        layer = FaceLayer(
            str(Path(folder) / "000.mkv"), (30, 20, 80, 80), 0, 2, Mask(feather_px=18, radius_px=20)
        )
        plan = RenderPlan(str(Path(folder) / "artwork.png"), 160, 128, 160, 128, (25, 1), 2, (layer,))
        frame = compose_frame(still, next(iter(patches(plan, still))))
    return frame.reshape(16, 8, 20, 8, 3).mean(axis=(1, 3)).round(1).tolist()


GOLDENS = {"words.json": words, "movement.json": movement, "composed.json": composed}


def test_the_same_words_are_written():
    assert words() == json.loads((HERE / "words.json").read_text("utf8"))


def test_the_face_moves_as_it_did():
    reference, now = json.loads((HERE / "movement.json").read_text("utf8")), movement()
    assert now.keys() == reference.keys()
    for name, values in reference.items():
        assert now[name] == pytest.approx(values, abs=0.02 if "Yaw" in name or "Pitch" in name else 0.004), (
            name
        )


def test_a_clip_is_laid_into_the_still_as_it_was():
    assert np.array(composed()) == pytest.approx(
        np.array(json.loads((HERE / "composed.json").read_text("utf8"))), abs=0.3
    )


if __name__ == "__main__":
    for name, make in GOLDENS.items():
        (HERE / name).write_text(json.dumps(make(), ensure_ascii=False, indent=1) + "\n", "utf8")
