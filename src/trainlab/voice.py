"""Messages name options as the shell writes them; in Python they are put into Python's words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

_shell = False

_QUOTED = re.compile(r"('[^']*')")
_START = r"(?<![-\w])--"
"""An option begins here: not within a row of hyphens, of which each would be looked at again."""
_SHELLS = rf"{_START}[a-z-]+(?: (?:'[^']*'|[^ (]+))?"
_BOTH = re.compile(rf"{_SHELLS} \((?P<python>\w+=[^()]*?)(?: in Python)?\)")
_ONLY_SHELL = re.compile(rf"(?P<shell>{_SHELLS}) \(\w+=[^()]*? in Python\)")
_ITEM = r"[\w+-]+(?:\.\w+)*"
_RANGE = re.compile(rf"{_START}vary (?P<name>\w+)=(?P<kind>log|lin):(?P<numbers>{_ITEM}(?::{_ITEM})*)")
_LIST = re.compile(rf"{_START}vary (?P<name>\w+)=(?P<values>{_ITEM}(?:,{_ITEM})+)")
_FLAG = re.compile(rf"{_START}set (?P<name>\w+)=(?P<value>true|false)\b")
_ASSIGNED = re.compile(rf"{_START}(?:set|vary|pair) (?=\w+=)")
_VALUE = re.compile(rf"{_START}(?P<name>[a-z][a-z-]*) (?P<value>\d{_ITEM}|\d|[A-Z]+\b)")
_BEFORE_QUOTE = re.compile(rf"{_START}(?P<name>[a-z][a-z-]*) $")
_SWITCH = re.compile(rf"{_START}(?P<name>force|anyway|drop-missing|header)\b")
_OPTION = re.compile(rf"{_START}(?P<name>[a-z][a-z-]*)")


@contextmanager
def shell() -> Iterator[None]:
    """While the body runs, messages are those of the command line."""
    global _shell
    before, _shell = _shell, True
    try:
        yield
    finally:
        _shell = before


def spoken(message: str) -> str:
    """A message as it is read: in a shell as it was written, in Python with Python's names of arguments.

    What is in quotation marks is a person's own text, or a command, and is left as it is.

    >>> spoken("name one, such as --net 4-6-1, or give --seeds 5 and --set standardize=true.")
    "name one, such as net='4-6-1', or give seeds=5 and standardize=True."
    >>> spoken("such as --vary learning_rate=log:0.001:10:16, or --vary l2=0,0.1: 'trainlab show --top 3'.")
    "such as learning_rate=tl.log(0.001, 10, 16), or l2=[0, 0.1]: 'trainlab show --top 3'."
    >>> spoken("replace it with --force (force=True), or say --header (header=True in Python).")
    'replace it with force=True, or say header=True.'
    """
    if "--" not in message:
        return message
    if _shell:
        return _ONLY_SHELL.sub(r"\g<shell>", message)
    parts = _QUOTED.split(_BOTH.sub(r"\g<python>", message))
    return "".join(part if part.startswith("'") else _in_python(part) for part in parts)


def _in_python(text: str) -> str:
    text = _RANGE.sub(lambda found: f"{found['name']}=tl.{found['kind']}({_items(found['numbers'])})", text)
    text = _LIST.sub(lambda found: f"{found['name']}=[{_items(found['values'])}]", text)
    text = _FLAG.sub(lambda found: f"{found['name']}={found['value'].title()}", text)
    text = _ASSIGNED.sub("", text)
    text = _VALUE.sub(_argument, text)
    text = _SWITCH.sub(lambda found: f"{_name(found['name'])}=True", text)
    text = _BEFORE_QUOTE.sub(lambda found: f"{_name(found['name'])}=", text)
    return _OPTION.sub(lambda found: _name(found["name"]), text)


def _argument(found: re.Match[str]) -> str:
    value = found["value"]
    written = value if re.fullmatch(r"\d+(\.\d+)?|[A-Z]+", value) else f"'{value}'"
    return f"{_name(found['name'])}={written}"


def _name(option: str) -> str:
    return option.replace("-", "_")


def _items(values: str) -> str:
    return ", ".join(re.split("[:,]", values))
