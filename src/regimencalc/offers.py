"""What a rule that asks for another regimen, or another answer, would lead to for this patient."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Offer:
    """Another regimen or answer that a rule names: its doses, or why it is not offered."""

    key: str
    title: str
    doses: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    why_not: tuple[str, ...] = ()

    @property
    def is_offered(self) -> bool:
        """Whether it can be given as far as is known."""
        return not self.why_not

    def to_dict(self) -> dict[str, object]:
        """The offer as JSON has it."""
        return {
            "rule": self.key,
            "title": self.title,
            "offered": self.is_offered,
            "doses": list(self.doses),
            "beside": list(self.beside),
            "why_not": list(self.why_not),
        }
