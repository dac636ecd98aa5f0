"""What an experiment says of the file that its data is."""

from __future__ import annotations

from typing import Annotated, Any
from unicodedata import category

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from trainlab.data.reading import NAMES, Reading
from trainlab.tasks import TASKS

PLAIN = "without control characters"


def as_text(value: object) -> object:
    """YAML reads ``name: 7`` and ``net: 784-10`` differently; both are meant as text."""
    text = str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value
    if text == "" or (isinstance(text, str) and any(category(letter) in ("Cc", "Cs") for letter in text)):
        raise ValueError
    return text


def _texts(value: object) -> object:
    return value.split(",") if isinstance(value, str) else value


def _joined(value: object) -> object:
    """Several columns may be a list, or text with commas."""
    if isinstance(value, (list, tuple)) and value:
        names = [as_text(one) for one in value]
        return ",".join(names) if all(isinstance(name, str) for name in names) else value  # type: ignore[arg-type]
    return as_text(value)


def _mark(value: object) -> object:
    return "tab" if value == "\t" else as_text(value)


Text = Annotated[str, BeforeValidator(as_text)]
Column = Annotated[str, BeforeValidator(_joined)]
Texts = Annotated[list[Text], BeforeValidator(_texts)]
Mark = Annotated[str, BeforeValidator(_mark)]


class FileFields(BaseModel):
    """How a file is to be read; see :class:`trainlab.data.reading.Reading`.

    Attributes:
        target: target column of a table, or several joined by commas.
        task: what is learned, ``classification`` or ``regression``.
        missing, drop_missing: texts that mean a missing value; whether rows that lack one are left out.
        ignore: columns that are neither inputs nor the target.
        header, separator, decimal, thousands: how a CSV file is written.
        validation, test: files that hold these splits.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    # Descriptions say what is allowed, for messages.
    target: Column | None = Field(default=None, description=f"the name of a column, {PLAIN}")
    task: Text | None = Field(default=None, description=f"one of {', '.join(TASKS)}")
    missing: Texts | None = Field(default=None, description="a list of texts, such as [NA, '?']")
    drop_missing: bool = Field(default=False, description="true or false")
    ignore: Texts | None = Field(default=None, description="a list of columns, such as [id]")
    header: bool | None = Field(default=None, description="true or false")
    separator: Mark | None = Field(default=None, description="a character, or its name such as tab")
    decimal: Mark | None = Field(default=None, description="'.' or ','")
    thousands: Mark | None = Field(default=None, description="a character, such as ','")
    validation: Text | None = Field(default=None, description=f"the path of a file, {PLAIN}")
    test: Text | None = Field(default=None, description=f"the path of a file, {PLAIN}")

    @property
    def reading(self) -> Reading:
        """How the file is to be read.

        Raises:
            DataError: something that is said is not allowed.
        """
        return Reading.of(self.said)

    @property
    def said(self) -> dict[str, Any]:
        """What is said of the file, by name."""
        return {name: getattr(self, name) for name in NAMES}
