"""What a site has chosen once: the policy, in `settings.yaml` of the user's settings folder."""

from pathlib import Path

from platformdirs import user_config_path

from regimencalc import library
from regimencalc.field_problems import read_as
from regimencalc.fields import Model, Text


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
