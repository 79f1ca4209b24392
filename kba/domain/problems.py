"""Why an input is refused: the path of the field, a stable code, a detail."""

from collections.abc import Iterable
from dataclasses import dataclass

from sohos.core.errors import DomainError


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in an input.

    `path` names the field as in `lines[3].payers`; `code` is stable and is turned
    into a sentence at the edge; `detail` quotes the limit or the value.
    """

    path: str
    code: str
    detail: str = ""

    def under(self, prefix: str) -> "Problem":
        """Return the same fault, seen from the thing that contains it."""
        joined = f"{prefix}.{self.path}" if self.path else prefix
        return Problem(joined, self.code, self.detail)

    def __str__(self) -> str:
        return f"{self.path}: {self.code}" + (f" ({self.detail})" * bool(self.detail))


class InvalidInputError(DomainError):
    """The input breaks a rule of the KBA; `problems` says where and which."""

    code = "kba_input_invalid"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(str(problem) for problem in self.problems))


def refuse(problems: Iterable[Problem]) -> None:
    """Raise when there is at least one fault.

    Raises:
        InvalidInputError: `problems` is not empty; it carries all of them, in order.
    """
    found = tuple(problems)
    if found:
        raise InvalidInputError(found)
