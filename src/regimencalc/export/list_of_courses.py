"""The courses of a store as a list: a row each, and as JSON."""

from collections.abc import Iterable

from regimencalc.revision import Listed

_NONE = "There are no courses yet. 'regimencalc course new' begins one."


def listed_document(found: Iterable[Listed], *, with_archived: bool) -> dict[str, object]:
    """The courses of a store as JSON has them."""
    return {
        "courses": [
            {
                "id": one.id,
                "label": one.label,
                "birth_year": one.birth_year,
                "revision": one.number,
                "damaged": one.is_damaged,
                **one.summary,
            }
            for one in found
            if with_archived or one.summary.get("archived") != "yes"
        ]
    }


def listed_row(one: Listed) -> tuple[str, ...]:
    """A stored course as a row: course, label, year of birth, regimen, next day, state, cycles."""
    if one.is_damaged:
        what = ("DAMAGED: do not use it", "", "", "")
    else:
        said = one.summary
        state = "archived" if said["archived"] == "yes" else said["state"]
        what = (said["regimen"], said["next"], state, said["cycles"])
    return (one.id, one.label, str(one.birth_year), *what)


def courses_text(found: Iterable[Listed], *, with_archived: bool) -> str:
    """The courses of a store, a line each."""
    rows: list[tuple[str, ...]] = [
        ("course", "label", "born", "regimen", "next", "state", "cycles")
    ]
    rows += [
        listed_row(one)
        for one in found
        if with_archived or one.is_damaged or one.summary["archived"] != "yes"
    ]
    if len(rows) == 1:
        return _NONE
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    padded = (
        "   ".join(cell.ljust(wide) for cell, wide in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
    return "\n".join(padded)
