"""Price catalogue, KBA with its rows, frozen stages, verdicts; columns, no behaviour."""

from kba.models.catalogue import Catalogue, IndexLevel, PriceRow
from kba.models.judgement import Assignment, LineAnswer, LineVerdict, Report, Stage
from kba.models.programmes import ProgrammeKba
from kba.models.simulating import ProgrammeSimulation, SimulationPart
from kba.models.writing import CostLine, Kba, LineEvidence

__all__ = [
    "Assignment",
    "Catalogue",
    "CostLine",
    "IndexLevel",
    "Kba",
    "LineAnswer",
    "LineEvidence",
    "LineVerdict",
    "PriceRow",
    "ProgrammeKba",
    "ProgrammeSimulation",
    "Report",
    "SimulationPart",
    "Stage",
]
