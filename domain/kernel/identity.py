"""Ids that follow from what they name, so that the same thing sent twice meets itself."""

from __future__ import annotations

from uuid import NAMESPACE_URL, UUID

from domain.kernel.quick_uuid import text_of_uuid, uuid_of_name
from domain.kernel.text import name_key

_CASE = uuid_of_name(NAMESPACE_URL, "urn:caseledger:case")
_PAYMENT = uuid_of_name(NAMESPACE_URL, "urn:caseledger:payment")
_BANK_FILE = uuid_of_name(NAMESPACE_URL, "urn:caseledger:bank_file")
_DEPOSIT = uuid_of_name(NAMESPACE_URL, "urn:caseledger:deposit")
_BANK_ACCOUNT = uuid_of_name(NAMESPACE_URL, "urn:caseledger:bank-account")
_PAYER = uuid_of_name(NAMESPACE_URL, "urn:caseledger:payer")
_PERSON = uuid_of_name(NAMESPACE_URL, "urn:caseledger:person")
_COMBINED_PLAN = uuid_of_name(NAMESPACE_URL, "urn:caseledger:combined-plan")
_CREDITOR = uuid_of_name(NAMESPACE_URL, "urn:caseledger:creditor")
BOOKS_ID = uuid_of_name(NAMESPACE_URL, "urn:caseledger:books")
"""The books of the client funds: a log has one set of them."""
_COMMAND = uuid_of_name(NAMESPACE_URL, "urn:caseledger:command")


def _named(namespace: UUID, *parts: str) -> UUID:
    """UUIDv5 of the parts, each with its length before it, so that ("a", "bc") is not ("ab", "c")."""
    return uuid_of_name(namespace, "".join(f"{len(part)}:{part}" for part in parts))


def creditor_uuid(creditor_id: str) -> UUID:
    """The aggregate of the creditor that is registered under a short id."""
    return _named(_CREDITOR, creditor_id)


def case_id(creditor_id: str, creditor_reference: str) -> UUID:
    """A claim is the creditor's own reference at that creditor, whatever the creditor is called: sent twice, it is the
    same case, also where the reference is spelt with other blanks, dashes or letter case."""
    return _named(_CASE, creditor_id, name_key(creditor_reference))


def payment_id(fingerprint: str) -> UUID:
    """A payment is one line of a bank file, told apart by the line's fingerprint."""
    return _named(_PAYMENT, fingerprint)


def bank_file_id(fingerprint: str) -> UUID:
    """A bank file is what it says, told by its fingerprint, whatever it is called."""
    return _named(_BANK_FILE, fingerprint)


def deposit_id(fingerprint: str) -> UUID:
    """A sum on the account is the bank's own name of it."""
    return _named(_DEPOSIT, fingerprint)


def bank_account_id(receiver_account: str, currency: str) -> UUID:
    """An account of ours is what the bank calls it, in one currency."""
    return _named(_BANK_ACCOUNT, receiver_account, currency)


def payer_id(fingerprint: str) -> UUID:
    """Whoever paid with one line of a bank file, and nobody else, until a person says who that is."""
    return _named(_PAYER, fingerprint)


def person_id(creditor_id: str, debtor_id: str) -> UUID:
    """A debtor is the creditor's own customer number at that creditor (never a national id)."""
    return _named(_PERSON, creditor_id, name_key(debtor_id))


def person_by_command(command_id: UUID) -> UUID:
    """Who was put on file by hand and without a national id: the same when the same command is given again."""
    return _named(_PERSON, text_of_uuid(command_id))


def combined_plan_id(person: UUID, number: int) -> UUID:
    """Of the ``number``-th plan over several cases that was agreed on with a person."""
    return _named(_COMBINED_PLAN, text_of_uuid(person), str(number))


def import_command_id(aggregate_id: UUID, content: str) -> UUID:
    """Of a command made from a line of a file: the same line again is the same command, an altered one is not."""
    return _named(_COMMAND, text_of_uuid(aggregate_id), content)


def policy_command_id(event_id: UUID, policy: str, target: UUID) -> UUID:
    """Of the command that a policy sends to ``target`` because of an event: however often, it acts once."""
    return _named(_COMMAND, text_of_uuid(event_id), policy, text_of_uuid(target))


def request_command_id(client: str, key: str, aggregate_id: UUID) -> UUID:
    """Of the command that a client asks for under a key of its own: sent again under that key, it acts once."""
    return _named(_COMMAND, "request", client, key, text_of_uuid(aggregate_id))


def event_id(command_id: UUID, aggregate_id: UUID, ordinal: int) -> UUID:
    """Of the ``ordinal``-th event that a command caused (from 0): the same after a transaction begun again.

    The aggregate is part of it: whoever uses one command id for two aggregates does not make two equal event ids.
    """
    return uuid_of_name(command_id, f"{text_of_uuid(aggregate_id)}/{ordinal}")
