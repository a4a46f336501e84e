"""Shapes heads at random: who somebody is, what the face does, and how painters bend both."""

from __future__ import annotations

import numpy as np

from head_studio.head import MIDDLE_CM, Floats, Head

Random = np.random.Generator
EYES_CM = np.array([[-2.89, -73.56, -11.81], [2.89, -73.56, -11.81]], np.float32)
MOUTH_CM = np.array([0, -66.9, -14.3], np.float32)
SIDED = ("Left", "Right", "")
# name: how often, at most how much
MOVEMENTS = {
    "eyeBlink": (0.35, 0.7), "eyeSquint": (0.25, 0.7), "eyeWide": (0.4, 0.9), "browDown": (0.3, 0.9),
    "browInnerUp": (0.3, 0.9), "browOuterUp": (0.2, 0.9), "mouthPucker": (0.1, 0.6),
    "mouthFunnel": (0.08, 0.5),
    "mouthUpperUp": (0.1, 0.5), "mouthLowerDown": (0.1, 0.5), "mouthPress": (0.15, 0.6),
    "mouthShrugLower": (0.15, 0.6), "mouthShrugUpper": (0.1, 0.5), "jawForward": (0.15, 0.6),
    "cheekPuff": (0.08, 0.4), "mouthStretch": (0.1, 0.5), "noseSneer": (0.1, 0.6),
    "mouthRollUpper": (0.1, 0.5),
    "mouthRollLower": (0.1, 0.5), "cheekSquint": (0.2, 0.7),
}  # fmt: skip


def random_person(head: Head, random: Random) -> Floats:
    """Return the points (V, 3) of somebody who does not exist: features, age, origin, build."""
    count = random.integers(10, 60)
    chosen = random.choice(len(head.identity), count, replace=False)
    strength = np.abs(random.normal(0, random.choice([0.25, 0.45, 0.7], p=[0.4, 0.4, 0.2]), count))
    shift = np.clip(strength, 0, 1.1).astype(np.float32) @ head.identity[chosen]
    if random.random() < 0.5:  # noses and chins decide a profile
        profile = [i for i, name in enumerate(head.identity_names) if name.startswith(("nose", "chin"))]
        more = random.choice(profile, 5, replace=False)
        shift += random.uniform(0, 1, 5).astype(np.float32) @ head.identity[more]
    age = random.dirichlet([1.2, 0.9, 0.25]) if random.random() < 0.8 else np.array([0, 1.0, 0])
    mixed = (age[:, None] * random.dirichlet(np.full(6, 0.35))[None]).ravel().astype(np.float32)
    shift += mixed @ head.macro.reshape(18, -1)
    shift += random.dirichlet(np.full(12, 0.25)).astype(np.float32) @ head.build
    return head.points + shift.reshape(-1, 3)


def painters_liberties(head: Head, points: Floats, random: Random) -> Floats:
    """Bend a head the way painters do: rounder face, larger and longer eyes, fuller lips, bolder nose.

    The mesh's face is flat. In painted profiles the eye's outer corner lies at 0.47 of the box's width, on
    the mesh at 0.29; bending the face back and lengthening the eye brings both together. A smooth random warp
    keeps
    the net from leaning on one mesh's proportions.
    """
    rest, out = head.points, points.copy()
    x, y, z = rest.T
    front = np.clip((-z - 6) / 6, 0, 1)
    out[:, 2] += random.uniform(0, 0.75) * (np.sqrt(x * x + 1) - 1) * front
    bridge = np.exp(-((x / 1.6) ** 2)) * np.clip((y + 75) / 2, 0, 1)
    bridge *= np.clip((-68.6 - y) / 0.5, 0, 1) * np.clip((-z - 13.2) / 1.5, 0, 1)
    out[:, 2] -= random.uniform(-0.3, 1.3) * bridge
    near_front = np.clip((-z - 9) / 3, 0, 1)
    longer, higher, lower = random.uniform(0.95, 1.7), random.uniform(0.95, 1.55), random.uniform(-0.05, 0.3)
    for eye in EYES_CM:
        away = rest - eye
        near = np.exp(-((away[:, 0] / 2.1) ** 4 + (away[:, 1] / 1.4) ** 4)) * near_front
        grown = np.array([longer - 1, higher - 1, 0.85 * (longer - 1)]) * away
        out += near[:, None] * (grown + [0, lower, 0])
    away = rest - MOUTH_CM
    near = np.exp(-((away[:, 0] / 3.2) ** 4 + (away[:, 1] / 1.7) ** 4)) * near_front
    fuller = np.array([random.uniform(-0.15, 0.25), random.uniform(-0.2, 0.6), 0])
    out += near[:, None] * (away * fuller + [0, random.uniform(-0.1, 0.3), 0])
    strength = random.uniform(0, 0.21)
    for _ in range(4):
        wave = random.normal(0, 1, 3)
        wave *= 2 * np.pi / random.uniform(6, 16) / np.linalg.norm(wave)
        swing = np.sin(rest @ wave.astype(np.float32) + random.uniform(0, 6.28))
        out += strength * swing[:, None] * random.normal(0, 1, 3)
    return out.astype(np.float32)


def random_expression(head: Head, random: Random) -> Floats:
    """Return the shift (V, 3) of a random expression in ARKit's blend shapes; every 16th sleeps."""
    weights = dict.fromkeys(head.unit_names, 0.0)

    def put(name: str, weight: float) -> None:
        for side in SIDED:
            if name + side in weights:
                weights[name + side] = weight * random.uniform(0.8, 1.1)

    if random.random() < 0.35:
        put("jawOpen", random.uniform(0, 0.6) ** 1.3)
    mood = random.random()
    if mood < 0.64:
        put("mouthSmile" if mood < 0.4 else "mouthFrown", random.uniform(0, 0.8))
    for name, (often, most) in MOVEMENTS.items():
        if random.random() < often:
            put(name, random.uniform(0, most))
    if random.random() < 0.06:
        put("eyeBlink", 1.0)
    values = np.array([weights[name] for name in head.unit_names], np.float32)
    used = values != 0
    return (values[used] @ head.units[used]).reshape(-1, 3)


def around(points: Floats) -> Floats:
    """Return how far round the skull each point lies, (V,): 0 degrees in front, 90 at the ear, 180 behind."""
    away = points - MIDDLE_CM
    return np.degrees(np.arctan2(np.abs(away[:, 0]), -away[:, 2]))
