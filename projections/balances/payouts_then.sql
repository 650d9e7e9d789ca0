-- How refunds, remittances, what they are of, differences to the bank, and what is to be approved stood: behind `had_come` (`status.sql`).

-- name: refunds_then
, refund AS MATERIALIZED (
    SELECT its.payment_id, its.number, its.currency, its.amount_minor, its.reason, its.case_id, its.proposed_by,
           its.proposed_at, stood.status, stood.since
    FROM balances.refund AS its
    CROSS JOIN LATERAL (
        SELECT (array_agg(status ORDER BY position DESC))[1] AS status,
               (array_agg(occurred_at ORDER BY position DESC))[1] AS since
        FROM moved_refund
        WHERE moved_refund.payment_id = its.payment_id AND moved_refund.number = its.number
        HAVING bool_or(begins)
    ) AS stood
    WHERE NOT EXISTS (SELECT FROM not_begun WHERE not_begun.aggregate_id = its.payment_id)
)

-- name: remittances_then
, remittance AS MATERIALIZED (
    SELECT its.creditor_id, its.number, its.currency, stood.status, its.lines, its.total_minor, its.payable_minor,
           stood.iban, its.prepared_by, its.partitions, its.afters, its.throughs, its.to_agency, its.prepared_at,
           stood.since, its.send_until, stood.sent_at
    FROM balances.remittance AS its
    CROSS JOIN LATERAL (
        SELECT (array_agg(status ORDER BY position DESC))[1] AS status,
               (array_agg(iban ORDER BY position DESC) FILTER (WHERE iban IS NOT NULL))[1] AS iban,
               (array_agg(occurred_at ORDER BY position DESC))[1] AS since,
               (array_agg(occurred_at ORDER BY position) FILTER (WHERE status = 'sent'))[1] AS sent_at
        FROM moved_remittance
        WHERE moved_remittance.creditor_id = its.creditor_id AND moved_remittance.number = its.number
        HAVING bool_or(begins)
    ) AS stood
)

-- name: collected_then
, collected AS NOT MATERIALIZED (
    SELECT line.*
    FROM balances.collected AS line
    JOIN moved_case USING (case_id, position)
    WHERE NOT EXISTS (SELECT FROM not_begun WHERE not_begun.aggregate_id = line.case_id)
)

-- name: differences_then
, bank_difference AS MATERIALIZED (
    SELECT its.account_id, its.number, its.receiver_account, its.currency, figures.first_date, its.day, figures.reports,
           figures.previous_closing_minor, figures.opening_minor, figures.closing_minor, figures.bank_minor,
           figures.ledger_minor, stood.status, stood.owner, stood.reason, its.found_at, stood.since
    FROM balances.bank_difference AS its
    CROSS JOIN LATERAL (
        SELECT (array_agg(status ORDER BY position DESC) FILTER (WHERE status IS NOT NULL))[1] AS status,
               (array_agg(occurred_at ORDER BY position DESC) FILTER (WHERE status IS NOT NULL))[1] AS since,
               (array_agg(owner ORDER BY position DESC) FILTER (WHERE sets_owner))[1] AS owner,
               (array_agg(reason ORDER BY position DESC) FILTER (WHERE reason IS NOT NULL))[1] AS reason,
               max(position) FILTER (WHERE bank_minor IS NOT NULL) AS figures_at
        FROM moved_difference
        WHERE moved_difference.account_id = its.account_id AND moved_difference.number = its.number
        HAVING bool_or(begins)
    ) AS stood
    JOIN balances.difference_movement AS figures
      ON figures.account_id = its.account_id AND figures.number = its.number AND figures.position = stood.figures_at
)

-- name: approvals_then
, approval AS MATERIALIZED (
    SELECT its.aggregate_id, its.kind, its.which, its.aggregate_kind, its.currency, its.amount_minor, its.creditor_id,
           its.lapses_at, asked.reason, asked.actor_id AS asked_by, asked.occurred_at AS asked_at,
           coalesce(yes.approved_by, '{}') AS approved_by,
           CASE WHEN over_at > status_at AND last.status IN ('waits', 'prepared') THEN 'over' ELSE last.status END AS status
    FROM (
        SELECT aggregate_id, kind, which,
               max(position) FILTER (WHERE begins) AS asked_at,
               max(position) FILTER (WHERE resets) AS reset_at,
               max(position) FILTER (WHERE status IS NOT NULL) AS status_at,
               max(position) FILTER (WHERE status IS NULL) AS over_at
        FROM moved_approval
        GROUP BY aggregate_id, kind, which
        HAVING bool_or(begins)
    ) AS said
    JOIN balances.approval AS its USING (aggregate_id, kind, which)
    JOIN balances.approval_movement AS asked USING (aggregate_id, kind, which)
    JOIN balances.approval_movement AS last USING (aggregate_id, kind, which)
    CROSS JOIN LATERAL (
        SELECT array_agg(actor_id ORDER BY position) AS approved_by
        FROM moved_approval AS one
        WHERE (one.aggregate_id, one.kind, one.which) = (its.aggregate_id, its.kind, its.which)
          AND one.says_yes AND one.position > said.reset_at
    ) AS yes
    WHERE asked.position = said.asked_at AND last.position = said.status_at
      AND NOT EXISTS (SELECT FROM not_begun WHERE not_begun.aggregate_id = its.aggregate_id)
)
