"""What a site has chosen once: the policy, in `settings.yaml` of the user's settings folder."""

from pathlib import Path

from platformdirs import user_config_path

from regimencalc import library
from regimencalc.field_problems import read_as
from regimencalc.fields import Model, Text
from regimencalc.problems import Place, Problem, Refused
from regimencalc.whole_file import write_whole


class Settings(Model):
    """The fields of the settings file."""

    policy: Text | None = None


def settings_file() -> Path:
    """Where the settings file is, whether or not there is one."""
    return user_config_path("regimencalc") / "settings.yaml"


def policy() -> str | None:
    """The policy that the site has chosen, if it has; a file is named from the settings' folder."""
    path = settings_file()
    try:
        source = library.read_source(path)
    except library.NoSuchFileError:
        return None
    chosen = read_as(Settings, source).policy
    if chosen is None or not library.is_path(chosen):
        return chosen
    return str(path.parent / chosen)


def choose_policy(policy_id: str) -> None:
    """Write the policy of the library that the site has chosen into the settings file.

    Raises
    ------
    Refused
        RC112 (no such policy), RC822 (the file cannot be written, or the site has chosen already),
        or what is wrong with the file that is there.
    """
    library.read_policy(library.path_of(policy_id, "policies"))
    path = settings_file()
    before = policy()
    if before is not None:
        raise Refused(
            Problem(
                "RC822",
                f"the site has chosen the policy '{before}' already",
                "Change it in the settings file, where everybody of the site can see it.",
                Place(str(path)),
            )
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        words = f"the folder of settings cannot be made: {wrong.strerror}"
        raise Refused(Problem("RC822", words, "Look at its owner.", Place(str(path)))) from None
    write_whole(path, f"policy: {policy_id}\n", "the setting")
