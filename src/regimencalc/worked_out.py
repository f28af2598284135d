"""What is worked out from the fields of an object when it is asked for, and then stays with it."""

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    worked_out = cached_property
else:

    class WorkedOut(cached_property):
        """A cached property without the lock that Python 3.11 takes to work it out.

        Of two threads that ask at once, both may work it out: they come to the same.
        """

        def __get__(self, instance, owner=None):
            """What was worked out."""
            if instance is None:
                return self
            value = instance.__dict__[self.attrname] = self.func(instance)
            return value

    worked_out = WorkedOut
