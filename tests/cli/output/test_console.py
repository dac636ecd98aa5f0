# pyright: reportAttributeAccessIssue=false
# These consoles print into memory.

import io

from rich.console import Console

from trainlab.cli.output.console import print_table
from trainlab.cli.tables.columns import Column, plain_table

CAPTION = "a remark that is longer than the table is wide"


def test_a_remark_is_not_broken_at_the_width_of_a_narrow_table():
    console = Console(width=60, file=io.StringIO(), color_system=None)
    table = plain_table([Column("a", ["1"], "left")], "title", CAPTION)
    print_table(console, table)
    lines = [line.rstrip() for line in console.file.getvalue().splitlines()]
    assert lines[-1] == CAPTION
    assert str(table.caption) == CAPTION
