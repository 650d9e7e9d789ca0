"""The stable codes of everything that is refused in a file. docs/files.md explains each; a test compares the two."""

from __future__ import annotations

from typing import Literal

# A claims file that is refused whole.
ClaimsFileCode = Literal[
    "empty_file",
    "wrong_encoding",
    "unsupported_encoding",
    "unknown_delimiter",
    "no_column_names",
    "unknown_column",
    "missing_column",
    "column_twice",
]

# A bank file that is refused whole.
BankFileCode = Literal[
    "empty_file",
    "unknown_format",
    "unknown_layout",
    "wrong_line_length",
    "control_character",
    "unknown_record",
    "record_out_of_place",
    "bad_digits",
    "bad_date",
    "bad_test_mark",
    "test_file",
    "unknown_currency",
    "currency_disagrees",
    "control_total",
    "deposit_twice",
    "no_end_record",
    "not_well_formed",
    "forbidden_xml",
    "too_deep",
    "too_large_a_part",
]

# One line of a claims file.
ClaimLineCode = Literal[
    "wrong_encoding",
    "bad_quotes",
    "line_cut_short",
    "line_too_long",
    "missing_value",
    "value_too_long",
    "damaged_text",
    "spreadsheet_damage",
    "bad_email",
    "missing_currency",
    "unknown_currency",
    "not_an_amount",
    "negative_amount",
    "too_many_decimals",
    "amount_too_large",
    "zero_principal",
    "bad_date",
    "unknown_jurisdiction",
    "unknown_debtor_kind",
    "unknown_product",
    "unknown_creditor",
    "bad_payment_reference",
    "bad_check_digit",
    "duplicate_claim",
]

# A record of a bank file that a person must look at.
KeptCode = Literal[
    "zero_amount_needs_a_person",
    "shares_do_not_add_up",
    "not_a_payment_needs_a_person",
    "not_booked_needs_a_person",
    "return_needs_a_person",
    "lump_sum_needs_a_person",
    "currency_needs_a_person",
    "balance_needs_a_person",
]
