"""CSV files of one folder: a file for each table, with its columns as heading."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

from domain.kernel.money import Money

Cell = str | int | date | None
Columns = tuple[str, ...]

GENERAL_LEDGER: Mapping[str, Columns] = {
    "BAS_Chart_Of_Accounts": ("GL_Account_Number", "GL_Account_Name", "Account_Type"),
    "GL_Accounts_Period_Balance": (
        "GL_Account_Number", "Fiscal_Year", "Accounting_Period", "Debit_Amount", "Credit_Amount",
        "BEG_Balance_Indicator", "Ending_Balance_Indicator", "Beginning_Balance", "Ending_Balance", "Currency_Code",
    ),
    "GL_Details": (
        "Journal_ID", "Journal_ID_Line_Number", "JE_Header_Description", "JE_Line_Description", "Source",
        "Effective_Date", "Fiscal_Year", "Accounting_Period", "GL_Account_Number", "Amount", "Currency_Code",
        "Amount_Credit_Debit_Indicator", "Created_User_ID", "Created_Date",
    ),
}  # fmt: skip
RECEIVABLES: Mapping[str, Columns] = {
    "AR_Open_Accounts_Receivable": (
        "Customer_Account_ID", "Transaction_ID", "Transaction_Date", "Transaction_Due_Date", "Original_Balance",
        "Remaining_Balance", "Currency_Code", "Amount_Credit_Debit_Indicator", "Business_Unit_Code",
    ),
    "AR_Cash_Received": (
        "Receipt_ID", "Customer_Account_ID", "Receipt_Date", "Receipt_Fiscal_Year", "Receipt_Period",
        "Reference_Number", "Amount", "Currency_Code", "Amount_Credit_Debit_Indicator", "Receipt_Type",
        "Created_User_ID", "Created_Date",
    ),
    "AR_Cash_Application": (
        "AR_Application_ID", "AR_Application_Date", "AR_Application_Fiscal_Year", "AR_Application_Period",
        "Customer_Account_ID", "Receipt_ID", "Transaction_ID", "Amount", "Currency_Code",
        "Amount_Credit_Debit_Indicator", "GL_Debit_Account_Number", "GL_Credit_Account_Number", "Business_Unit_Code",
        "Created_User_ID", "Created_Date",
    ),
    "AR_Adjustments": (
        "Adjustment_ID", "Adjustment_Type", "Transaction_ID", "Adjustment_Date", "Adjustment_Fiscal_Year",
        "Adjustment_Period", "Customer_Account_ID", "Amount", "Currency_Code", "Amount_Credit_Debit_Indicator",
        "GL_Debit_Account_Number", "GL_Credit_Account_Number", "Business_Unit_Code", "Created_User_ID", "Created_Date",
    ),
}  # fmt: skip
TABLES: Mapping[str, Columns] = {**GENERAL_LEDGER, **RECEIVABLES}


class TableFiles:
    """Takes rows for the tables. ``counts`` says how many each has."""

    def __init__(self, writers: Mapping[str, csv.DictWriter[str]]) -> None:
        self._writers = writers
        self.counts = dict.fromkeys(writers, 0)

    def row(self, table: str, **cells: Cell) -> None:
        """Write a row. A column that is not named is empty; one that the table lacks is a ValueError."""
        self._writers[table].writerow(cells)
        self.counts[table] += 1


@contextmanager
def table_files(folder: Path) -> Iterator[TableFiles]:
    """Opens a new folder with a file for each table. Raises FileExistsError and other OSErrors."""
    folder.mkdir()
    with ExitStack() as opened:
        writers = {}
        for name, columns in TABLES.items():
            file = opened.enter_context((folder / f"{name}.csv").open("x", encoding="utf-8", newline=""))
            writers[name] = csv.DictWriter(file, columns, restval="")
            writers[name].writeheader()
        yield TableFiles(writers)


def amount(minor: int, currency: str) -> str:
    """Without a sign: the indicator beside it has that."""
    return Money(abs(minor), currency).plain


def indicator(minor: int) -> str:
    """``D`` for debit, ``C`` for credit."""
    return "D" if minor >= 0 else "C"


def period_code(day: date) -> str:
    """The month, such as ``M3``."""
    return f"M{day.month}"
