-- What can be asked of the bank's files, deposits and accounts.

-- name: files
SELECT file.bank_file_id, file.source, file.format, file.message_id, file.is_copy, file.created, file.received_at,
       file.currencies, file.amounts, file.lines,
       its.first_date, its.last_date, coalesce(its.accounts, '{}'), coalesce(its.matched, 0), coalesce(its.suspense, 0),
       coalesce(its.otherwise, 0), coalesce(its.duplicates, 0), file.kept,
       file.lines - coalesce(its.known, 0)
FROM balances.bank_file AS file
LEFT JOIN LATERAL (
    SELECT min(line.booked_date) AS first_date, max(line.booked_date) AS last_date,
           array_agg(DISTINCT line.receiver_account) FILTER (WHERE line.receiver_account <> '') AS accounts,
           count(payment.payment_id) AS known,
           count(*) FILTER (WHERE payment.bank_file_id IS DISTINCT FROM file.bank_file_id AND payment.payment_id IS NOT NULL)
               AS duplicates,
           count(*) FILTER (WHERE payment.status = 'matched') AS matched,
           count(*) FILTER (WHERE payment.status = 'suspense') AS suspense,
           count(*) FILTER (WHERE payment.status NOT IN ('matched', 'suspense')) AS otherwise
    FROM balances.bank_line AS line
    LEFT JOIN balances.payment AS payment USING (payment_id)
    WHERE line.bank_file_id = file.bank_file_id
) AS its ON true
WHERE (%(bank_file_id)s::uuid IS NULL OR file.bank_file_id = %(bank_file_id)s::uuid)
  AND (%(account)s IS NULL OR %(account)s = ANY (its.accounts))
ORDER BY file.received_at DESC, file.bank_file_id
LIMIT %(limit)s;

-- name: lines
SELECT line.entry, line.line_number, line.receiver_account, line.currency, line.amount_minor, line.booked_date,
       line.payment_id, line.code, payment.status, payment.reason, payment.owner, payment.since,
       coalesce(payment.case_ids, '{}')::text[],
       first_file.source,
       coalesce((SELECT array_agg(DISTINCT remittance.creditor_id || '/' || remittance.number)
                 FROM balances.collected AS part
                 JOIN balances.remittance AS remittance USING (creditor_id, currency)
                 CROSS JOIN unnest(remittance.partitions, remittance.afters, remittance.throughs)
                     AS span (partition, after, through)
                 WHERE part.payment_id = line.payment_id AND remittance.status <> 'cancelled'
                   AND span.partition = part.partition AND part.position > span.after
                   AND part.position <= span.through), '{}'),
       coalesce((SELECT array_agg(refund.status ORDER BY refund.number)
                 FROM balances.refund AS refund
                 WHERE refund.payment_id = line.payment_id AND refund.status <> 'cancelled'), '{}')
FROM balances.bank_line AS line
LEFT JOIN balances.payment AS payment USING (payment_id)
LEFT JOIN balances.bank_file AS first_file
  ON first_file.bank_file_id = payment.bank_file_id AND first_file.bank_file_id <> line.bank_file_id
WHERE line.bank_file_id = %(bank_file_id)s::uuid AND line.entry > %(after)s
ORDER BY line.entry
LIMIT %(limit)s;

-- name: deposits
SELECT deposit_id, bank_file_id, kind, receiver_account, currency, first_date, booked_date, serial, amount_minor,
       payments, deductions, opening_minor, closing_minor, received_at
FROM balances.deposit
WHERE (%(account)s IS NULL OR receiver_account = %(account)s)
  AND (%(first)s::date IS NULL OR booked_date >= %(first)s::date)
  AND (%(last)s::date IS NULL OR booked_date <= %(last)s::date)
ORDER BY booked_date DESC, receiver_account, currency, serial, deposit_id
LIMIT %(limit)s;

-- name: reports
SELECT currency, kind, serial, first_date, booked_date, amount_minor, opening_minor, closing_minor
FROM balances.deposit
WHERE receiver_account = %(account)s AND received_at <= %(as_of)s
ORDER BY currency, booked_date, serial;

-- name: moved_by_day
SELECT currency, booked_date, sum(amount)::bigint
FROM (
    SELECT currency, booked_date, CASE WHEN is_deduction THEN -amount_minor ELSE amount_minor END AS amount
    FROM balances.payment
    WHERE receiver_account = %(account)s AND received_at <= %(as_of)s
    UNION ALL
    SELECT currency, booked_date, amount_minor
    FROM balances.moved_otherwise
    WHERE receiver_account = %(account)s AND happened_at <= %(as_of)s
) AS change
GROUP BY currency, booked_date;

-- name: only_bank
-- Lines that the bank told, each once whatever file told of it, and of which the ledger has no payment.
SELECT DISTINCT ON (coalesce(line.payment_id::text, file.bank_file_id::text || '/' || line.entry::text))
       file.source, line.line_number, line.booked_date, line.currency, line.amount_minor, line.code, line.payment_id
FROM balances.bank_line AS line
JOIN balances.bank_file AS file USING (bank_file_id)
LEFT JOIN balances.payment AS payment ON payment.payment_id = line.payment_id AND payment.received_at <= %(as_of)s
WHERE line.receiver_account = %(account)s AND line.currency = %(currency)s
  AND line.booked_date BETWEEN %(first)s AND %(last)s
  AND file.received_at <= %(as_of)s AND payment.payment_id IS NULL
ORDER BY coalesce(line.payment_id::text, file.bank_file_id::text || '/' || line.entry::text), file.received_at
LIMIT %(limit)s;

-- name: only_ledger
-- What the ledger moved, and no line of the bank's reports of these days is: taken back by hand, or in no file.
SELECT source, 0, booked_date, currency,
       CASE WHEN is_deduction THEN -amount_minor ELSE amount_minor END, '' AS code, payment_id
FROM balances.payment
WHERE receiver_account = %(account)s AND currency = %(currency)s AND booked_date BETWEEN %(first)s AND %(last)s
  AND received_at <= %(as_of)s
  AND NOT EXISTS (
      SELECT FROM balances.bank_line AS line
      JOIN balances.bank_file AS file USING (bank_file_id)
      WHERE line.receiver_account = payment.receiver_account AND line.booked_date = payment.booked_date
        AND line.payment_id = payment.payment_id AND file.received_at <= %(as_of)s)
UNION ALL
SELECT 'taken back', 0, booked_date, currency, sum(amount_minor)::bigint, 'taken_back', payment_id
FROM balances.moved_otherwise
WHERE receiver_account = %(account)s AND currency = %(currency)s AND booked_date BETWEEN %(first)s AND %(last)s
  AND happened_at <= %(as_of)s
GROUP BY payment_id, booked_date, currency
HAVING sum(amount_minor) <> 0 -- not what a line of the bank has shown since
ORDER BY 3, 7
LIMIT %(limit)s;

-- name: differences
-- Behind how they stand or stood (`status.sql`).
SELECT receiver_account, currency, bank_difference.number, first_date, day, reports, previous_closing_minor, opening_minor,
       closing_minor, bank_minor, ledger_minor, status, owner, reason, found_at, since, clock.due_at
FROM bank_difference
LEFT JOIN clock
  ON clock.aggregate_id = account_id AND clock.clock = 'bank_difference'
 AND clock.number = bank_difference.number
WHERE (NOT %(only_open)s OR status = 'open') AND (%(account)s IS NULL OR receiver_account = %(account)s)
ORDER BY day, receiver_account, currency, bank_difference.number;
