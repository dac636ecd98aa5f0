"""The YAML of experiment files: the safe loader, less what surprises."""

from __future__ import annotations

from typing import Any, ClassVar

import yaml

TIMESTAMP = "tag:yaml.org,2002:timestamp"


class ExperimentLoader(yaml.SafeLoader):
    """Refuses aliases, which blow up, and keys given twice; reads 1024-10-10 as the net it is, no date."""

    yaml_implicit_resolvers: ClassVar = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != TIMESTAMP]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Compose a node that is no alias."""
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.YAMLError("aliases (*name) are not allowed in an experiment.")
        return super().compose_node(parent, index)

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
