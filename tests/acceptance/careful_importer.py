"""``python -m tests.acceptance.careful_importer FILE``: an import with few commands under way, so that a small file
can be killed in its middle, too. Everything else is as `caseledger import payments` does it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from infra.client import CommandClient
from infra.intake.banks.bank_file import read_bank_file
from infra.intake.importing.files import import_payments
from infra.intake.importing.payments import PaymentImport
from infra.intake.importing.sending import Sending
from infra.runtime.clock import clock_from
from infra.runtime.log_access import open_log
from infra.runtime.settings import Settings

UNDER_WAY_MAX = 20

if __name__ == "__main__":
    path, settings = Path(sys.argv[1]), Settings.load()
    connection, topics, _ = open_log(settings)
    plan = PaymentImport(clock_from(settings).now(), settings.zone)
    with CommandClient(connection, topics.commands, topics.replies) as client:
        sending = Sending(client, in_flight_max=UNDER_WAY_MAX)
        import_payments(path, read_bank_file(path), plan, sending, lambda: None)
