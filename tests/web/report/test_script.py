from __future__ import annotations

import re
from pathlib import Path

import pytest

from trainlab.web.report import document
from trainlab.web.report.script import one_script

WEB = Path(document.__file__).parents[1]
FOLDERS = (WEB / "report" / "page", WEB / "page")


@pytest.fixture
def modules(tmp_path):
    def write(**texts: str) -> tuple[Path, ...]:
        for name, text in texts.items():
            (tmp_path / f"{name}.js").write_text(text)
        return (tmp_path,)

    return write


def test_modules_become_functions_in_the_order_in_which_they_need_each_other(modules):
    folders = modules(
        top='import { one, two as other } from "./low.js";\nimport Whole from "./whole.js";\none(other);',
        low="export const one = () => 1;\nexport function two() {}\nexport class Three {}",
        whole="const thing = 1;\nexport { thing as default };",
    )
    made = one_script("top", folders)
    assert made.index("module_low =") < made.index("module_top =")
    assert "const { one, two: other } = module_low;" in made
    assert "const { default: Whole } = module_whole;" in made
    assert "return { one, two, Three };" in made
    assert "return { default: thing };" in made


@pytest.mark.parametrize(
    "line",
    [
        'import * as all from "./low.js";',
        'export * from "./low.js";',
        "export let changing = 1;",
        "export default class {}",
        'const low = await import("./low.js");',
        "const here = import.meta.url;",
    ],
)
def test_other_imports_and_exports_are_refused(modules, line):
    with pytest.raises(ValueError, match=r"top.js, line 2"):
        one_script("top", modules(top=f"const a = 1;\n{line}", low=""))


def test_circles_are_refused(modules):
    folders = modules(a='import { b } from "./b.js";', b='import { a } from "./a.js";')
    with pytest.raises(ValueError, match="a -> b -> a"):
        one_script("a", folders)


def test_a_module_cannot_end_the_script(modules):
    with pytest.raises(ValueError, match="end a script"):
        one_script("top", modules(top='const a = "</SCRIPT>";'))


def test_what_stands_in_a_comment_is_no_export(modules):
    made = one_script("top", modules(top="/*\nexport function old() {}\n*/\nexport const now = 1;"))
    assert "return { now };" in made


def test_the_page_is_one_script_without_the_server():
    made = one_script("report", FOLDERS)
    assert "module_study =" in made
    assert "module_server" not in made
    assert "await fetch(" not in made
    assert not re.search(r"^(import|export)\b(?! function costlyLerp)", made, re.MULTILINE)
