"""The engine of Speaking Images: from a picture to a film in which it speaks; knows nothing of Blender."""

import os

__version__ = "0.1.0"

#: Libraries report to their makers unless told not to. They read this when loaded, so it stands where
#: every door comes by first; processes that we start inherit it.
SILENCE = {"ORT_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "DO_NOT_TRACK": "1"}
os.environ.update(SILENCE)
