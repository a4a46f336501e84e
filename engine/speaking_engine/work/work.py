"""Work: one picture that speaks, with its faces, words, cast, languages and films; all doors use it.

    import speaking_engine as si

    with si.open("mona_lisa.jpg") as work:
        work.label(title="Mona Lisa", artist="Leonardo da Vinci")
        work.words.text = "Good evening."
        work.cast["f0"].voice = "bf_emma"
        film = work.render(resolution="1080p")

Every edit is checked and saved at once, and nothing that was read before it is read again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from speaking_engine.errors import FaceError, OutputError, UserError
from speaking_engine.faces.face import Face as FoundFace
from speaking_engine.pipeline.line import Line, film_name
from speaking_engine.pipeline.store import Store
from speaking_engine.project.choosing import choose
from speaking_engine.project.document import DECLARED, Choices
from speaking_engine.project.production import SUFFIX, Production, created, is_production, opened
from speaking_engine.protocol.progress import Report, silent
from speaking_engine.script.script import Script
from speaking_engine.work import hand
from speaking_engine.work.label import follow_language, follow_versions, lay_label
from speaking_engine.work.movement import Movement

if TYPE_CHECKING:
    from speaking_engine.export.targets import Exported

MAX_NAME_BYTES = 255
"""What today's file systems bear."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Film:
    """A finished film.

    Attributes
    ----------
    path : Path
        The MP4 file; captions lie beside it.
    language : str
        Tag of what is spoken.
    seconds, width_px, height_px : float, int, int
        Its length and size.
    text : tuple of str
        What is said, line by line.
    notes : tuple of str
        What had to be decided for you, a sentence each.
    """

    path: Path
    language: str
    seconds: float
    width_px: int
    height_px: int
    text: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def _repr_html_(self) -> str:
        from speaking_engine.work.notebook import film_html

        return film_html(self)


class Face:
    """One face of a work, found or drawn by hand; what it tells is read afresh every time."""

    def __init__(self, work: Work, face_id: str) -> None:
        self._work = work
        self.id = face_id

    @property
    def found(self) -> FoundFace:
        """Everything that is known of it: box, landmarks, handles, apparent gender, pose."""
        return self._work.line.face(self.id)

    @property
    def box_px(self) -> Box:
        """x, y, width, height in artwork pixels from the top left."""
        return self.found.box_px

    @property
    def gender(self) -> str:
        """Apparent, only for choosing a voice: female, male or unknown."""
        return self.found.gender

    def correct(
        self,
        *,
        box_px: Box | None = None,
        gender: str | None = None,
        handles: Mapping[str, tuple[float, float]] | Path | str | None = None,
        handle_set: str = "",
    ) -> None:
        """Correct it by hand; the correction survives every new detection and beats label and guess.

        Parameters
        ----------
        handles : mapping of str to (x, y), or path
            Landmarks of `handle_set` ("frontal", "profile_left", "profile_right") in artwork pixels; or a
            file of them, as `speaking-images faces --draft-handles` writes it.

        Raises
        ------
        UserError, FaceError
            A value is wrong; nothing is changed.
        """
        wish: dict[str, Any] = {}
        if box_px is not None:
            wish["moved_to_px"] = box_px
        if gender is not None:
            wish["gender"] = gender
        if isinstance(handles, (str, Path)):
            wish |= hand.read_handles(Path(handles), self._work.line.size_px)
        elif handles is not None:
            wish |= hand.checked_handles(handle_set, handles, self._work.line.size_px)
        hand.correct(self._work.production.project, self._work.line, self.id, **wish)
        self._work.changed()

    def remove(self) -> None:
        """Take it away: it is no face, or must not be shown as one."""
        hand.correct(self._work.production.project, self._work.line, self.id, removed=True)
        self._work.changed()

    def __repr__(self) -> str:
        box = ", ".join(f"{value:.0f}" for value in self.box_px)
        return f"<Face {self.id} at {box}>"


class Faces(Sequence[Face]):
    """The faces of a work, the likely speaker first."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def __len__(self) -> int:
        return len(self._work.line.faces)

    def __getitem__(self, which: Any) -> Any:  # noqa: ANN401 - a number, an id or a slice
        if isinstance(which, slice):
            return [Face(self._work, face.id) for face in self._work.line.faces[which]]
        if isinstance(which, str):
            return Face(self._work, self._work.line.face(which).id)
        return Face(self._work, self._work.line.faces[which].id)

    def add(
        self, box_px: Box, *, handles: Mapping[str, tuple[float, float]] | None = None, handle_set: str = ""
    ) -> Face:
        """Add a face that no detector found.

        Raises
        ------
        FaceError
            The box has no area, or a handle is unknown, missing or outside the picture.
        """
        if min(box_px[2:]) <= 0:
            raise FaceError(f"The box {box_px} has no area.", hint="Give x, y, width, height in pixels.")
        size_px = self._work.line.size_px
        placed = hand.checked_handles(handle_set, handles, size_px) if handles else {}
        face_id = hand.add_hand_face(self._work.production.project, box_px)
        if placed:
            hand.change(self._work.production.project, face_id, **placed)
        self._work.changed()
        return Face(self._work, face_id)

    def order(self, *face_ids: str) -> None:
        """Put faces first, in this order."""
        for place, face_id in enumerate(face_ids):
            hand.correct(self._work.production.project, self._work.line, face_id, order=place)
        self._work.changed()


class Words:
    """What is said in one language of a work."""

    def __init__(self, work: Work) -> None:
        self._work = work

    @property
    def text(self) -> str | None:
        """The words as they were given; None lets the writer write them. Lines may begin "f1: ..."."""
        return self._work.choices.text

    @text.setter
    def text(self, words: str | None) -> None:
        self._work.choose(text=words)

    @property
    def script(self) -> Script:
        """Who says what, and what supports each sentence; written now if need be."""
        with self._work.running(only_writes=True) as line:
            return line.script

    @property
    def spoken(self) -> tuple[str, ...]:
        """What is said, line by line."""
        return tuple(line.text for line in self.script.lines)

    def approve(self, name: str) -> None:
        """Sign the words as they stand today; an edit of any letter withdraws it.

        Raises
        ------
        TextError
            There is no name, or there are no words.
        """
        with self._work.running() as line:
            line.approve(name)

    @property
    def is_approved(self) -> bool:
        """Whether somebody signed exactly these words."""
        from speaking_engine.script.signoff import is_approved

        return is_approved(self.script)


class Role:
    """One speaker: the choices that may differ from speaker to speaker, such as `voice`, `speed`, `style`.

    Reading gives what holds for this speaker; setting None goes back to what holds for all.
    """

    __slots__ = ("_face_id", "_work")

    def __init__(self, work: Work, face_id: str) -> None:
        object.__setattr__(self, "_work", work)
        object.__setattr__(self, "_face_id", face_id)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any choice
        _check_role(name)
        choices = self._work.production.project.choices_for(
            language=self._work.language, speaker=self._face_id
        )
        return getattr(choices, name)

    def __setattr__(self, name: str, value: Any) -> None:  # noqa: ANN401 - any choice
        _check_role(name)
        self._work.choose(speaker=self._face_id, **{name: value})

    def __dir__(self) -> list[str]:
        return [one.name for one in DECLARED.values() if one.choice.scope == "speaker"]


class Cast(Mapping[str, Role]):
    """The speakers by the ids of their faces."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def __getitem__(self, face_id: str) -> Role:
        return Role(self._work, self._work.line.face(face_id).id)

    def __iter__(self) -> Iterator[str]:
        return (face.id for face in self._work.line.speakers)

    def __len__(self) -> int:
        return len(self._work.line.speakers)

    def choose(self, *face_ids: str) -> None:
        """Choose who speaks, in this order; none: the likely main one."""
        self._work.choose(speakers=face_ids)


class Work(AbstractContextManager["Work"]):
    """One picture that speaks, open until it is closed; nobody else can open it meanwhile.

    Attributes
    ----------
    production : Production
        The folder that keeps everything.
    language : str
        Of the version that is shown; empty for the main one.
    """

    def __init__(self, production: Production, report: Report = silent, language: str = "") -> None:
        self.production = production
        self.language = language
        self.report = report
        self._line: Line | None = None
        self._closing: AbstractContextManager[Production] | None = None
        self._kin: list[Work] = [self]

    # -- opening and closing -------------------------------------------------------------------------------

    def close(self) -> None:
        """Close it; others may open it then."""
        closing, self._closing = self._closing, None
        if closing is not None:
            closing.__exit__(None, None, None)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def folder(self) -> Path:
        """The production's folder, NAME.speaking."""
        return self.production.folder

    @property
    def line(self) -> Line:
        """The line over this work as it is now: asking it for a thing runs what that needs and no more."""
        if self._line is None:
            self._line = Line(self.production, self.report, self.language)
        return self._line

    @contextmanager
    def running(self, *, only_writes: bool = False) -> Iterator[Line]:
        """Run the line; what happened is saved, also when a stage stops it.

        Words that are only written may be in a language that no voice speaks.
        """
        self.production.save()
        line = self.line
        line.run.only_writes = only_writes
        try:
            yield line
        finally:
            line.run.save()

    def changed(self) -> None:
        """Save what was edited, and forget what was read before it."""
        for work in self._kin:
            work._line = None  # noqa: SLF001 - versions of one work
        self.production.save()

    # -- what a person says --------------------------------------------------------------------------------

    def label(self, label_file: Path | str | None = None, **fields: Any) -> tuple[str, ...]:  # noqa: ANN401
        """Lay over the work what the museum's label says; a field given as "" is taken away.

        Of a version it holds in its language alone, but for `hold` and `gender`.

        Parameters
        ----------
        label_file : path, optional
            JSON, YAML, CSV or a IIIF manifest; what lies beside the picture is read in any case.
        **fields
            title, artist, date, technique, holder, credit, notes, gender, hold, ...

        Returns
        -------
        tuple of str
            What to know of it, such as a label beside the picture that is not followed.

        Raises
        ------
        PictureError
            A field or file cannot be used; nothing is changed.
        """
        remarks = lay_label(
            self.production, fields, None if label_file is None else Path(label_file), self.language
        )
        self.changed()
        return remarks

    @property
    def metadata(self) -> Mapping[str, Any]:
        """The label as it stands, in this language."""
        return self.production.project.metadata_for(self.language)

    @property
    def choices(self) -> Choices:
        """A copy of what is chosen in this language; `choose` changes it."""
        return self.production.project.choices_for(language=self.language).model_copy(deep=True)

    def choose(self, *, speaker: str = "", **values: Any) -> None:  # noqa: ANN401 - each is checked
        """Set choices, all or none: `work.choose(resolution="1080p", speed=0.9)`; None lets the room decide.

        Parameters
        ----------
        speaker : str
            Id of a face: for this speaker only.
        **values
            docs/choices.md lists them.

        Raises
        ------
        UserError
            There is no such choice, or the value is not allowed; nothing is changed.
        """
        before = self.production.project.choices.language
        values = {name: self._kept(name, value) for name, value in values.items()}
        choose(self.production.project, values, speaker=speaker, language=self.language)
        if self.production.project.choices.language != before:
            follow_language(self.production, before)
            follow_versions(self.production)
        self.changed()

    def _kept(self, name: str, value: Any) -> Any:  # noqa: ANN401 - of any choice
        """Return a choice's value; of a picture of this machine the name of its copy in the production."""
        one = DECLARED.get(name)
        is_picture = one is not None and one.choice.is_picture and value and isinstance(value, str | Path)
        if not is_picture or (self.production.folder / value).is_file():
            return value
        return self.production.keep_mask(Path(value), place=f"choices.{name}")

    @property
    def faces(self) -> Faces:
        """All faces, the likely speaker first; found now if need be."""
        return Faces(self)

    @property
    def words(self) -> Words:
        """What is said in this language."""
        return Words(self)

    @property
    def cast(self) -> Cast:
        """Who speaks, and how each of them does."""
        return Cast(self)

    @property
    def movement(self) -> Movement:
        """What the faces do word by word in this language, and what is corrected of it."""
        return Movement(self)

    @property
    def languages(self) -> tuple[str, ...]:
        """Tags of all languages of this work, the main one first."""
        return (self.production.project.choices.language, *self.production.project.versions)

    @property
    def asked(self) -> tuple[str, ...]:
        """The languages that were asked for: all, but the main one if only another was ever written."""
        done, main = self.production.project.stages, self.production.project.choices
        others = tuple(tag for tag in self.production.project.versions if f"script ({tag})" in done)
        is_main = "script" in done or main.text is not None or main.recording is not None
        return self.languages if is_main or not others else others

    def version(self, language: str) -> Work:
        """Return this work in another language: its words, voices and films; the picture is shared.

        Raises
        ------
        UserError
            No voice speaks that language.
        """
        main = self.production.project.choices.language
        language = language.lower().replace("_", "-")
        tag = "" if language in ("", main) else language
        if tag and tag not in self.production.project.versions:
            choose(self.production.project, {}, language=tag)
            follow_versions(self.production)
            self.changed()
        other = Work(self.production, self.report, tag)
        other._kin = self._kin
        self._kin.append(other)
        return other

    # -- what it makes -------------------------------------------------------------------------------------

    def speak(self) -> tuple[Path, ...]:
        """Speak the words; return a WAV file for each line."""
        with self.running() as line:
            return tuple(product.folder / "000.wav" for product in line.sounds)

    def render(self, out: Path | str | None = None, **choices: Any) -> Film:  # noqa: ANN401 - checked
        """Make the film of this language; only what was changed is made again.

        Parameters
        ----------
        out : path, optional
            NAME.mp4; `film.mp4` in the production if none is given.
        **choices
            As of `choose`.

        Raises
        ------
        SpeakingError
            Whatever stopped it; what was finished before is kept.
        """
        if choices:
            self.choose(**choices)
        with self.running() as line:
            path = line.deliver(None if out is None else Path(out))
        plan = line.plan
        return Film(
            path=path.resolve(),
            language=self.choices.language,
            seconds=plan.seconds,
            width_px=plan.width_px,
            height_px=plan.height_px,
            text=tuple(said.text for said in line.script.lines),
            notes=self.notes,
        )

    def render_all(self) -> dict[str, Film]:
        """Make a film in every language of this work."""
        return {tag: self.version(tag).render() for tag in self.languages}

    def tidy(self) -> int:
        """Remove what earlier choices made and the last run did not use; return how many bytes that freed."""
        stages = self.production.project.stages.values()
        used = {self.folder / product for stage in stages for product in stage.products}
        return Store(self.production.store_folder).keep_only(used)

    def export(
        self,
        *names: str,
        out: Path | str | None = None,
        languages: Sequence[str] = (),
        unapproved: bool = False,
        **choices: Any,  # noqa: ANN401 - checked
    ) -> tuple[Exported, ...]:
        """Package this work for walls, phones, editors or the web: `work.export("page", "brightsign-4k")`.

        Parameters
        ----------
        names : str
            What for; docs/export.md lists them.
        out : path, optional
            Folder for a folder of each name; `export` in the production if none is given.
        languages : sequence of str
            Which of the work's; all if none is given.
        unapproved : bool
            Though nobody approved the words.
        **choices
            As of `choose`, for this export alone: `canvas="1080x1920"`, `rate="50"`, `loudness_lufs=-23`.

        Raises
        ------
        SpeakingError
            Whatever stopped it; folders that are finished are whole.
        """
        from speaking_engine.export.targets import export

        return export(
            self, names, None if out is None else Path(out), languages, choices, unapproved=unapproved
        )

    def mark(self, movie: Path | str, out: Path | str) -> Path:
        """Write a film that was rendered elsewhere, such as in Blender, with the marks of a final film.

        Parameters
        ----------
        movie : path
            A film of this work, of any size.
        out : path
            NAME.mp4; what is there is replaced.

        Raises
        ------
        SpeakingError
            The work is on hold or its sitter did not consent, or the film cannot be read, marked or signed.
        """
        from speaking_engine.export.elsewhere import mark_movie
        from speaking_engine.export.exhibit import Exhibit

        self.line.check_final()
        mark_movie(Exhibit(self.line), Path(movie), Path(out))
        self._line = None  # the exhibit made it a final one
        return Path(out)

    @property
    def film(self) -> Path | None:
        """The film of this language if it was made; it may be older than the last edit."""
        path = self.folder / film_name(self.language)
        return path if path.is_file() else None

    @property
    def notes(self) -> tuple[str, ...]:
        """What the last run had to decide for you, a sentence each."""
        told = self.production.project.stages.values()
        return tuple(dict.fromkeys(sentence for stage in told for sentence in stage.fallbacks))

    def _repr_html_(self) -> str:
        from speaking_engine.work.notebook import work_html

        return work_html(self)

    def __repr__(self) -> str:
        return f"<Work {self.folder.name}, {', '.join(self.languages)}>"


def open_work(target: Path | str, production: Path | str | None = None, *, report: Report = silent) -> Work:
    """Open a picture or a production as a work that can speak.

    Parameters
    ----------
    target : path
        A picture file, or a production folder NAME.speaking.
    production : path, optional
        Where a picture's production is kept; NAME.speaking in the current folder if none is given.
    report : callable, optional
        Told of progress: ``report(stage, fraction, note)``.

    Raises
    ------
    PictureError, ProjectError, OutputError
        It cannot be opened; the sentence says why.
    """
    path = Path(target)
    if is_production(path) or path.name.endswith(SUFFIX):
        opening = opened(path)
    else:
        opening = created(Path(production) if production is not None else folder_beside(path), path)
    work = Work(opening.__enter__(), report)
    work._closing = opening  # noqa: SLF001 - of our own
    try:
        lay_label(work.production, {})
    except BaseException:
        work.close()
        raise
    return work


def folder_beside(picture: Path) -> Path:
    """Return where a picture's production is kept: in the current folder."""
    folder = Path.cwd() / f"{picture.stem}{SUFFIX}"
    if len(os.fsencode(folder.name)) > MAX_NAME_BYTES:
        raise OutputError(
            f"The name of {picture} is too long for a folder {SUFFIX} beside it.",
            hint="Give a shorter one with --production NAME.speaking.",
        )
    return folder


def _check_role(name: str) -> None:
    one = DECLARED.get(name)
    if one is None or one.choice.scope != "speaker":
        roles = ", ".join(one.name for one in DECLARED.values() if one.choice.scope == "speaker")
        raise AttributeError(f"A speaker has no {name!r} of its own; it has: {roles}.") from UserError(name)
