-- How cases, portfolios, payments, payouts and the ledger stand or stood. A question says `case_balance`, `payment`,
-- `ledger_account` and so on; it begins with `now`, where these are the tables, or with `had_come` and what it asks of,
-- made of the movements that had come by another time.

-- name: now
WITH case_balance AS NOT MATERIALIZED (SELECT * FROM balances.case_balance),
portfolio_balance AS NOT MATERIALIZED (SELECT * FROM balances.portfolio_balance),
payment AS NOT MATERIALIZED (SELECT * FROM balances.payment),
ledger_account AS NOT MATERIALIZED (SELECT * FROM balances.ledger_account),
refund AS NOT MATERIALIZED (SELECT * FROM balances.refund),
remittance AS NOT MATERIALIZED (SELECT * FROM balances.remittance),
collected AS NOT MATERIALIZED (SELECT * FROM balances.collected),
bank_difference AS NOT MATERIALIZED (SELECT * FROM balances.bank_difference),
approval AS NOT MATERIALIZED (SELECT * FROM balances.approval),
clock AS NOT MATERIALIZED (SELECT * FROM sla.clock)

-- name: had_come
WITH {each movement: moved_$ AS NOT MATERIALIZED (
    SELECT *
    FROM balances.$_movement
    WHERE (%(happened_by)s IS NULL
           OR CASE WHEN bank_day IS NULL THEN occurred_at <= %(happened_by)s ELSE bank_day <= %(happened_day)s END)
      AND (%(recorded_by)s IS NULL OR recorded_at <= %(recorded_by)s)
)},
-- A case or payment that had not begun by then had moved nothing, whichever day the bank says of what it did since.
not_begun AS MATERIALIZED (
    SELECT case_id AS aggregate_id FROM balances.case_balance WHERE received_at > %(happened_by)s
    UNION ALL
    SELECT payment_id FROM balances.payment WHERE value_date > %(happened_day)s
)

-- name: cases_then
-- Case by case, so that a page costs what is on it.
, case_balance AS NOT MATERIALIZED (
    SELECT its.case_id, its.partition, its.creditor_id, its.creditor_reference, its.portfolio, its.jurisdiction,
           its.currency, its.payment_reference, its.person_id, its.received_at,
           stood.status, stood.outcome, CASE stood.status WHEN 'closed' THEN stood.occurred_at END AS closed_at,
           {each amount: its_sum.$}, its_sum.payments, its_sum.position
    FROM balances.case_balance AS its
    CROSS JOIN LATERAL (
        SELECT {each amount: sum($)::bigint AS $}, sum(payments)::integer AS payments, max(position) AS position
        FROM moved_case
        WHERE moved_case.case_id = its.case_id
        HAVING bool_or(is_claim)
    ) AS its_sum
    CROSS JOIN LATERAL (
        SELECT status, outcome, occurred_at
        FROM moved_case
        WHERE moved_case.case_id = its.case_id AND moved_case.status IS NOT NULL
        ORDER BY moved_case.position DESC
        LIMIT 1
    ) AS stood
)

-- name: portfolios_then
-- All cases at once: each is open or closed as the last event says that opens or ends it.
, portfolio_balance AS NOT MATERIALIZED (
    SELECT creditor_id, portfolio, currency, count(*) AS cases, count(*) FILTER (WHERE is_open) AS open_cases,
           sum(its_sum.payments) AS payments, {each amount: sum(its_sum.$) AS $}
    FROM (
        SELECT case_id, {each amount: sum($) AS $}, sum(payments) AS payments,
               mod(max(position * 2 + (status = 'open')::int), 2) = 1 AS is_open
        FROM moved_case
        GROUP BY case_id
        HAVING bool_or(is_claim)
    ) AS its_sum
    JOIN balances.case_balance USING (case_id)
    GROUP BY creditor_id, portfolio, currency
)

-- name: suspense_then
-- Of the payments that ever waited for their case; whoever looked after one does so until its money went somewhere.
, payment AS NOT MATERIALIZED (
    SELECT payment_id, currency, amount_minor, value_date, source, stood.status, stood.reason,
           stood.occurred_at AS since, its_sum.goes_back_minor, care.owner, care.suggestions
    FROM (SELECT DISTINCT payment_id FROM moved_payment WHERE status IN ('suspense', 'deducted')) AS ever
    JOIN balances.payment USING (payment_id)
    CROSS JOIN LATERAL (
        SELECT sum(goes_back_minor)::bigint AS goes_back_minor, max(position) FILTER (WHERE is_placed) AS placed_at
        FROM moved_payment
        WHERE moved_payment.payment_id = ever.payment_id
        HAVING bool_or(is_receipt)
    ) AS its_sum
    CROSS JOIN LATERAL (
        SELECT status, reason, occurred_at
        FROM moved_payment
        WHERE moved_payment.payment_id = ever.payment_id AND moved_payment.status IS NOT NULL
        ORDER BY moved_payment.position DESC
        LIMIT 1
    ) AS stood
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(suggestions), 0)::integer AS suggestions,
               (array_agg(owner ORDER BY position DESC) FILTER (WHERE owner IS NOT NULL))[1] AS owner
        FROM moved_payment
        WHERE moved_payment.payment_id = ever.payment_id AND moved_payment.position > coalesce(placed_at, 0)
    ) AS care
)

-- name: accounts_then
, ledger_account AS MATERIALIZED (
    SELECT line.currency, line.account, sum(line.amount_minor) AS balance_minor, sum(moved.lines) AS postings
    FROM (
        SELECT currency, debit, credit, sum(amount_minor) AS amount_minor, count(*) AS lines
        FROM moved_ledger
        WHERE NOT EXISTS (SELECT FROM not_begun WHERE not_begun.aggregate_id = moved_ledger.aggregate_id)
        GROUP BY currency, debit, credit
    ) AS moved
    CROSS JOIN LATERAL (VALUES (currency, debit, amount_minor), (currency, credit, -amount_minor))
        AS line (currency, account, amount_minor)
    GROUP BY line.currency, line.account
)

-- name: all_then
-- All cases and payments at once, with all that figures are made of: of each, what was said last.
, case_balance AS MATERIALIZED (
    SELECT its.case_id, its.creditor_id, its.portfolio, its.currency, its.person_id, its.received_at,
           stood.status, stood.outcome, CASE stood.status WHEN 'closed' THEN stood.occurred_at END AS closed_at,
           at_stage.stage, due.due_date, given.team, {each amount: its_sum.$::bigint AS $}
    FROM (
        SELECT case_id, {each amount: sum($) AS $},
               max(position) FILTER (WHERE status IS NOT NULL) AS status_at,
               max(position) FILTER (WHERE stage IS NOT NULL) AS stage_at,
               max(position) FILTER (WHERE due_date IS NOT NULL) AS due_at,
               max(position) FILTER (WHERE has_manager) AS given_at
        FROM moved_case
        GROUP BY case_id
        HAVING bool_or(is_claim)
    ) AS its_sum
    JOIN balances.case_balance AS its USING (case_id)
    JOIN balances.case_movement AS stood ON stood.case_id = its.case_id AND stood.position = status_at
    JOIN balances.case_movement AS at_stage ON at_stage.case_id = its.case_id AND at_stage.position = stage_at
    JOIN balances.case_movement AS due ON due.case_id = its.case_id AND due.position = its_sum.due_at
    LEFT JOIN balances.case_movement AS given ON given.case_id = its.case_id AND given.position = given_at
),
payment AS NOT MATERIALIZED (
    SELECT payment_id, its.currency, its.amount_minor, stood.status, stood.reason, stood.occurred_at AS since
    FROM (
        SELECT payment_id, max(position) FILTER (WHERE status IS NOT NULL) AS position
        FROM moved_payment
        GROUP BY payment_id
        HAVING bool_or(is_receipt)
    ) AS last
    JOIN balances.payment_movement AS stood USING (payment_id, position)
    JOIN balances.payment AS its USING (payment_id)
)
