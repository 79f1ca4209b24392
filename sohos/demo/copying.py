"""Says a pattern again: the same rows with ids, people, names and hashes of their own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from plans.domain import content
from sohos.demo import sealing
from sohos.demo.invented import household_name
from sohos.demo.pattern import TABLES, Pattern, Row, days_in
from sohos.tenancy.permissions import Role

DAYS_APART = 60
# What the columns of the copied tables point at.
INSIDE = {
    "household_id": "cases_household",
    "person_id": "cases_person",
    "case_id": "cases_case",
    "debt_id": "cases_debt",
    "planned_id": "cases_relapsecheck",
    "task_id": "cases_task",
    "plan_id": "plans_plan",
    "last_revision_id": "plans_revision",
    "doorbraak_id": "plans_doorbraak",
    "knelpunt_id": "plans_knelpunt",
    "legal_check_id": "plans_legalcheck",
    "kba_id": "kba_kba",
    "stage_id": "kba_stage",
    "previous_id": "kba_stage",
    "prognosis_stage_id": "kba_stage",
}
REGISTERS = {
    "kind_id": "plans_knelpuntkind",
    "life_domain_id": "cases_lifedomain",
    "organisation_id": "cases_organisation",
    "basis_id": "plans_legalbasis",
    "price_row_id": "kba_pricerow",
}
PEOPLE = frozenset(
    {
        *("by_id", "registered_by_id", "changed_by_id", "removed_by_id", "user_id"),
        *("started_by_id", "adopted_by_id", "assigned_by_id", "accountant_id"),
        "reviewer_id",
        *("casemanager_id", "owner_id", "added_by_id", "done_by_id"),
    }
)
_PARTS = {
    "leefwereld": "plans_leefwereld",
    "domain": "plans_openeddomain",
    "knelpunten": "plans_knelpunt",
    "doorbraak": "plans_doorbraak",
}


@dataclass(frozen=True, slots=True)
class Colleague:
    """Who takes a role in a copied case."""

    id: int
    name: str
    team_id: int | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """The municipality in which patterns are said again.

    `registers` leads from the id of a row of a register where the patterns come from
    to that of the same row here, by table; `roles` from a user there to the role.
    """

    municipality_id: int
    place: str
    has_bond: bool
    programmes: Sequence[tuple[int, date, date | None]]
    catalogue_id: int
    registers: Mapping[str, Mapping[int, int]]
    roles: Mapping[int, Role]
    people: Mapping[Role, Colleague]

    def takes(self, pattern: Pattern) -> bool:
        """Tell whether a case like the pattern can be here.

        Where there is a bond, a year is counted only after money was drawn.
        """
        if self.has_bond and len(pattern.rows["kba_stage"]) > 1:
            return False
        return self.programme_on(pattern.case["registered_on"]) is not None

    def programme_on(self, day: str) -> int | None:
        """Return the programme that takes households on a day, if there is one."""
        on = date.fromisoformat(day)
        for programme_id, starts_on, ends_on in self.programmes:
            if starts_on <= on and (ends_on is None or on <= ends_on):
                return programme_id
        return None


@dataclass(slots=True)
class Copy:
    """One case that is said again."""

    pattern: Pattern
    setting: Setting
    number: int
    code: str
    casemanager: Colleague
    ids: dict[str, dict[int, int]] = field(default_factory=dict)
    new: dict[str, dict[int, Row]] = field(default_factory=dict)

    def make(self, taken: Mapping[str, Iterator[int]]) -> None:
        """Fill `new`: what changes in each row, by table and the row's id in the pattern.

        Args:
            taken: fresh ids for each table.
        """
        for table in TABLES:
            rows = self.pattern.rows[table]
            self.ids[table] = {row["id"]: next(taken[table]) for row in rows}
        for table, rows in self.pattern.rows.items():
            self.new[table] = {row["id"]: self._pointed(table, row) for row in rows}
        self._name()
        self._revise()
        self._freeze()
        if self.pattern.plan is not None:
            self._sign(self.pattern.plan)

    def person(self, user_id: int) -> Colleague:
        """Return who does here what a user did in the pattern."""
        role = self.setting.roles[user_id]
        if role is Role.CASEMANAGER:
            return self.casemanager
        return self.setting.people[role]

    def _pointed(self, table: str, row: Row) -> Row:
        """Point a row at the rows of this copy, and at the people of this place."""
        new: Row = {
            "id": self.ids[table][row["id"]],
            "municipality_id": self.setting.municipality_id,
        }
        for column, value in row.items():
            if value is None:
                continue
            if column in INSIDE:
                new[column] = self.ids[INSIDE[column]][value]
            elif column in REGISTERS:
                new[column] = self.setting.registers[REGISTERS[column]][value]
            elif column in PEOPLE:
                new[column] = self.person(value).id
        if not self.pattern.is_judged:
            by = timedelta(days=self.number % DAYS_APART)
            new |= {name: earlier(row[name], by) for name in days_in(row)}
        return new

    def _name(self) -> None:
        surname = household_name(self.number)
        for new in self.new["cases_household"].values():
            new |= {"name": surname, "place": self.setting.place}
        for new in self.new["cases_person"].values():
            new["surname"] = surname
        for new in self.new["cases_case"].values():
            told = self.pattern.case
            programme_id = self.setting.programme_on(told["registered_on"])
            new |= {"code": self.code, "programme_id": programme_id}
            if told["team_id"] is not None:
                new["team_id"] = self.casemanager.team_id
        for new in self.new["kba_kba"].values():
            new["catalogue_id"] = self.setting.catalogue_id

    def _revise(self) -> None:
        for row in self.pattern.rows["plans_revision"]:
            says = dict(row["content"])
            for column, register in REGISTERS.items():
                if says.get(column) is not None:
                    says[column] = self.setting.registers[register][says[column]]
            if "overcomes" in says:
                knelpunten = self.ids["plans_knelpunt"]
                says["overcomes"] = [knelpunten[one] for one in says["overcomes"]]
            self.new["plans_revision"][row["id"]] |= {
                "content": says,
                "row_id": self.ids[_PARTS[row["part"]]][row["row_id"]],
            }

    def _freeze(self) -> None:
        lines = self.ids["kba_costline"]
        for row in self.pattern.rows["kba_stage"]:
            before = self.new["kba_stage"].get(row["previous_id"], {})
            said = sealing.stage(
                row["content"],
                lines=lines,
                doorbraken=self.ids["plans_doorbraak"],
                code=self.code,
                previous_sha256=before.get("sha256"),
            )
            self.new["kba_stage"][row["id"]] |= said._asdict()
        for row in self.pattern.rows["kba_lineverdict"]:
            name = f"r{lines[int(row['row'].removeprefix('r'))]}"
            self.new["kba_lineverdict"][row["id"]]["row"] = name

    def _sign(self, told: Row) -> None:
        prognosis = None
        if told["prognosis"] is not None:
            frozen = self.new["kba_stage"][told["prognosis"]["stage_id"]]
            prognosis = (frozen["id"], frozen["sha256"])
            for new in self.new["plans_plan"].values():
                new["prognosis_sha256"] = frozen["sha256"]
        doorbraken = self.ids["plans_doorbraak"]
        says = sealing.plan(
            told,
            code=self.code,
            domains=self.ids["plans_openeddomain"],
            knelpunten=self.ids["plans_knelpunt"],
            doorbraken=doorbraken,
            prognosis=prognosis,
        )
        for new in self.new["plans_legalcheck"].values():
            judged = sealing.doorbraak_hash(says, new["doorbraak_id"])
            new["subject_sha256"] = judged
        signers: dict[str, str] = {}
        for row in self.pattern.rows["plans_signoff"]:
            new = self.new["plans_signoff"][row["id"]]
            new["content_sha256"] = sealing.plan_hash(says)
            if row["party"] == "casemanager":
                new["signer"] = self.casemanager.name
            signers[row["party"]] = new.get("signer") or row["signer"]
        for row in self.pattern.rows["plans_planversion"]:
            text = sealing.version(
                row["content"],
                says=says,
                doorbraken=doorbraken,
                person=lambda user_id: self.person(user_id).id,
                signers=signers,
            )
            self.new["plans_planversion"][row["id"]] |= {
                "content": text,
                "sha256": content.sha256(text),
                "prognosis_sha256": says["prognosis"]["sha256"],
            }


def registered_on(pattern: Pattern, number: int) -> str:
    """Return the day on which the `number`th copy of a pattern is registered."""
    told: str = pattern.case["registered_on"]
    if pattern.is_judged:
        return told
    return earlier(told, timedelta(days=number % DAYS_APART))


def earlier(value: str, by: timedelta) -> str:
    """Return a day or a moment, as the database writes it, some days before."""
    return (date.fromisoformat(value[:10]) - by).isoformat() + value[10:]
