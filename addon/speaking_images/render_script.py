"""What a Blender runs to render: finds the shared code beside itself, then hands over to `headless`.

blender -b -P render_script.py -- PRODUCTION --out film.mp4
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ADDON = Path(__file__).resolve().parent
ENGINE = os.environ.get("SPEAKING_ENGINE_PATH") or str(ADDON.parents[1] / "engine")

if __name__ == "__main__":
    sys.path.insert(0, str(ADDON.parent))
    # Last, because another Python's packages lie beside the engine, which must not hide Blender's own.
    sys.path.append(ENGINE)
    from speaking_images import headless

    after = sys.argv.index("--") + 1 if "--" in sys.argv else 1
    code = headless.main(sys.argv[after:])
    sys.stdout.flush()
    sys.stderr.flush()
    # Blender as a package can crash or hang when Python takes it down.
    os._exit(code)
