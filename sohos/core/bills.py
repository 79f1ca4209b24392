"""The words of a bill: who pays, under which law, at which rhythm (KBA rule 2)."""

from enum import StrEnum


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
    """The law or budget from which something is paid."""

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


class Per(StrEnum):
    """The rhythm to which a quantity belongs."""

    ONCE = "eenmalig"
    WEEK = "week"
    MONTH = "maand"
    YEAR = "jaar"
