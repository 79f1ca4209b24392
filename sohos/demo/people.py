"""The people of the demo: invented, one per role and municipality."""

from dataclasses import dataclass

from sohos.tenancy.permissions import Role

PASSWORD = "samen-aan-tafel"  # noqa: S105  printed on the login page of the demo


@dataclass(frozen=True, slots=True)
class DemoMunicipality:
    """A municipality of the demo and how its agreement looks."""

    id: int
    name: str
    slug: str
    theme: str
    programme: str
    households: int


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """An account of the demo."""

    role: Role
    name: str
    email: str


ALMELO = DemoMunicipality(
    141, "Almelo", "almelo", "linnen", "Multiproblematiek-aanpak", 375
)
DEN_HAAG = DemoMunicipality(
    518, "'s-Gravenhage", "den-haag", "duin", "Sociaal casemanagement", 250
)
MUNICIPALITIES = (ALMELO, DEN_HAAG)

_NAMES: dict[str, tuple[tuple[Role, str], ...]] = {
    "almelo": (
        (Role.CASEMANAGER, "Noor Verbeek"),
        (Role.CASEMANAGER, "Ruben Hofstede"),
        (Role.TEAM_LEAD, "Tessa Lubbers"),
        (Role.JURIST, "Joost Smeets"),
        (Role.MANDATE_HOLDER, "Marga Wolters"),
        (Role.CONTROLLER, "Carlo Nijland"),
        (Role.ACCOUNTANT, "Anna van Loon"),
        (Role.INVESTOR, "Ineke Brug"),
        (Role.INVESTOR, "Bram Oever"),
        (Role.INVESTOR, "Karin Linde"),
        (Role.HOUSEHOLD_MEMBER, "Mila Merel"),
        (Role.FUNCTIONAL_ADMIN, "Farid Bakker"),
        (Role.PRIVACY_OFFICER, "Petra Postma"),
        (Role.TREASURY, "Theo Kas"),
        (Role.SOHOS_FINANCE, "Sanne Geldof"),
        (Role.FUND, "Hanna Zetje"),
    ),
    "den-haag": (
        (Role.CASEMANAGER, "Yasmin Duinker"),
        (Role.CASEMANAGER, "Wouter Zee"),
        (Role.TEAM_LEAD, "Loes Strand"),
        (Role.JURIST, "Hugo Plein"),
        (Role.MANDATE_HOLDER, "Fleur Hofvijver"),
        (Role.CONTROLLER, "Samir Laan"),
        (Role.ACCOUNTANT, "Bas Spui"),
        (Role.INVESTOR, "Ella Scheven"),
        (Role.INVESTOR, "Otto Malie"),
        (Role.INVESTOR, "Nina Voorhout"),
        (Role.HOUSEHOLD_MEMBER, "Sem Koekamp"),
        (Role.FUNCTIONAL_ADMIN, "Gerda Binck"),
        (Role.PRIVACY_OFFICER, "Paul Kade"),
        (Role.TREASURY, "Tim Kneuterdijk"),
        (Role.SOHOS_FINANCE, "Sofie Noordeinde"),
        (Role.FUND, "Victor Haven"),
    ),
}


# Who lends to a second municipality as well, with one account.
LENDS_TWICE = DemoPerson(Role.INVESTOR, "Ineke Brug", "ineke@almelo.example")


def people_of(slug: str) -> tuple[DemoPerson, ...]:
    """Return the people of a municipality, in a fixed order."""
    return tuple(
        DemoPerson(role, name, f"{name.split()[0].lower()}@{slug}.example")
        for role, name in _NAMES[slug]
    )
