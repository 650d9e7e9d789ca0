"""The table of key figures. One more is a row in the file of its family, and a statement of its name in
``queries.sql``.

The formulas are those of public sources on collections, written out for the events of this ledger; yardsticks name
who published them.
"""

from __future__ import annotations

from projections.kpi.care import CARE
from projections.kpi.contact import CONTACT
from projections.kpi.kpi import Kpi
from projections.kpi.money import MONEY
from projections.kpi.plans import PLANS
from projections.kpi.resolution import RESOLUTION

KPIS: tuple[Kpi, ...] = (*RESOLUTION, *PLANS, *CONTACT, *CARE, *MONEY)
BY_NAME = {kpi.name: kpi for kpi in KPIS}
