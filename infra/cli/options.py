"""Options that mean the same in every command that has them."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import typer

from infra.reads.purposes import ReadingPurpose

Wait = Annotated[
    bool,
    typer.Option(
        "--wait",
        help="First wait until the read models hold all that the log holds now.",
    ),
]
WaitForMine = Annotated[
    bool, typer.Option("--wait", help="Return only when the read models show what this command wrote.")
]
As = Annotated[
    str | None,
    typer.Option("--as", metavar="USER", help="Who acts, as the trail will show it. Default: the system's user."),
]
Happened = Annotated[
    str | None,
    typer.Option("--happened", metavar="TIME", help="When it happened, if not just now. Default: now."),
]
Purpose = Annotated[
    ReadingPurpose | None,
    typer.Option("--purpose", help="What personal data is looked at for: it stands on record with who looked."),
]
CommandId = Annotated[
    UUID | None,
    typer.Option(
        "--command-id",
        metavar="UUID",
        help="The id of the command. After a lost answer, the same command with the id that was shown happens once.",
    ),
]
ExpectedVersion = Annotated[
    int | None,
    typer.Option(
        "--expected-version",
        metavar="N",
        min=0,
        help="Do it only if the case, payment, person or creditor is still at this version, as you saw it: else it is "
        "refused.",
    ),
]
CreditorName = Annotated[
    str, typer.Argument(metavar="CREDITOR", help="The creditor's id, or its name as it is registered.")
]
CaseName = Annotated[
    str,
    typer.Argument(
        metavar="CASE",
        help="A case's id, CREDITOR/REFERENCE (the creditor by id or name), the payment reference, or the creditor's "
        "reference alone.",
    ),
]
