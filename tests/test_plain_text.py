"""Nothing from a file, a person or an exception reaches a widget as markup."""

import ast
from pathlib import Path

import pytest

from regimencalc.tui.plain import cell, plain

TUI = Path(__file__).parents[1] / "src" / "regimencalc" / "tui"
TEXT_FIRST = {
    "Static", "Label", "Button", "Checkbox", "RadioButton", "Option", "Tab", "TabPane", "notify",
    "add_row", "add_column", "add_columns", "update", "Collapsible", "Select", "Tooltip",
}  # fmt: skip
TEXT_ATTRIBUTES = {"border_title", "border_subtitle", "tooltip", "label"}
SAFE_CALLS = {"plain", "cell", "Text", "Content"}
HOSTILE = (
    "AC [dose-dense] x4",
    "[/red]",
    "[@click=app.quit]x[/]",
    "[strike]750[/strike] 75 mg",
    "[/",
)


def is_safe(node: ast.expr) -> bool:
    """A text that the program itself wrote whole, or one that is shown letter by letter."""
    if isinstance(node, ast.Constant):
        return not isinstance(node.value, str) or "[" not in node.value
    if isinstance(node, ast.Starred):
        return is_safe(node.value)
    if isinstance(node, ast.GeneratorExp | ast.ListComp):
        return is_safe(node.elt)
    if isinstance(node, ast.IfExp):
        return is_safe(node.body) and is_safe(node.orelse)
    if isinstance(node, ast.Call):
        name = (
            node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        )
        return name in SAFE_CALLS
    return False


def unsafe_in(source: str) -> list[str]:
    """Each place in a module where a widget might read a text as markup."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            function = node.func
            name = (
                function.attr
                if isinstance(function, ast.Attribute)
                else getattr(function, "id", "")
            )
            texts = node.args if name in ("add_row", "add_columns") else node.args[:1]
            is_text = name in TEXT_FIRST
            found += [
                f"{node.lineno}: {name}"
                for text in texts
                if is_text
                and not is_safe(text)
                and not any(k.arg == "markup" for k in node.keywords)
            ]
        if isinstance(node, ast.Assign):
            found += [
                f"{node.lineno}: {target.attr}"
                for target in node.targets
                if isinstance(target, ast.Attribute)
                and target.attr in TEXT_ATTRIBUTES
                and not is_safe(node.value)
            ]
    return found


@pytest.mark.parametrize("path", sorted(TUI.glob("*.py")), ids=lambda path: path.stem)
def test_every_text_of_a_widget_is_plain(path: Path) -> None:
    assert unsafe_in(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "Static(f'{name}')",
        "yield Label(name)",
        "self.notify(str(refusal))",
        "table.add_row(plain(a), b)",
        "self.border_title = course.label",
        "widget.update('[red]no[/]')",
    ],
)
def test_the_check_sees_what_it_is_for(source: str) -> None:
    assert len(unsafe_in(f"def f(self):\n    {source}\n")) == 1


@pytest.mark.parametrize("text", HOSTILE)
def test_plain_text_is_shown_letter_by_letter(text: str) -> None:
    assert plain(text).plain == text
    assert cell(text).plain == text
