-- What waits for a second person: read, changed and put back, and what can be asked of it.

-- name: stored
SELECT aggregate_id, kind, which, partition, aggregate_kind, status, currency, amount_minor, reason, creditor_id,
       asked_by, asked_at, approved_by, lapses_at, since
FROM approval
WHERE aggregate_id = ANY (%(ids)s);

-- name: put
INSERT INTO approval AS held (
    aggregate_id, kind, which, partition, aggregate_kind, status, currency, amount_minor, reason, creditor_id,
    asked_by, asked_at, approved_by, lapses_at, since)
VALUES %s
ON CONFLICT (aggregate_id, kind, which) DO UPDATE
SET status = excluded.status, approved_by = excluded.approved_by, since = excluded.since,
    asked_by = excluded.asked_by, asked_at = excluded.asked_at, reason = excluded.reason;

-- name: move
INSERT INTO approval_movement (
    aggregate_id, kind, which, partition, position, occurred_at, recorded_at, bank_day, status, begins, resets,
    says_yes, actor_id, reason)
VALUES %s;

-- name: open
-- Behind how things stand or stood (`status.sql`).
SELECT held.kind, held.which, held.aggregate_kind, held.aggregate_id, held.currency, held.amount_minor, held.reason,
       coalesce(held.creditor_id, of_case.creditor_id), of_case.creditor_reference, held.asked_by, held.asked_at,
       held.approved_by, held.lapses_at, %(at)s - held.asked_at
FROM approval AS held
LEFT JOIN balances.case_balance AS of_case ON of_case.case_id = held.aggregate_id
WHERE held.status = 'waits'
  AND (held.lapses_at IS NULL OR held.lapses_at > %(at)s)
  AND (%(kind)s::text IS NULL OR held.kind = %(kind)s)
  AND (%(decided_by)s::text IS NULL OR (held.asked_by <> %(decided_by)s AND %(decided_by)s <> ALL (held.approved_by)))
  AND (%(creditor_id)s::text IS NULL OR of_case.creditor_id = %(creditor_id)s)
  AND (%(portfolio)s::text IS NULL OR of_case.portfolio = %(portfolio)s);

-- name: longest_first
-- Follows `open`.
  AND (%(after_at)s::timestamptz IS NULL
       OR (held.asked_at, held.aggregate_id, held.kind, held.which)
          > (%(after_at)s, %(after_id)s::uuid, %(after_kind)s, %(after_which)s))
ORDER BY held.asked_at, held.aggregate_id, held.kind, held.which
LIMIT %(limit)s;

-- name: newest_first
-- Follows `open`.
  AND (%(after_at)s::timestamptz IS NULL
       OR (held.asked_at, held.aggregate_id, held.kind, held.which)
          < (%(after_at)s, %(after_id)s::uuid, %(after_kind)s, %(after_which)s))
ORDER BY held.asked_at DESC, held.aggregate_id DESC, held.kind DESC, held.which DESC
LIMIT %(limit)s;
