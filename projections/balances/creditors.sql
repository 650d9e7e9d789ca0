-- Creditors are few and change rarely: one statement for each of their events.

-- name: register
INSERT INTO creditor (creditor_id, partition, name, org_number, jurisdiction, registered_at, position)
VALUES (%(creditor_id)s, %(partition)s, %(name)s, %(org_number)s, %(jurisdiction)s, %(at)s, %(position)s);

-- name: rename
UPDATE creditor
SET name = %(name)s,
    former_names = array_remove(array_remove(former_names, %(name)s), %(former_name)s) || %(former_name)s::text
WHERE creditor_id = %(creditor_id)s;

-- name: agree
INSERT INTO contract_terms (
    creditor_id, valid_from, commission_basis_points, vat_basis_points, remittance, fees_go_to, commission_is,
    product, creditor_vat)
VALUES (
    %(creditor_id)s, %(valid_from)s, %(commission_basis_points)s, %(vat_basis_points)s, %(remittance)s, %(fees_go_to)s,
    %(commission_is)s, %(product)s, %(creditor_vat)s)
ON CONFLICT (creditor_id, valid_from) DO UPDATE
SET commission_basis_points = excluded.commission_basis_points,
    vat_basis_points        = excluded.vat_basis_points,
    remittance              = excluded.remittance,
    fees_go_to              = excluded.fees_go_to,
    commission_is           = excluded.commission_is,
    product                 = excluded.product,
    creditor_vat            = excluded.creditor_vat;

-- name: set_account
UPDATE creditor
SET iban = %(iban)s
WHERE creditor_id = %(creditor_id)s;

-- name: prepare_remittance
INSERT INTO remittance (
    creditor_id, number, currency, status, lines, total_minor, payable_minor, iban, prepared_by,
    partitions, afters, throughs, to_agency, prepared_at, since, send_until)
VALUES (
    %(creditor_id)s, %(number)s, %(currency)s, %(status)s, %(lines)s, %(collected_minor)s, %(payable_minor)s, %(iban)s,
    %(prepared_by)s, %(partitions)s::integer[], %(afters)s::bigint[], %(throughs)s::bigint[],
    %(to_agency)s, %(at)s, %(at)s, %(send_until)s);

-- name: change_remittance
UPDATE remittance
SET status = %(status)s, iban = coalesce(%(iban)s, iban), since = %(at)s,
    sent_at = coalesce(sent_at, CASE WHEN %(status)s = 'sent' THEN %(at)s::timestamptz END)
WHERE creditor_id = %(creditor_id)s AND number = %(number)s;

-- name: move
UPDATE creditor
SET position = %(position)s
WHERE creditor_id = %(creditor_id)s AND position <= %(position)s;
