"""The vocabulary of states: each has a word, a shape and a colour, and no synonyms."""

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Tone = Literal["good", "busy", "caution", "bad", "open", "plain"]


@dataclass(frozen=True, slots=True)
class State:
    """How a state looks; `shape` is an icon, or a dot: empty, half or full."""

    label: Promise
    tone: Tone
    shape: str


STATES: dict[str, dict[str, State]] = {
    "case": {
        "aangemeld": State(_("Aangemeld"), "open", "dot"),
        "wachtlijst": State(_("Wachtlijst"), "open", "clock"),
        "intake": State(_("Intake"), "busy", "half"),
        "leefwereld": State(_("Plan maken"), "busy", "half"),
        "knelpunten": State(_("Plan maken"), "busy", "half"),
        "doorbraak": State(_("Plan maken"), "busy", "half"),
        "kba": State(_("Wacht op toets"), "caution", "clock"),
        "uitvoering": State(_("In uitvoering"), "busy", "full"),
        "jaargrens": State(_("Jaarmeting"), "busy", "full"),
        "nazorg": State(_("Nazorg"), "good", "full"),
        "afgesloten": State(_("Afgerond"), "good", "check"),
        "uitval": State(_("Gestopt"), "open", "x"),
        "heropend": State(_("Heropend"), "caution", "refresh"),
    },
    "plan": {
        "draft": State(_("Concept"), "busy", "half"),
        "household": State(_("Bij het gezin"), "caution", "clock"),
        "review": State(_("Bij de jurist"), "caution", "scale"),
        "returned": State(_("Terug met vragen"), "bad", "message-circle"),
        "approved": State(_("Akkoord van de jurist"), "good", "scale"),
        "refused": State(pgettext_lazy("plan", "Afgewezen"), "bad", "x"),
        "adopted": State(_("Vastgesteld"), "good", "lock"),
        "superseded": State(_("Vervangen"), "open", "history"),
    },
    "part": {
        "empty": State(_("Te doen"), "open", "dot"),
        "busy": State(_("Bezig"), "busy", "half"),
        "done": State(_("Klaar"), "good", "check"),
    },
    "kba": {
        "estimate": State(_("Schatting"), "busy", "half"),
        "calculated": State(_("Berekend"), "busy", "full"),
        "validation": State(_("Bij de accountant"), "caution", "clock"),
        "rejected": State(_("Afgekeurd"), "bad", "x"),
        "approved": State(_("Goedgekeurd"), "good", "check"),
        "accepted": State(_("Geaccepteerd"), "good", "lock"),
    },
    "money": {
        "planned": State(_("Nog niets opgenomen"), "open", "dot"),
        "running": State(_("In uitvoering"), "busy", "full"),
        "queued": State(_("Wacht op dekking"), "caution", "clock"),
        "due": State(_("Staat klaar"), "busy", "calendar"),
        "repaid": State(_("Terugbetaald"), "good", "check"),
        "failed": State(_("Resultaat niet gehaald"), "bad", "x"),
        "withdrawn": State(_("Gestopt"), "open", "x"),
    },
    "payment": {
        "expected": State(_("Verwacht"), "open", "dot"),
        "due": State(_("Staat klaar"), "busy", "calendar"),
        "paid": State(_("Betaald"), "good", "check"),
        "lapsed": State(_("Vervallen"), "bad", "x"),
    },
    "story": {
        "draft": State(_("Concept"), "busy", "half"),
        "offered": State(_("Wacht op controle"), "caution", "clock"),
        "published": State(_("Te lezen"), "good", "check"),
        "withdrawn": State(_("Ingetrokken"), "open", "x"),
    },
    "listing": {
        "proposed": State(_("Wacht op controle"), "caution", "clock"),
        "returned": State(_("Terug met vragen"), "bad", "message-circle"),
        "offered": State(_("Bij fondsen"), "busy", "half"),
        "matched": State(pgettext_lazy("debt", "Match"), "busy", "full"),
        "paid": State(_("Betaald"), "good", "check"),
        "fell_through": State(_("Niet doorgegaan"), "bad", "x"),
        "withdrawn": State(_("Ingetrokken"), "open", "x"),
    },
    "offer": {
        "standing": State(pgettext_lazy("offer", "Geldt"), "busy", "half"),
        "expired": State(_("Verlopen"), "open", "clock"),
        "withdrawn": State(_("Ingetrokken"), "open", "x"),
        "declined": State(_("Niet aangenomen"), "open", "x"),
        "taken": State(_("Aangenomen"), "good", "check"),
        "not_needed": State(_("Niet meer nodig"), "open", "dot"),
    },
    "job": {
        "queued": State(_("Wacht"), "open", "dot"),
        "running": State(_("Bezig"), "busy", "half"),
        "done": State(_("Klaar"), "good", "check"),
        "failed": State(_("Mislukt"), "bad", "x"),
    },
}
