-- What the deadline clock remembers: the deadlines that run. Times are microseconds since 1970-01-01, UTC.

-- name: tables
CREATE TABLE running (
    case_id        BLOB    NOT NULL,
    deadline       INTEGER NOT NULL,
    grace_until    INTEGER NOT NULL,
    set_by         BLOB    NOT NULL, -- the id of the event that made it run
    correlation_id BLOB    NOT NULL,
    sent_at        INTEGER,          -- when a writer was last asked to mark it missed
    PRIMARY KEY (case_id, deadline)
) WITHOUT ROWID;
CREATE INDEX running_by_grace ON running (grace_until);

-- name: begin
INSERT INTO running (case_id, deadline, grace_until, set_by, correlation_id)
VALUES (:case_id, :deadline, :grace_until, :set_by, :correlation_id)
ON CONFLICT DO NOTHING;

-- name: end_one
DELETE FROM running WHERE case_id = :case_id AND deadline = :deadline;

-- name: end_all
DELETE FROM running WHERE case_id = :case_id;

-- name: due
-- Not asked for yet, or asked for so long ago, or in a future that the clock has left, that an answer is missing.
SELECT case_id, deadline, grace_until, set_by, correlation_id
FROM running
WHERE grace_until <= :now AND (sent_at IS NULL OR sent_at <= :unanswered_before OR sent_at > :now)
ORDER BY grace_until, case_id, deadline
LIMIT :limit;

-- name: sent
UPDATE running SET sent_at = :now WHERE case_id = :case_id AND deadline = :deadline;

-- name: count_running
SELECT count(*) FROM running;

-- name: count_due
SELECT count(*) FROM running WHERE grace_until <= :now;
