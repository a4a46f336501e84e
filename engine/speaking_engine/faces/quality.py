"""What to know of a face before it is animated, in words."""

from __future__ import annotations

from speaking_engine.faces.face import Face

SOFT_HEIGHT_PX = 96.0  # below, an animated mouth is a few pixels of somebody else's brushwork
TINY_HEIGHT_PX = 24.0
DOUBTFUL = 0.8
STEEP_DEG = 25.0


def quality(face: Face) -> tuple[str, ...]:
    """Return the reasons why this face may not come out well, worst first; empty if there are none."""
    reasons = [*_landmarks(face), *_size(face)]
    if face.confidence < DOUBTFUL:
        reasons.append(f"may not be a face (confidence {face.confidence:.2f}): look at it")
    if face.pitch_deg is not None and face.landmarks_px is not None and abs(face.pitch_deg) > STEEP_DEG:
        reasons.append(
            f"head bent {'back' if face.pitch_deg > 0 else 'down'}, {abs(face.pitch_deg):.0f} degrees"
        )
    if face.mouth_state == "beard-covered":
        reasons.append("beard over the mouth: the lips are guessed")
    if face.mouth_state == "hidden":
        reasons.append("the mouth is hidden: it cannot be seen to speak")
    return tuple(reasons)


def _landmarks(face: Face) -> list[str]:
    turn = "" if face.yaw_deg is None else f", {abs(face.yaw_deg):.0f} degrees"
    if face.landmarks_px is None:
        if face.yaw_class == "profile":
            return [f"profile{turn}, cannot be read: place the handles by hand"]
        return ["the face cannot be read: place the handles by hand"]
    if face.placed_by == "net":
        return [f"{face.yaw_class}{turn}, placed by the program: check it"]
    if face.yaw_class == "profile" and face.handles is None:
        return [f"profile{turn}: check the landmarks, or place the handles by hand"]
    return []


def _size(face: Face) -> list[str]:
    height = face.box_px[3]
    if height < TINY_HEIGHT_PX:
        return [f"face is {height:.0f} px high: too small to be seen speaking"]
    if height < SOFT_HEIGHT_PX:
        return [f"face is {height:.0f} px high: will be soft"]
    return []
