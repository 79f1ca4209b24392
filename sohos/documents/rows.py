"""What every reader of tables gives, and when it refuses a table."""

from dataclasses import dataclass

from sohos.core.errors import DomainError

MOST_ROWS = 250_000
MOST_COLUMNS = 200
MOST_CELL_CHARACTERS = 32_767


class TableRefusedError(DomainError):
    """A file cannot be read as a table at all; the argument may be a row number."""

    code = "table_refused"


class TableEmptyError(TableRefusedError):
    """There is no row with column names."""

    code = "table_empty"


class TableDamagedError(TableRefusedError):
    """The quotes of a row do not close; the argument is its number."""

    code = "table_damaged"


class TableTooLargeError(TableRefusedError):
    """More than `MOST_ROWS` rows or `MOST_COLUMNS` columns; the argument is the row."""

    code = "table_too_large"


class ColumnsUnclearError(TableRefusedError):
    """Two columns have one name, or one has none; the argument says which."""

    code = "columns_unclear"


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell, as it was last shown when it holds a formula."""

    text: str
    is_formula: bool = False
    is_error: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """The cells of a row from the first column on.

    Unless the line `is_exact`, empty cells at its end may be left out.
    """

    number: int
    cells: tuple[Cell, ...]
    is_exact: bool = False
