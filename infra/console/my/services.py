"""What My page is given to work with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from infra.console.my.paying import PayTo
from infra.http.access.one_time_codes import OneTimeCodes


@dataclass(frozen=True, slots=True)
class MyPageServices:
    """``codes`` let customers in; ``pay_to`` is where they pay to, by currency."""

    codes: OneTimeCodes
    pay_to: Mapping[str, PayTo] = field(default_factory=dict)
