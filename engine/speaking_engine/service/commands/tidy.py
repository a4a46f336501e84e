"""tidy: frees the room that older versions of a production take."""

from __future__ import annotations

from speaking_engine.pipeline.store import Store
from speaking_engine.service.answer import answer_json, say
from speaking_engine.service.groups import grouped
from speaking_engine.service.options import Place, Target
from speaking_engine.service.session import work_of


@grouped
def tidy(target: Target, place: Place) -> None:
    """Remove what earlier choices made and the last run did not use; the film and all corrections stay.

    Example: speaking-images tidy mona_lisa.speaking
    """
    with work_of(target, place) as work:
        stages = work.production.project.stages.values()
        used = {work.folder / product for stage in stages for product in stage.products}
        freed_bytes = Store(work.production.store_folder).keep_only(used)
    if place.json:
        answer_json({"freed_bytes": freed_bytes})
        return
    say(f"{freed_bytes / 1e6:.1f} MB freed")
