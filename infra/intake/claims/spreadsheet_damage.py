"""What a spreadsheet makes of a reference that it takes for a number, a date or a formula.

What it destroyed cannot be had back from the file, and two references that became one would be one claim: such a
value is refused, with advice. Zeros that it took away in front of a number leave no trace.
"""

from __future__ import annotations

import re

from infra.intake.refused.bad_value import BadValue

ADVICE = "Format the column as text in the spreadsheet, fill it from its source again, and save the file anew."

_MONTH = (
    r"(?:jan(?:uar[iy]?)?|feb(?:ruar[iy]?)?|mar(?:ch|s)?|mär(?:z)?|apr(?:il)?|ma[yji]|jun[ei]?|jul[iy]?|aug(?:ust[i]?)?"
    r"|sep(?:t|tember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cszk](?:ember)?)"
)
_TWO = "(?:0[1-9]|[12][0-9]|3[01])"
_ONE_OR_TWO = "(?:0?[1-9]|[12][0-9]|3[01])"
_A_DATE = "A spreadsheet took it for a date."

# In any text of a file: the value of no cell is written like that.
_ANYWHERE = (
    (re.compile(r"=.*"), "It is a formula of a spreadsheet."),
    (re.compile(r"#{2,}"), "A spreadsheet shows a value like this when its column is too narrow."),
    (re.compile(r"#(?:[^\W_]+(?:/0)?[!?]|N/A|I/T|NV)", re.IGNORECASE), "It is an error of a spreadsheet."),
)
# In what names a claim, a debtor or a payment.
_IN_A_REFERENCE = (
    (re.compile(r"[+-]?[0-9]+[.,][0-9]+E[+-]?[0-9]+|[+-]?[0-9]+E[+-][0-9]+", re.IGNORECASE),
     "A spreadsheet has rounded it to a number with an exponent."),
    (re.compile(r"[0-9]+[.,]0+"), "A spreadsheet took it for a number and gave it decimals."),
    (re.compile(rf"[0-9]{{1,2}}[-. /]{{1,2}}{_MONTH}\.?(?:[-. /][0-9]{{2,4}})?", re.IGNORECASE), _A_DATE),
    (re.compile(rf"{_MONTH}\.?[-. /][0-9]{{1,4}}", re.IGNORECASE), _A_DATE),
    (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(?::[0-9]{2})?"), _A_DATE),
    (re.compile(rf"[0-9]{{4}}([-./])(?:0[1-9]|1[0-2])\1{_TWO}"), _A_DATE),
    (re.compile(rf"{_ONE_OR_TWO}([./]){_ONE_OR_TWO}\1(?:19|20)[0-9]{{2}}"), _A_DATE),
    (re.compile(r"'.*"), "It begins with the mark by which a spreadsheet knows a text."),
    (re.compile(r"nan|null|none|true|false|sant|falskt|wahr|falsch", re.IGNORECASE), "It stands for a missing value."),
)  # fmt: skip


def refuse_spreadsheet_damage(text: str, *, is_reference: bool) -> None:
    """Raises BadValue, ``spreadsheet_damage``, for a value that no creditor has given."""
    for pattern, problem in (*_ANYWHERE, *_IN_A_REFERENCE) if is_reference else _ANYWHERE:
        if pattern.fullmatch(text):
            raise BadValue("spreadsheet_damage", f"{problem} {ADVICE}")
