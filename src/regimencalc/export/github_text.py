"""Problems as the workflow commands of GitHub, which show them beside the lines of a change."""

from collections.abc import Iterable

from regimencalc.problems import Problem


def github_text(problems: Iterable[Problem]) -> str:
    """One command a problem, with the mend on a second line of its message.

    >>> from regimencalc.problems import Place
    >>> place = Place("ep.yaml", 3, 7)
    >>> print(github_text([Problem("RC404", "an unknown drug", "Name another.", place)]))
    ::error file=ep.yaml,line=3,col=7,title=RC404::an unknown drug%0AName another.
    """
    return "\n".join(_command(problem) for problem in problems)


def _command(problem: Problem) -> str:
    place = problem.place
    stated: dict[str, str | int] = {"file": place.file, "line": place.line, "col": place.column}
    said = {name: value for name, value in stated.items() if value}
    properties = ",".join(
        f"{name}={_property(str(value))}" for name, value in {**said, "title": problem.code}.items()
    )
    field = f"--{place.field.replace('_', '-')}: " if place.field else ""
    message = _message(f"{field}{problem.message}\n{problem.fix}")
    return f"::{problem.severity.level} {properties}::{message}"


def _message(text: str) -> str:
    """A message in which nothing ends the command; the per cent sign goes first.

    >>> _message("at most 50 %")
    'at most 50 %25'
    """
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """A property's value, in which nothing ends it.

    >>> _property("a,b:c.yaml")
    'a%2Cb%3Ac.yaml'
    """
    return _message(text).replace(":", "%3A").replace(",", "%2C")
