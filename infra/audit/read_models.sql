-- What verification compares with the log. Everything is read in one snapshot, a partition at a time.

-- name: trail
SELECT position, aggregate_id, version, event_id, hash, record_offset
FROM audit_trail.audit_trail
WHERE partition = %(partition)s
ORDER BY position;

-- name: cases
SELECT case_id, stage, -claimed_minor, -added_minor, principal_minor, interest_minor, fees_minor, court_costs_minor,
       collected_minor, paid_to_creditor_minor, written_off_minor, -owed_back_minor
FROM balances.case_balance
WHERE partition = %(partition)s;

-- name: payments
SELECT payment_id, status, amount_minor
FROM balances.payment
WHERE partition = %(partition)s;

-- name: ledger
SELECT currency, account, balance_minor
FROM balances.ledger_account
WHERE partition = %(partition)s;

-- name: creditors
SELECT creditor_id, name, former_names, jurisdiction, iban
FROM balances.creditor
WHERE partition = %(partition)s;

-- name: terms
SELECT creditor_id, valid_from, commission_basis_points, vat_basis_points, remittance, fees_go_to, commission_is,
       product, creditor_vat
FROM balances.contract_terms
JOIN balances.creditor USING (creditor_id)
WHERE partition = %(partition)s
ORDER BY creditor_id, valid_from;

-- name: remittances
SELECT creditor_id, number, remittance.currency, status, total_minor, payable_minor, remittance.iban
FROM balances.remittance
JOIN balances.creditor USING (creditor_id)
WHERE partition = %(partition)s;

-- name: persons
SELECT person_id, status, merged_into
FROM person.person
WHERE partition = %(partition)s;

-- name: representatives
SELECT person_id, representative_id
FROM person.representative
WHERE partition = %(partition)s;

-- name: unsettled_deadlines
SELECT aggregate_id, number, state
FROM sla.clock
WHERE partition = %(partition)s AND clock = 'payment_deadline' AND state IN ('running', 'paused');
