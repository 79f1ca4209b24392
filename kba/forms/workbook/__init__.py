"""A stage as a workbook: live formulas that give the engine's cents (rule 13.4).

Every formula carries the engine's own value, so that the figures stand there before
a spreadsheet program has recalculated them, and anybody can let it do so.
"""

from kba.forms.workbook.book import workbook_of

__all__ = ["workbook_of"]
