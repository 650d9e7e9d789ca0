"""What a page calls what the ledger names by its command line: who works in a browser has no terminal at hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

ACTS: Mapping[str, str] = MappingProxyType(
    {
        "case affordability": "AssessAffordability",
        "case close": "CloseCase",
        "case complaint answer": "AnswerComplaint",
        "case complaint receive": "ReceiveComplaint",
        "case direct-payment": "ReportDirectPayment",
        "case dispute raise": "RaiseDispute",
        "case dispute resolve": "ResolveDispute",
        "case end-plan": "TerminatePlan",
        "case hold extend": "ExtendHold",
        "case hold place": "PlaceHold",
        "case inquiry receive": "ReceiveInquiry",
        "case legal contest": "ContestLegalAction",
        "case legal title": "RecordTitle",
        "case legal withdraw": "WithdrawLegalAction",
        "case notice send CASE --kind collection_notice": "SendCollectionNotice",
        "case notice send CASE --kind payment_demand": "SendPaymentDemand",
        "case notice send CASE --kind reminder": "SendReminder",
        "case plan-change reschedule": "ReschedulePlan",
        "case proposal accept": "AcceptPlan",
        "case proposal make": "ProposePlan",
        "case proposal reject": "RejectPlan",
        "case reject": "RejectClaim",
        "case settle": "OfferSettlement",
        "case validate": "ValidateClaim",
        "case vulnerable review": "ReviewVulnerability",
        "creditor contract": "AgreeContract",
        "creditor register": "RegisterCreditor",
        "creditor rename": "RenameCreditor",
        "payment identify-payer": "IdentifyPayer",
        "payment match": "MatchPayment",
        "payment release": "ReleasePayment",
        "payment reverse": "ReversePayment",
        "payment unmatch": "UnmatchPayment",
        "person access-request": "RequestAccess",
        "person confirm-channel": "ConfirmChannel",
        "person details": "ChangeContactDetails",
        "person erase": "ErasePerson",
        "person legal-hold": "PlaceLegalHold",
        "person lift-legal-hold": "LiftLegalHold",
        "person plan change": "ChangeCombinedPlan",
        "person plan end": "EndCombinedPlan",
        "refund cancel": "CancelRefund",
        "remit account": "SetPayoutAccount",
        "remit approve": "ApproveRemittance",
        "remit cancel": "CancelRemittance",
        "remit loss": "ProposeLoss",
    }
)
"""What is typed after ``caseledger``, and the command that it sends."""

Named = Callable[[str, str], str]
_LINE = re.compile(r"`caseledger ([^`]+)`")
_CHOSEN = re.compile(r"--([a-z-]+) ([a-z]\w*)")


def with_acts(text: str, named: Named) -> str:
    """The same with “Put the case on hold” for ```caseledger case hold place```, and what is to be chosen behind it.

    ``named`` says what something of an area is called. A line that no form does stays as it is.
    """
    return _LINE.sub(lambda found: _act(found[1], named) or found[0], text)


def _act(line: str, named: Named) -> str | None:
    begins = max((one for one in ACTS if f"{line} ".startswith(f"{one} ")), key=len, default=None)
    if begins is None:
        return None
    chosen = [
        f"{named('field', option.replace('-', '_'))}: {named('member', value)}"
        for option, value in _CHOSEN.findall(line.removeprefix(begins))
    ]
    return f"“{named('command', ACTS[begins])}”" + (f" ({', '.join(chosen)})" if chosen else "")
