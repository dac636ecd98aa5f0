"""The YAML of experiment files: the safe loader, less what surprises and what blows up."""

from __future__ import annotations

import re
from typing import Any, ClassVar

import yaml

MAX_NODES = 20_000
"""Names, values and lists of an experiment together: PyYAML reads this many in less than a second."""

MAX_DEPTH = 10
"""Lists and mappings inside one another; an experiment needs three."""

TIMESTAMP = "tag:yaml.org,2002:timestamp"

_SURPRISES = {
    # 1:30 would be 90, to base 60; 010 would be 8; Python prints no whole number of thousands of digits.
    "tag:yaml.org,2002:int": r"(?!.*:|[-+]?0[0-9_]|.{40})",
    "tag:yaml.org,2002:float": r"(?!.*:)",
}
"""What a number must not look like, so that it stays text, which settings read as people mean it."""


def _too_deep() -> yaml.YAMLError:
    return yaml.YAMLError(f"lists and mappings are at most {MAX_DEPTH} levels deep in an experiment.")


def _unsurprising(tag: str, pattern: re.Pattern[str]) -> re.Pattern[str]:
    return re.compile(_SURPRISES[tag] + pattern.pattern, pattern.flags) if tag in _SURPRISES else pattern


class ExperimentLoader(yaml.SafeLoader):
    """Reads plain data only, and not too much of it.

    Aliases and tags are refused, keys given twice, and more than :data:`MAX_NODES` values or
    :data:`MAX_DEPTH` levels. 1024-10-10 is the net it looks like and no date, and 1:5 are two weights of
    classes and not the number 65.
    """

    yaml_implicit_resolvers: ClassVar = {
        first: [(tag, _unsurprising(tag, pattern)) for tag, pattern in resolvers if tag != TIMESTAMP]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def __init__(self, stream: Any) -> None:
        super().__init__(stream)
        self.nodes = self.depth = 0

    def fetch_flow_collection_start(self, TokenClass: Any) -> None:
        """Read a ``[`` or ``{``; the scanner looks far ahead, and the deeper the slower."""
        if self.flow_level >= MAX_DEPTH:
            raise _too_deep()
        super().fetch_flow_collection_start(TokenClass)

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Compose a node that is not an alias and has no tag."""
        event = self.peek_event()
        if isinstance(event, yaml.events.AliasEvent):
            raise yaml.YAMLError("aliases (*name) are not allowed in an experiment.")
        if getattr(event, "tag", None) is not None:
            raise yaml.YAMLError(f"tags ({event.tag}) are not allowed in an experiment.")
        self.nodes += 1
        self.depth += 1
        if self.nodes > MAX_NODES:
            raise yaml.YAMLError(f"an experiment holds at most {MAX_NODES:,} names and values.")
        if self.depth > MAX_DEPTH:
            raise _too_deep()
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        """Make a mapping whose keys are all different."""
        made = super().construct_mapping(node, deep)
        if len(made) < len(node.value):
            seen: set[Any] = set()
            for key_node, _ in node.value:
                key = self.construct_object(key_node, deep=True)
                if key in seen:
                    raise yaml.YAMLError(f"{key!r} is given twice.")
                seen.add(key)
        return made
