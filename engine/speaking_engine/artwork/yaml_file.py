"""YAML as people write labels in it: plain values, each field once, no tags and no aliases."""

from __future__ import annotations

import re
from typing import Any, ClassVar

import yaml

from speaking_engine.errors import PictureError


class _Plain(yaml.SafeLoader):
    """Reads every value as the text that it is, so that ``1503-04``, ``0123`` and ``No`` stay themselves.

    Refuses what a label never needs: tags, fields given twice, and aliases, which may go in circles.
    """

    yaml_implicit_resolvers: ClassVar[dict[str, list[Any]]] = {}  # type: ignore[misc]

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise _Refused("It uses an alias (*).", self.get_event().start_mark)  # type: ignore[no-untyped-call]
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        names = set[str]()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _Refused("A field's name must be text.", key.start_mark)
            if key.value in names:
                raise _Refused(f"It gives `{key.value}` twice.", key.start_mark)
            names.add(key.value)
        return super().construct_mapping(node, deep)


_Plain.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|True|false|False"), list("tTfF"))
_Plain.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("|~|null"), ["", "~", "n"])


class _Refused(yaml.MarkedYAMLError):
    """Our own rule was broken; the problem is a sentence of ours."""

    def __init__(self, problem: str, mark: yaml.Mark) -> None:
        super().__init__(problem=problem, problem_mark=mark)


def parse_yaml(text: str, what: str) -> Any:  # noqa: ANN401 - any YAML value
    """Read YAML.

    Parameters
    ----------
    what : str
        Begins the sentence: "The metadata file mona_lisa.yaml".

    Raises
    ------
    PictureError
        It is no plain YAML; the sentence names line and column.
    """
    try:
        return yaml.load(text, _Plain)  # noqa: S506 - a SafeLoader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        own = f" {error.problem}" if isinstance(error, _Refused) else ""
        raise PictureError(
            f"{what} is no plain YAML: it breaks{where}.{own}",
            hint="Look there and just before it: one `field: value` a line, equally indented by spaces, "
            'no tabs; a value with a colon or a quotation mark stands in quotes: title: "Judith: a study".',
        ) from error
    except yaml.YAMLError as error:
        raise PictureError(
            f"{what} holds control characters and is no plain YAML.", hint="Save it as plain text in UTF-8."
        ) from error
    except RecursionError as error:
        raise PictureError(
            f"{what} is nested too deeply.", hint="Check that it is the right file."
        ) from error
