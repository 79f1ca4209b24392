"""The main menu as data: what each permission puts in it, in which order."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission, Role


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the main menu; whoever has the permission sees it."""

    label: Promise
    url_name: str
    permission: Permission


@dataclass(frozen=True, slots=True)
class MenuLink:
    """An entry as the page shows it."""

    label: Promise
    url: str
    is_current: bool


NAVIGATION = (
    NavItem(_("Mijn dag"), "my-day", Permission.CASE_READ),
    NavItem(_("Verdelen"), "distribute-cases", Permission.CASE_ASSIGN),
    NavItem(_("Team"), "team-overview", Permission.CASE_ASSIGN),
    NavItem(_("Aanmeldingen"), "applications", Permission.CASE_ASSIGN),
    NavItem(_("Schulden"), "listings", Permission.CASE_READ),
    NavItem(_("Te toetsen"), "reviews", Permission.PLAN_REVIEW),
    NavItem(_("Grondslagen"), "legal-register", Permission.PLAN_REVIEW),
    NavItem(_("Vast te stellen"), "adoptions", Permission.PLAN_ADOPT),
    NavItem(_("Validatie"), "validations", Permission.KBA_VALIDATE),
    NavItem(_("Resultaat"), "dashboard", Permission.DASHBOARD_READ),
    NavItem(_("Acceptatie"), "acceptances", Permission.BOND_ACCEPT),
    NavItem(_("Controleprotocol"), "protocols", Permission.PROTOCOL_READ),
    NavItem(_("Schulden"), "debt-figures", Permission.DASHBOARD_READ),
    NavItem(_("Financiering"), "funding", Permission.BOND_FUND),
    NavItem(_("Schulden"), "debt-payments", Permission.BOND_FUND),
    NavItem(_("Betalingen"), "payments", Permission.BOND_PAY),
    NavItem(_("Bank"), "bank", Permission.BOND_FUND),
    NavItem(_("Bank"), "bank", Permission.BOND_PAY),
    NavItem(_("Bond"), "bond", Permission.BOND_READ),
    NavItem(_("Doorrekening"), "calculate-bond", Permission.BOND_READ),
    NavItem(_("Investeringen"), "position", Permission.POSITION_READ),
    NavItem(_("Doorrekening"), "calculate-bond", Permission.POSITION_READ),
    NavItem(_("Open schulden"), "open-debts", Permission.DEBT_OFFER),
    NavItem(_("Gebruikers"), "users", Permission.USERS_MANAGE),
    NavItem(_("Programma"), "programmes", Permission.SETTINGS_MANAGE),
    NavItem(_("Grondslagen"), "legal-register", Permission.SETTINGS_MANAGE),
    NavItem(_("Organisaties"), "organisations", Permission.SETTINGS_MANAGE),
    NavItem(_("Fondsen"), "funds", Permission.SETTINGS_MANAGE),
    NavItem(_("Contract"), "contract", Permission.BOND_CONTRACT),
    NavItem(_("Prijslijst"), "catalogue", Permission.CATALOGUE_READ),
    NavItem(_("Logboek"), "audit-log", Permission.AUDIT_READ),
    NavItem(_("Noodtoegang"), "emergencies", Permission.AUDIT_READ),
    NavItem(_("Bewaren en inzage"), "rights", Permission.RIGHTS_MANAGE),
    NavItem(_("Rode draden"), "threads", Permission.THREADS_READ),
)

# In the session: whether there was more than one municipality to choose from.
CHOICE_KEY = "has_choice"
_CHOOSE = (_("Andere gemeente kiezen"), "choose-municipality")
_ACCOUNT_LINKS = (
    (_("Inloggen en beveiliging"), "mfa_index"),
    (_("API-tokens"), "api-tokens"),
)

ROLE_NAMES: dict[Role, Promise] = {
    Role.CASEMANAGER: _("casemanager"),
    Role.TEAM_LEAD: _("teamleider"),
    Role.JURIST: _("jurist"),
    Role.MANDATE_HOLDER: _("mandaathouder"),
    Role.CONTROLLER: _("controller"),
    Role.ACCOUNTANT: _("accountant"),
    Role.INVESTOR: _("investeerder"),
    Role.HOUSEHOLD_MEMBER: _("lid van een huishouden"),
    Role.FUNCTIONAL_ADMIN: _("functioneel beheerder"),
    Role.PRIVACY_OFFICER: _("privacyfunctionaris"),
    Role.TREASURY: _("treasury"),
    Role.SOHOS_FINANCE: _("financiën van SOHOS"),
    Role.FUND: _("fonds"),
}


def _address(url_name: str) -> str | None:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return None


def _entries(actor: Actor) -> Iterator[tuple[NavItem, str]]:
    seen: set[str] = set()
    for item in NAVIGATION:
        if item.url_name in seen or not actor.can(item.permission):
            continue
        if url := _address(item.url_name):
            seen.add(item.url_name)
            yield item, url


def menu_for(actor: Actor, *, path: str) -> list[MenuLink]:
    """Return the menu of an actor, the entry of the current page marked.

    Args:
        actor: who looks.
        path: path of the page, without host and query.

    Returns:
        The entries in the order of `NAVIGATION`; the longest address that `path`
        starts with is current.
    """
    entries = list(_entries(actor))
    current = max(
        (url for _item, url in entries if path.startswith(url)), key=len, default=""
    )
    return [MenuLink(item.label, url, url == current) for item, url in entries]


def search_url_for(actor: Actor) -> str:
    """Return where whoever may see cases looks for one; nothing for others."""
    return (_address("find-case") or "") if actor.can(Permission.CASE_READ) else ""


def account_links(*, has_choice: bool) -> list[MenuLink]:
    """Return what stands in the account menu above logging out.

    Args:
        has_choice: whether somebody works in more than one municipality.
    """
    wanted = (_CHOOSE, *_ACCOUNT_LINKS) if has_choice else _ACCOUNT_LINKS
    return [
        MenuLink(label, url, is_current=False)
        for label, url_name in wanted
        if (url := _address(url_name))
    ]


def start_page_of(actor: Actor) -> str:
    """Return the address where an actor starts.

    The first entry of the menu; help for somebody whose roles give no page.
    """
    return next((url for _item, url in _entries(actor)), reverse("help"))


def role_names_of(actor: Actor) -> list[Promise]:
    """Return the names of the actor's roles, in the order of `Role`."""
    return [ROLE_NAMES[role] for role in Role if role in actor.roles]
