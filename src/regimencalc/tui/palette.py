"""The palette: what may be done here and now, found by its words."""

from textual.command import CommandList, CommandPalette


class Palette(CommandPalette):
    """Textual's palette, which fails where a page key comes before its list is laid out."""

    def _action_command_list(self, action: str) -> None:
        if self.query_one(CommandList).scrollable_content_region:
            super()._action_command_list(action)
