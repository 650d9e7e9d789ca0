"""``caseledger remit account|prepare|approve|cancel``: the ledger decides, here it is only asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from domain.creditor.account.setting import SetPayoutAccount
from domain.creditor.remittance.approving import ApproveRemittance
from domain.creditor.remittance.cancelling import CancelRemittance
from domain.creditor.remittance.own_share import PrepareOwnShare
from domain.creditor.remittance.preparing import PrepareRemittance
from domain.kernel.identity import creditor_uuid
from infra.cli.acting import ActNow
from infra.cli.creditor.resolve import registered
from infra.cli.failures import CannotBeUsed
from infra.cli.options import CreditorName
from infra.cli.questions.amounts import read_amount
from infra.cli.questions.questions import asked, documents
from infra.cli.remit.creditor_on_record import CreditorOnRecord
from infra.cli.remit.remit_tables import reckoned_table
from infra.cli.render.formats import tell

if TYPE_CHECKING:
    from psycopg2.extensions import connection

    from domain.creditor.remittance.reckoning import RemittedSum
    from projections.balances.remittances import Due

Number = Annotated[int, typer.Argument(metavar="NUMBER", min=1, help="Which remittance of the creditor.")]


def account(
    creditor: CreditorName,
    iban: Annotated[str, typer.Argument(metavar="IBAN", help="The creditor's account.")],
    act: ActNow,
) -> None:
    """Say to which account a creditor is paid out. Somebody else has to approve the first remittance to it.

    Example: caseledger remit account norrsken SE4550000000058398257466
    """
    known = registered(act.session, creditor)
    act.carry_out(
        creditor_uuid(known.creditor_id), SetPayoutAccount(iban), f"{known.name} is paid out to this account."
    )


def prepare(
    creditor: CreditorName,
    act: ActNow,
    currency: Annotated[
        str | None, typer.Option(help="Only needed where money of several currencies is to be remitted.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what it would be, and prepare nothing.")] = False,
) -> None:
    """Prepare to pay a creditor all that was collected since its last remittance, by the terms of each day.

    Fees go to whom the contract says; commission and VAT are withheld or invoiced; what was taken back since the last
    remittance is taken off. Nothing is paid before a second person approves it: `caseledger remit approve`.

    Example: caseledger remit prepare norrsken --dry-run
    """
    known = registered(act.session, creditor)

    def ask(opened: connection) -> tuple[dict[str, Due], list[RemittedSum]]:
        from projections.balances.remittances import due_to, reckoning_of

        due = due_to(opened, known.creditor_id)
        wanted = the_one(due, currency)
        return {wanted: due[wanted]}, reckoning_of(opened, known.creditor_id, due[wanted].sums)

    due, sums = asked(act.session, ask, wait=True).value
    [(of, found)] = due.items()
    if dry_run:
        tell(
            act.session.screen,
            act.answer_as,
            lambda: {"currency": of, "sums": documents(sums), "payable_minor": sum(one.payable_minor for one in sums)},
            lambda: [reckoned_table(f"To {known.name}, if it were prepared now", of, sums)],
            listed="sums",
        )
        return
    command = PrepareRemittance(of, found.spans, found.oldest, found.sums)
    done = f"A remittance to {known.name} is prepared. Somebody else approves it with `caseledger remit approve`."
    act.carry_out(creditor_uuid(known.creditor_id), command, done)


def own_share(
    creditor: CreditorName,
    to_iban: Annotated[str, typer.Option("--to", metavar="IBAN", help="The agency's own account.")],
    act: ActNow,
    currency: Annotated[str | None, typer.Option(help="Only needed where there are shares in several.")] = None,
    amount: Annotated[str | None, typer.Option(metavar="AMOUNT", help="How much. Default: all of it.")] = None,
    through: Annotated[
        int | None,
        typer.Option(metavar="NUMBER", min=1, help="Only what was kept up to this remittance. Default: all."),
    ] = None,
) -> None:
    """Prepare to move the agency's own share, kept in remittances to a creditor, off the client account.

    It is approved by a second person, sent and confirmed as a remittance is, under a number among them.

    Example: caseledger remit own-share norrsken --to SE7280000810340009783242
    """
    known = registered(act.session, creditor)
    found = CreditorOnRecord.read(act.session, known.creditor_id).state.remittances
    last = through or len(found.by_number)
    shares = {one.currency: found.untransferred_minor(one.currency, last) for one in found.by_number.values()}
    of = the_one({one: minor for one, minor in shares.items() if minor > 0}, currency)
    minor = read_amount(amount, of, "--amount") if amount else shares[of]
    done = f"A transfer of the share in what was collected for {known.name} is prepared. Somebody else approves it."
    act.carry_out(creditor_uuid(known.creditor_id), PrepareOwnShare(of, minor, last, to_iban), done)


def approve(creditor: CreditorName, number: Number, act: ActNow) -> None:
    """Approve a remittance, as a second person: look at `caseledger remit statement` before.

    Neither who prepared it, nor who put a new account of the creditor on record, can do so.

    Example: caseledger remit approve norrsken 3 --as agent-9
    """
    known = registered(act.session, creditor)
    done = f"Remittance {number} to {known.name} is approved."
    act.carry_out(creditor_uuid(known.creditor_id), ApproveRemittance(number), done)


def cancel(
    creditor: CreditorName,
    number: Number,
    act: ActNow,
    reason: Annotated[str, typer.Option(help="Why, as a short code such as account_changed.")],
) -> None:
    """Cancel a remittance that was not sent. What it holds comes into the next one.

    Example: caseledger remit cancel norrsken 3 --reason account_changed
    """
    known = registered(act.session, creditor)
    done = f"Remittance {number} to {known.name} is cancelled."
    act.carry_out(creditor_uuid(known.creditor_id), CancelRemittance(number, reason), done)


def the_one(due: Mapping[str, object], currency: str | None) -> str:
    """The currency that was given, or else the only one. Raises CannotBeUsed when it is not clear."""
    if not due:
        raise CannotBeUsed("Nothing was collected for the creditor that is not moved yet.")
    wanted = currency.upper() if currency else next(iter(due))
    if wanted not in due or (currency is None and len(due) > 1):
        raise CannotBeUsed(f"Say with --currency which money you mean: {', '.join(due)}.")
    return wanted
