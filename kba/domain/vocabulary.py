"""The words of a cost line: scenario, payer, law, kind, role, rhythm (rule 2)."""

from enum import StrEnum


class Scenario(StrEnum):
    """Carrying on as now, or with the maatwerkplan."""

    WITHOUT = "zonder"
    WITH = "met"


class Kind(StrEnum):
    """Immaterial effects stay a separate subtotal and never touch cash."""

    FINANCIAL = "financieel"
    IMMATERIAL = "immaterieel"


class Role(StrEnum):
    """What is paid: care and provisions, or the effort of the plan itself."""

    CARE = "voorziening"
    PLAN = "planinzet"


class Per(StrEnum):
    """The rhythm to which a quantity belongs."""

    ONCE = "eenmalig"
    WEEK = "week"
    MONTH = "maand"
    YEAR = "jaar"


class Payer(StrEnum):
    """Who pays a bill, and so who gains when it does not come."""

    MUNICIPALITY = "gemeente"
    HEALTH_INSURER = "zorgverzekeraar"
    CARE_OFFICE = "zorgkantoor"
    STATE = "rijk"
    UWV = "uwv"
    JUSTICE = "justitie"
    HOUSING_ASSOCIATION = "corporatie"
    EMPLOYER = "werkgever"
    CREDITORS = "schuldeisers"
    SOCIETY = "maatschappij"
    HOUSEHOLD = "huishouden"


class Law(StrEnum):
    """The law or budget from which a line is paid."""

    PARTICIPATIEWET = "Participatiewet"
    WMO = "Wmo 2015"
    JEUGDWET = "Jeugdwet"
    WGS = "Wgs"
    ZVW = "Zvw"
    WLZ = "Wlz"
    WFSV = "Wfsv"
    EDUCATION = "onderwijs"
    JUSTICE = "justitie"
    HOUSING_ASSOCIATION = "corporatie"
    HOUSEHOLD = "huishouden"
    EMPLOYER = "werkgever"
    MUNICIPALITY_UNALLOCATED = "gemeente niet toegedeeld"
    OTHER = "overig"
