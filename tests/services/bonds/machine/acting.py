"""What people may try with a bond, in every order (rules of the state machine)."""

from datetime import date
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from bonds import services
from bonds.domain.contract import EarlyTermination, LossBearer
from sohos.core.euro import Euro
from sohos.tenancy.permissions import Role
from tests.services.bonds.machine.plain import Answer, Entry, month_before
from tests.services.bonds.machine.world import Deed, Played, World, days, terms_of

PICK = st.integers(0, 99)
AMOUNT = st.sampled_from([1, 3_375, 99_999, 100_000, 180_000, 300_000, 480_001])
BACK = st.sampled_from([0, 0, 0, 1, 40])
MOST_CASES = 4
FINANCE, CONTROLLER, TREASURY = Role.SOHOS_FINANCE, Role.CONTROLLER, Role.TREASURY
CORRECTORS = {
    **dict.fromkeys(["paid", "clawback_repaid"], TREASURY),
    **dict.fromkeys(["budgeted", "kba_changed", "queued", "fell_due"], CONTROLLER),
    **dict.fromkeys(["ended", "clawed_back", "terminated"], CONTROLLER),
    "settled_early": CONTROLLER,
}


class BondMachine(RuleBasedStateMachine):
    """A bond and its plain double; every rule is one act of one person."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.played: Played = None  # type: ignore[assignment]

    @initialize(
        cap=st.sampled_from([10_000, 30_000, 7_200_000]),
        bearer=st.sampled_from(list(LossBearer)),
        treatment=st.sampled_from(list(EarlyTermination)),
        queue=st.booleans(),
    )
    def sign(
        self, cap: int, bearer: LossBearer, treatment: EarlyTermination, *, queue: bool
    ) -> None:
        terms = terms_of(cap=cap, bearer=bearer, treatment=treatment, queue=queue)
        self.played = self.world.sign(terms)
        for investor, amount in zip(
            self.world.investors.values(), (900_000, 600_000, 300_001), strict=True
        ):
            self._commit(investor, amount)
        self._budget(min(cap, 30_000))
        self.played.add_case(self.today)

    # The clock, and what happens outside the bond

    @rule(count=st.sampled_from([1, 17, 31, 92, 190]))
    def wait(self, count: int) -> None:
        self.played.today += days(count)

    @precondition(lambda self: len(self.played.plain.cases) < MOST_CASES)
    @rule()
    def register(self) -> None:
        self.played.add_case(self.today)

    @rule(pick=PICK, saving=st.sampled_from([1_199_999, 1_200_000, 1_325_000]))
    def validate(self, pick: int, saving: int) -> None:
        self.played.validate(self._case(pick), saving)

    @rule(pick=PICK)
    def realise_again(self, pick: int) -> None:
        self.played.realise_again(self._case(pick))

    # Acts

    @rule(pick=PICK, amount=AMOUNT)
    def commit(self, pick: int, amount: int) -> None:
        investors = list(self.world.investors.values())
        self._commit(investors[pick % len(investors)], amount)

    @rule(amount=st.sampled_from([1, 5_000, 20_000]))
    def raise_budget(self, amount: int) -> None:
        self._budget(amount)

    @rule(pick=PICK, amount=AMOUNT, back=BACK, stops=st.booleans())
    def request_draw(self, pick: int, amount: int, back: int, *, stops: bool) -> None:
        case, on = self._case(pick), self.today - days(back)
        deed = self._deed("request_draw", FINANCE, case_id=case, requested_on=on)
        deed.said["amount"] = Euro(amount)
        answer = self.played.plain.request(case, amount, on)
        if stops:
            self.played.crash(deed, len(answer.entries) or 1)
        self.played.act(deed, answer)

    @rule(pick=PICK, receive=st.sampled_from([True, True, True, False]))
    def answer_draw(self, pick: int, *, receive: bool) -> None:
        draw = self._entry(pick, "draw_requested")
        if draw is None:
            return
        if receive:
            self._receive(draw)
            return
        deed = self._deed("void_draw", FINANCE, reason="Komt niet", draw_id=draw.id)
        deed.said["voided_on"] = self.today
        self.played.act(deed, self.played.plain.void(draw, self.today))

    @rule(
        pick=PICK,
        share=st.sampled_from([1, 1, 1, 2, 3]),
        more=st.sampled_from([0, 0, 0, 1]),
    )
    def spend(self, pick: int, share: int, more: int) -> None:
        case = self._case(pick)
        amount = max(self.played.plain.of("100", case) // share, 2) + more
        deed = self._deed("record_spend", FINANCE, case_id=case, spent_on=self.today)
        deed.said.update(
            professionals=Euro(amount - amount // 3),
            maatwerk=Euro(amount // 3),
            invoice="F-1",
        )
        parts = (amount - amount // 3, amount // 3)
        self.played.act(deed, self.played.plain.spend(case, *parts, self.today))

    @rule(pick=PICK, share=st.sampled_from([1, 2]), more=st.sampled_from([0, 0, 0, 1]))
    def refund(self, pick: int, share: int, more: int) -> None:
        case = self._case(pick)
        amount = max(self.played.plain.of("100", case) // share, 1) + more
        deed = self._deed("record_refund", FINANCE, case_id=case)
        deed.said.update(
            amount=Euro(amount),
            refunded_on=self.today,
            bank_line=self.played.fresh_line(),
        )
        self.played.act(deed, self.played.plain.refund(case, amount, self.today))

    @rule(back=BACK)
    def accrue(self, back: int) -> None:
        until = self.today - days(back)
        deed = self._deed("accrue_interest", FINANCE, until=until)
        deed.said["bond_id"] = self.played.bond_id
        self.played.act(deed, self.played.plain.accrue(until))

    @rule(pick=PICK, stale=st.sampled_from([False, False, False, True]), stops=PICK)
    def accept(self, pick: int, stops: int, *, stale: bool) -> None:
        case, on = self._case(pick), self.today
        sha256 = "0" * 64 if stale else self.played.plain.cases[case].sha256
        due_on = on + days(12)
        deed = self._deed("accept_outcome", CONTROLLER, case_id=case, sha256=sha256)
        deed.said.update(accepted_on=on, due_on=due_on)
        answer = self.played.plain.accept(case, sha256, on, due_on)
        if stops % 4 == 0:
            self.played.crash(deed, 1 + stops % max(len(answer.entries), 1))
        self.played.act(deed, answer)

    @rule(pick=PICK, outcome=st.sampled_from(["failed", "withdrawn"]))
    def fail(self, pick: int, outcome: str) -> None:
        case = self._case(pick)
        ending = services.Ending(outcome)
        deed = self._deed("fail_case", CONTROLLER, case_id=case, outcome_code=ending)
        deed.said.update(reason="Zonder namen", ended_on=self.today)
        self.played.act(deed, self.played.plain.fail(case, outcome, self.today))

    @rule(
        pick=PICK,
        part=st.sampled_from([0, 0, 0, 1, 85, 1_000_000]),
        by_sohos=st.sampled_from([False, False, True]),
        again=st.sampled_from([False, False, False, True]),
    )
    def pay(self, pick: int, part: int, *, by_sohos: bool, again: bool) -> None:
        plain, case = self.played.plain, self._case(pick)
        owed = -plain.of("201", case) - plain.of("210", case)
        amount = part or owed or 1
        deed = self._deed("confirm_payment", TREASURY, case_id=case, by_sohos=by_sohos)
        line = self.played.fresh_line()
        answer = plain.pay(case, amount, self.today, by_sohos=by_sohos)
        used = [
            d.said["bank_line"]
            for d, entries in self.played.done
            if "bank_line" in d.said and entries[0].alive
        ]
        if again and used:
            line = used[pick % len(used)]
            answer.refusals.add("bank_line_used")
        deed.said.update(amount=Euro(amount), paid_on=self.today, bank_line=line)
        self.played.act(deed, answer)

    @rule(pick=PICK, other=PICK, more=st.sampled_from([0, 0, 0, 1]))
    def transfer(self, pick: int, other: int, more: int) -> None:
        """One bank line pays several cases."""
        plain = self.played.plain
        parts = {
            case: -plain.of("201", case) - plain.of("210", case)
            for case in sorted({self._case(pick), self._case(other)})
        }
        parts = {case: owed for case, owed in parts.items() if owed}
        deed = self._deed("confirm_transfer", TREASURY, paid_on=self.today)
        deed.said.update(
            bond_id=self.played.bond_id,
            amount=Euro(sum(parts.values()) + more),
            parts={case: Euro(owed) for case, owed in parts.items()},
            bank_line=self.played.fresh_line(),
        )
        answers = [
            plain.pay(case, owed, self.today, by_sohos=False)
            for case, owed in parts.items()
        ]
        whole = Answer(
            set().union(*(answer.refusals for answer in answers)),
            [entry for answer in answers for entry in answer.entries],
        )
        if more:
            whole.refusals.add("transfer_not_divided")
        if not parts:
            whole.refusals.add("amount_not_positive")
        self.played.act(deed, whole)

    @rule(pick=PICK)
    def claw_back(self, pick: int) -> None:
        case = self._case(pick)
        deed = self._deed("claw_back", CONTROLLER, case_id=case, reason="Onterecht")
        deed.said["clawed_back_on"] = self.today
        self.played.act(deed, self.played.plain.claw_back(case, self.today))

    @rule(pick=PICK, who=PICK, more=st.sampled_from([0, 0, 0, 1]))
    def give_back(self, pick: int, who: int, more: int) -> None:
        case = self._case(pick)
        investors = list(self.world.investors.values())
        investor = investors[who % len(investors)]
        owed = self.played.plain.by_party("220", case).get(investor, 0)
        amount = max(owed + more, 1)
        deed = self._deed("repay_clawback", TREASURY, case_id=case)
        deed.said.update(
            investor_id=investor,
            amount=Euro(amount),
            repaid_on=self.today,
            bank_line=self.played.fresh_line(),
        )
        answer = self.played.plain.give_back(case, investor, amount, self.today)
        self.played.act(deed, answer)

    @precondition(lambda self: len(self.played.plain.entries) > 25)
    @rule(pick=PICK)
    def terminate(self, pick: int) -> None:
        if pick % 5:
            return
        due_on = self.today + days(12)
        deed = self._deed("terminate_bond", CONTROLLER, reason="Raadsbesluit")
        deed.said.update(
            bond_id=self.played.bond_id, terminated_on=self.today, due_on=due_on
        )
        self.played.act(deed, self.played.plain.terminate(self.today, due_on))

    @rule(pick=PICK)
    def correct(self, pick: int) -> None:
        entries = self.played.plain.entries[-12:]
        wrong = entries[pick % len(entries)]
        role = CORRECTORS.get(wrong.kind, FINANCE)
        if wrong.kind == "corrected":
            original = wrong.facts["corrects"]
            assert isinstance(original, Entry)
            role = CORRECTORS.get(original.kind, FINANCE)
        deed = self._deed("correct_event", role, event_id=wrong.id, reason="Fout")
        deed.said["corrected_on"] = self.today
        self.played.act(deed, self.played.plain.correct(wrong, self.today))

    @rule(pick=PICK)
    def close_month(self, pick: int) -> None:
        if pick % 4:
            return
        through_on = month_before(self.today)
        deed = self._deed("close_month", CONTROLLER, month=through_on)
        deed.said["bond_id"] = self.played.bond_id
        answer = self.played.plain.close(through_on)
        self.played.act(deed, answer)
        if not answer.refusals:
            self.played.plain.closed_through = through_on

    # Cases that go well, so that the far end is reached as often as the near one

    @rule(pick=PICK, steps=st.sampled_from([1, 3, 5, 8]), wait=st.sampled_from([1, 31]))
    def carry_on(self, pick: int, steps: int, wait: int) -> None:
        for _ in range(steps):
            self.played.today += days(wait)
            self._advance(pick)

    @rule(pick=PICK, wait=st.sampled_from([17, 190]))
    def go_to_the_end(self, pick: int, wait: int) -> None:
        self.carry_on(pick, 6, wait)

    # The same again, and almost the same

    @precondition(lambda self: bool(self.played.done))
    @rule(pick=PICK)
    def replay(self, pick: int) -> None:
        deed, entries = self.played.done[pick % len(self.played.done)]
        self.world.steps += 1
        found = self.played.call(deed)
        ids = [event.pk for event in found] if isinstance(found, list) else [found.pk]
        assert set(ids) <= {entry.id for entry in entries}
        assert self.played.new_events() == []

    @precondition(lambda self: bool(self.played.done))
    @rule(pick=PICK)
    def another_body(self, pick: int) -> None:
        deed, _ = self.played.done[pick % len(self.played.done)]
        self.world.steps += 1
        days_said = [name for name, value in deed.said.items() if type(value) is date]
        changes = {days_said[0]: deed.said[days_said[0]] - days(1)}
        try:
            self.played.call(deed, **changes)
        except services.KeyReusedError:
            assert self.played.new_events() == []
        else:
            raise AssertionError(deed)

    @invariant()
    def agrees(self) -> None:
        if self.played is not None:
            self.played.check_invariants()

    def teardown(self) -> None:
        if self.played is not None:
            assert self.played.verdict().faults == ()

    # Parts

    def _advance(self, pick: int) -> None:
        """Do what comes next for a case when all goes well."""
        plain, case = self.played.plain, self._case(pick)
        standing, known = plain.standing(case), plain.cases[case]
        spent = plain.of("110", case) + plain.of("111", case)
        settled = [e.follows for e in plain.live(case, "clawed_back") if e.follows]
        clawed = any(e.facts["sha256"] == known.sha256 for e in settled)
        if pending := plain.pending(case):
            self._receive(pending[0])
        elif plain.of("100", case):
            self.spend(pick, 1, 0)
        elif standing == "due":
            self.pay(pick, 0, by_sohos=bool(plain.of("130", case)), again=False)
        elif standing == "repaid":
            if pick % 3 == 0:
                self.claw_back(pick)
        elif not spent:
            self.request_draw(pick, 180_000, 0, stops=False)
        elif known.is_validated and known.saving >= 1_200_000 and not clawed:
            self.accept(pick, 1, stale=False)
        else:
            self.validate(pick, 1_325_000)

    def _receive(self, draw: Entry) -> None:
        line = self.played.fresh_line()
        deed = self._deed("receive_draw", FINANCE, bank_line=line, draw_id=draw.id)
        deed.said["received_on"] = self.today
        self.played.act(deed, self.played.plain.receive(draw, self.today))

    @property
    def today(self) -> date:
        return self.played.today

    def _deed(self, name: str, role: Role, **said: Any) -> Deed:
        return self.played.deed(name, role, **said)

    def _case(self, pick: int) -> int:
        known = sorted(self.played.plain.cases)
        return known[pick % len(known)]

    def _entry(self, pick: int, kind: str) -> Entry | None:
        found = [one for one in self.played.plain.entries if one.kind == kind][-6:]
        return found[-1 - pick % len(found)] if found else None

    def _commit(self, investor: int, amount: int) -> None:
        deed = self._deed("record_commitment", FINANCE, signed_on=self.today)
        deed.said.update(
            bond_id=self.played.bond_id, investor_id=investor, amount=Euro(amount)
        )
        answer = self.played.plain.commit(investor, amount, self.today)
        self.played.act(deed, answer)

    def _budget(self, amount: int) -> None:
        deed = self._deed("set_interest_budget", CONTROLLER, decided_on=self.today)
        deed.said.update(bond_id=self.played.bond_id, amount=Euro(amount))
        answer = self.played.plain.raise_budget(amount, self.today)
        self.played.act(deed, answer)
