"""Screening at intake against the criteria of a programme (rules C8 and C9)."""

from dataclasses import dataclass
from enum import StrEnum

from sohos.core.euro import Euro


class Provision(StrEnum):
    """A municipal provision in use when a household is registered."""

    WMO_BEGELEIDING = "wmo_begeleiding"
    HULP_BIJ_HUISHOUDEN = "hulp_bij_huishouden"
    WMO_VOORZIENING = "wmo_voorziening"
    BESCHERMD_WONEN = "beschermd_wonen"
    MAATSCHAPPELIJKE_OPVANG = "maatschappelijke_opvang"
    JEUGDHULP = "jeugdhulp"
    JEUGDBESCHERMING = "jeugdbescherming"
    BIJSTAND = "bijstand"
    BIJZONDERE_BIJSTAND = "bijzondere_bijstand"
    RE_INTEGRATIE = "re_integratie"
    SCHULDHULP = "schuldhulp"
    LEERLINGENVERVOER = "leerlingenvervoer"


class Risk(StrEnum):
    """A signal that things may soon go badly wrong."""

    ONTRUIMING = "ontruiming"
    AFSLUITING = "afsluiting"
    VEILIGHEID_KIND = "veiligheid_kind"
    GEWELD = "geweld"
    VERSLAVING = "verslaving"
    CRISIS = "crisis"
    SCHOOLVERZUIM = "schoolverzuim"


@dataclass(frozen=True, slots=True)
class Criteria:
    """What a programme asks; a threshold that is None is not looked at."""

    min_provisions: int = 3
    helpers_warning: int = 4
    high_risk_from: int | None = None
    high_cost_from: Euro | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of a household at intake."""

    provisions: frozenset[Provision]
    helpers: int
    risks: frozenset[Risk]
    yearly_cost: Euro | None = None


@dataclass(frozen=True, slots=True)
class Screening:
    """The result, criterion by criterion; None means unknown or not looked at."""

    provisions: int
    enough_provisions: bool
    too_many_helpers: bool
    high_risk: bool | None
    high_cost: bool | None

    @property
    def meets(self) -> bool:
        """Tell whether the household belongs in the programme.

        A criterion that is unknown does not keep anybody out.
        """
        return (
            self.enough_provisions
            and self.high_risk is not False
            and self.high_cost is not False
        )


def screen(situation: Situation, *, criteria: Criteria) -> Screening:
    """Hold a household's situation against the criteria of a programme.

    Args:
        situation: provisions and risks counted once each; cost in euro per year.
        criteria: thresholds, each counting from and including its value.
    """
    return Screening(
        provisions=len(situation.provisions),
        enough_provisions=len(situation.provisions) >= criteria.min_provisions,
        too_many_helpers=situation.helpers >= criteria.helpers_warning,
        high_risk=None
        if criteria.high_risk_from is None
        else len(situation.risks) >= criteria.high_risk_from,
        high_cost=_is_costly(situation.yearly_cost, criteria.high_cost_from),
    )


def _is_costly(cost: Euro | None, threshold: Euro | None) -> bool | None:
    if cost is None or threshold is None:
        return None
    return cost >= threshold
