"""Price catalogue, KBA with its rows, frozen stages, verdicts; columns, no behaviour."""

from kba.models.catalogue import Catalogue, IndexLevel, PriceRow
from kba.models.judgement import Assignment, LineAnswer, LineVerdict, Report, Stage
from kba.models.prices import OwnPrice, PriceList
from kba.models.programmes import ProgrammeKba
from kba.models.simulating import ProgrammeSimulation, SimulationPart
from kba.models.validation import (
    Engagement,
    Protocol,
    ProtocolAdoption,
    Review,
    Sample,
    SampleRow,
    SignedStatement,
    Statement,
    Validation,
)
from kba.models.variants import Variant
from kba.models.writing import CostLine, Kba, LineEvidence

__all__ = [
    "Assignment",
    "Catalogue",
    "CostLine",
    "Engagement",
    "IndexLevel",
    "Kba",
    "LineAnswer",
    "LineEvidence",
    "LineVerdict",
    "OwnPrice",
    "PriceList",
    "PriceRow",
    "ProgrammeKba",
    "ProgrammeSimulation",
    "Protocol",
    "ProtocolAdoption",
    "Report",
    "Review",
    "Sample",
    "SampleRow",
    "SignedStatement",
    "SimulationPart",
    "Stage",
    "Statement",
    "Validation",
    "Variant",
]
