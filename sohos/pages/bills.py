"""What the words of a bill are called, for every page that shows them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sohos.core.bills import Law, Payer, Per

PAYERS: dict[Payer, Promise] = {
    Payer.MUNICIPALITY: _("Gemeente"),
    Payer.HEALTH_INSURER: _("Zorgverzekeraar"),
    Payer.CARE_OFFICE: _("Zorgkantoor"),
    Payer.STATE: _("Rijk"),
    Payer.UWV: _("UWV"),
    Payer.JUSTICE: _("Justitie"),
    Payer.HOUSING_ASSOCIATION: _("Woningcorporatie"),
    Payer.EMPLOYER: _("Werkgever"),
    Payer.CREDITORS: _("Schuldeisers"),
    Payer.SOCIETY: _("Maatschappij"),
    Payer.HOUSEHOLD: _("Huishouden"),
}
LAWS: dict[Law, Promise] = {
    Law.PARTICIPATIEWET: _("Participatiewet"),
    Law.WMO: _("Wmo 2015"),
    Law.JEUGDWET: _("Jeugdwet"),
    Law.WGS: _("Wet gemeentelijke schuldhulpverlening"),
    Law.ZVW: _("Zorgverzekeringswet"),
    Law.WLZ: _("Wet langdurige zorg"),
    Law.WFSV: _("Wet financiering sociale verzekeringen"),
    Law.EDUCATION: _("Onderwijs"),
    Law.JUSTICE: _("Justitie"),
    Law.HOUSING_ASSOCIATION: _("Woningcorporatie"),
    Law.HOUSEHOLD: _("Huishouden"),
    Law.EMPLOYER: _("Werkgever"),
    Law.MUNICIPALITY_UNALLOCATED: _("Gemeente, niet toegedeeld"),
    Law.OTHER: _("Overig"),
}
RHYTHMS: dict[Per, Promise] = {
    Per.YEAR: _("per jaar"),
    Per.MONTH: _("per maand"),
    Per.WEEK: _("per week"),
    Per.ONCE: _("eenmalig"),
}
