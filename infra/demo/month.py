"""The month: what comes in, what people do, and the passing of time. Run again, it adds nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from domain.case.contacts.contact import ContactOutcome, Purpose
from domain.kernel.money import Money
from domain.kernel.recorded import Actor
from infra.audit.history import LogHistory
from infra.cli.intake.import_report import report
from infra.cli.render.progress import counting
from infra.cli.session import Session
from infra.client import CommandClient
from infra.demo import calendar, deeds
from infra.demo.cast import Cast
from infra.demo.deeds import DemoDeed
from infra.demo.inputs import Inputs
from infra.demo.narrator import Narrator, on
from infra.demo.sample_portfolio.creditors import CREDITORS
from infra.demo.settling import settle
from infra.demo.stories.telling import tell_all
from infra.intake.banks.bank_file import read_bank_file
from infra.intake.importing.claims import ClaimImport
from infra.intake.importing.files import import_claims, import_payments, lines_in
from infra.intake.importing.payments import PaymentImport
from infra.intake.importing.sending import Sending
from infra.messages.crypto.blind_index import BlindIndex
from infra.messages.replies import CommandAnswered
from infra.runtime.clock import FileClock


@dataclass
class Month:
    """Everything that the month needs. ``clock_file`` is the clock of every process of the demo."""

    session: Session
    narrator: Narrator
    inputs: Inputs
    cast: Cast
    client: CommandClient
    history: LogHistory
    clock_file: Path

    def pass_by(self) -> None:
        """Three stories that came before, and then from the first Monday of March to the fourth."""
        self.three_people()
        self.claims_come_in()
        self.people_write_and_call()
        self.payments_come_in()
        self.letters_come_in()
        self.deadlines_pass()

    def three_people(self) -> None:
        """A plan kept, a dispute upheld, a legal case paid late."""
        self.move_to(calendar.THE_BEGINNING)
        self.narrator.chapter(
            "Three people, from the claim to the end",
            "From September to January: a plan that is kept, a dispute that is upheld, and a case that a court decides "
            "and that is paid late. Every letter, deadline, fee and refusal names its row of law or policy.",
        )
        self.do(
            deeds.registrations("agent-1", calendar.THE_BEGINNING), f"{len(CREDITORS)} creditors and their contracts"
        )
        with self.narrator.doing("Asking the ledger", "Five months of three cases") as outcome:
            blocked = tell_all(self.session.settings, self.client, self.move_to, self._wait_for_all)
            outcome.done = f"{outcome.done}; a call was blocked: “{blocked.message}” [{blocked.rule}]"

    def claims_come_in(self) -> None:
        """A creditor's file, with one bad line."""
        self.move_to(calendar.CLAIMS_COME_IN)
        self.narrator.chapter(
            f"{on(calendar.CLAIMS_COME_IN)} — claims come in",
            "Creditors hand over two thousand claims in one file. Each becomes a case with a first deadline, two weeks "
            "on. A line that cannot be taken in is kept for a person; the others go on.",
        )
        file, now = self.inputs.claims_file, self._now()
        pay_by = calendar.CLAIMS_COME_IN.date() + timedelta(days=calendar.PAY_WITHIN_DAYS)
        plan = ClaimImport(
            now, Actor("user", "agent-1"), pay_by, self.history.creditors(), BlindIndex(self.session.settings.index_key)
        )
        with counting(self.session.screen, "claims", lines_in(file)) as counter:
            tally = import_claims(file, "utf-8", plan, self._sending(), counter.advance)
        report(self.session.screen, "claim", file, tally, dry_run=False)

    def people_write_and_call(self) -> None:
        """First letters, a few calls, a plan."""
        self.move_to(calendar.FIRST_CONTACTS)
        self.narrator.chapter(
            f"{on(calendar.FIRST_CONTACTS)} — first contacts",
            "Who has an e-mail address gets a first letter. A few people are called, and one proposes a plan in chat.",
        )
        when, planned = calendar.FIRST_CONTACTS, self.cast.agrees_on_a_plan
        letters = deeds.first_letters(self.inputs.claims)
        calls = [
            deeds.call(claim, Purpose.FIRST_CONTACT, ContactOutcome.PROMISED_TO_PAY, "agent-7", when)
            for claim in self.cast.called_first
        ]
        plan = deeds.plan(planned, planned.total_minor, calendar.INSTALMENTS, "agent-7", when)
        self.do([*letters, *calls], f"{len(letters):,} letters by e-mail and {len(calls)} calls")
        agreed = (
            f"A plan of {len(calendar.INSTALMENTS)} instalments over {Money(planned.total_minor, planned.currency)}"
        )
        self.do([plan], f"{agreed} on {planned.creditor} / {planned.creditor_reference}")

    def payments_come_in(self) -> None:
        """The bank's file, the policies that place the money, and a person who reads what a payer wrote."""
        self.move_to(calendar.PAYMENTS_COME_IN)
        self.narrator.chapter(
            f"{on(calendar.PAYMENTS_COME_IN)} — money comes in",
            "The bank's file of last night, in BgMax, Bankgirot's format. Its control totals agree, so every payment "
            "is taken in; policies match each to its case by reference, and allocate it to the debt's parts.",
        )
        self.import_bank_file(self.inputs.payments_file)
        self.settle("Waiting until every payment is placed", "Every payment is placed: on its case, or in suspense")
        self.move_to(calendar.SUSPENSE_IS_LOOKED_AT)
        claim = self.cast.its_claim
        by_hand = deeds.match_by_hand(
            self.cast.suspended_payment, claim.total_minor, claim, "agent-12", calendar.SUSPENSE_IS_LOOKED_AT
        )
        self.do([by_hand], f"{on(calendar.SUSPENSE_IS_LOOKED_AT)}: one in suspense says “Faktura "
                 f"{claim.creditor_reference}” in its text, and a person matches it by hand")  # fmt: skip

    def letters_come_in(self) -> None:
        """One disputes the claim, and one cannot pay now: both are left in peace, and their deadlines stand still."""
        self.move_to(calendar.LETTERS_ARE_READ)
        disputed, waits, when = self.cast.disputes, self.cast.asks_for_time, calendar.LETTERS_ARE_READ
        raised = deeds.dispute(disputed, "agent-7", when)
        self.do(raised, f"{on(when)}: {disputed.payment_reference} says that the amount is wrong; nothing is demanded "
                 "until there is an answer in writing")  # fmt: skip
        on_hold = deeds.hold(waits, "agent-7", when)
        self.do([on_hold], f"{waits.payment_reference} asks for time: on hold, to be looked at again by "
                 f"{calendar.REVIEW_OF_THE_HOLD}")  # fmt: skip

    def deadlines_pass(self) -> None:
        """Time moves past the first deadlines; a call is written down days after it was made."""
        self.move_to(calendar.DEADLINES_PASS)
        self.narrator.chapter(
            f"{on(calendar.DEADLINES_PASS)} — the first deadlines pass",
            "The last day was Monday the 16th, and three bank days of grace are over. The deadline clock asks the "
            "ledger to mark what was not paid; what was paid in time, has a plan or is on hold is left in peace.",
        )
        self.settle(
            "Waiting for the deadline clock", "Every deadline that is over is marked, and every read model has followed"
        )
        self.move_to(calendar.MONDAY_MORNING)
        answer = deeds.answer_to_dispute(self.cast.disputes, "agent-12", calendar.DISPUTE_IS_ANSWERED)
        self.do([answer], f"{on(calendar.DISPUTE_IS_ANSWERED)}: the dispute is answered; half of it was invoiced twice")
        spoken = calendar.SPOKEN_ON_FRIDAY
        story, others = self.cast.paid_in_part, self.cast.called_after_the_deadline
        calls = [
            deeds.call(claim, Purpose.MISSED_DEADLINE, ContactOutcome.PROMISED_TO_PAY, "agent-7", spoken)
            for claim in [story, *others]
        ]
        self.do(calls, f"{on(calendar.MONDAY_MORNING)}: {len(calls)} calls of Friday afternoon are written down")
        self.settle("Waiting for the read models", "All of it has reached the read models")

    def demanded_on_hold(self) -> CommandAnswered:
        """What the ledger says when somebody who is on hold is to be asked for money."""
        claim, when = self.cast.asks_for_time, calendar.MONDAY_MORNING
        call = deeds.call(claim, Purpose.MISSED_DEADLINE, ContactOutcome.REACHED, "agent-7", when)
        return deeds.do(self.client, [call])[0]

    def too_early(self) -> CommandAnswered:
        """What the ledger says when a case is to be closed as paid while something is owed."""
        deed = deeds.close_as_paid(self.cast.paid_in_part, "agent-7", calendar.MONDAY_MORNING)
        return deeds.do(self.client, [deed])[0]

    def import_bank_file(self, file: Path) -> None:
        """Take in a file of the bank's, whatever its format, and say what came of it."""
        content = read_bank_file(file)
        plan = PaymentImport(self._now(), calendar.ZONE)
        with counting(self.session.screen, "payments", len(content.lines)) as counter:
            tally = import_payments(file, content, plan, self._sending(), counter.advance)
        report(self.session.screen, "payment", file, tally, dry_run=False)

    def do(self, wanted: Iterable[DemoDeed], what: str) -> None:
        """Ask the ledger for it, and say what came of it."""
        with self.narrator.doing("Asking the ledger", what) as outcome:
            answers = deeds.do(self.client, wanted)
            if refused := Counter(answer.code for answer in answers if not answer.accepted):
                outcome.done = f"{what} (refused: {dict(refused)})"
            elif all(answer.repeated for answer in answers):
                outcome.done = f"{what} (done before: nothing was added)"

    def settle(self, what: str, done: str) -> None:
        """Wait until nothing is under way."""
        with self.narrator.doing(what, done):
            self._wait_for_all()

    def _wait_for_all(self) -> None:
        settle(self.session.settings, self.history, self._now)

    def _sending(self) -> Sending:
        return Sending(self.client)

    def _now(self) -> datetime:
        return self.session.clock.now()

    def move_to(self, instant: datetime) -> None:
        """Time goes forward only: in a demo that is run again it is March the 23rd from the beginning."""
        if self._now() < instant:
            FileClock.set(self.clock_file, instant)
