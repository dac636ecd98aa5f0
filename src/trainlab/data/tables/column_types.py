"""Types of columns: which hold numbers, text or classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa


def holds_numbers(kind: pa.DataType) -> bool:
    """Whether a column of that type can be inputs: numbers, flags or (reported elsewhere) no values."""
    import pyarrow.types as types

    kind = kind.value_type if types.is_dictionary(kind) else kind
    return (
        types.is_integer(kind) or types.is_floating(kind) or types.is_boolean(kind) or types.is_decimal(kind)
        or types.is_null(kind)
    )  # fmt: skip


def holds_text(kind: pa.DataType) -> bool:
    """Whether a column of that type holds text, as characters or as bytes."""
    import pyarrow.types as types

    kind = kind.value_type if types.is_dictionary(kind) else kind
    return (
        types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)
        or types.is_binary(kind) or types.is_large_binary(kind) or types.is_fixed_size_binary(kind)
        or types.is_binary_view(kind)
    )  # fmt: skip


def holds_classes(kind: pa.DataType) -> bool:
    """Whether a column of that type can be targets: numbers, flags, text, dates or times."""
    import pyarrow.types as types

    return (
        holds_text(kind) or holds_numbers(kind) or (types.is_temporal(kind) and not types.is_duration(kind))
    )
