-- What the reconciler remembers: what the bank told of each account, what the ledger moved on it day by day, and what is
-- on record of its days. Ids are 16 bytes, days are written as YYYY-MM-DD, times are microseconds since 1970-01-01, UTC.

-- name: tables
CREATE TABLE report (
    deposit_id       BLOB    NOT NULL PRIMARY KEY,
    receiver_account TEXT    NOT NULL,
    currency         TEXT    NOT NULL,
    kind             TEXT    NOT NULL,
    serial           TEXT    NOT NULL,
    first_date       TEXT    NOT NULL,
    day              TEXT    NOT NULL,
    amount_minor     INTEGER NOT NULL,
    opening_minor    INTEGER,
    closing_minor    INTEGER
) WITHOUT ROWID;
CREATE INDEX report_of_account ON report (receiver_account, currency);
CREATE TABLE moved (
    receiver_account TEXT    NOT NULL,
    currency         TEXT    NOT NULL,
    day              TEXT    NOT NULL,
    amount_minor     INTEGER NOT NULL,
    PRIMARY KEY (receiver_account, currency, day)
) WITHOUT ROWID;
CREATE TABLE account (
    receiver_account TEXT    NOT NULL,
    currency         TEXT    NOT NULL,
    event_id         BLOB    NOT NULL, -- of the last event that was about it
    is_to_judge      INTEGER NOT NULL,
    quiet_since      INTEGER,          -- since when nothing more has come; null: not seen at rest yet
    PRIMARY KEY (receiver_account, currency)
) WITHOUT ROWID;
CREATE TABLE judged (
    receiver_account TEXT    NOT NULL,
    currency         TEXT    NOT NULL,
    day              TEXT    NOT NULL,
    on_record        TEXT,             -- what was said of it last, null: nothing
    asked            TEXT,             -- what a writer was asked to put on record since
    PRIMARY KEY (receiver_account, currency, day)
) WITHOUT ROWID;
CREATE TABLE open_difference (
    receiver_account TEXT    NOT NULL,
    number           INTEGER NOT NULL,
    account_id       BLOB    NOT NULL,
    PRIMARY KEY (account_id, number)
) WITHOUT ROWID;

-- name: remember_report
INSERT INTO report (
    deposit_id, receiver_account, currency, kind, serial, first_date, day, amount_minor, opening_minor, closing_minor)
VALUES (
    :deposit_id, :receiver_account, :currency, :kind, :serial, :first_date, :day, :amount_minor, :opening_minor,
    :closing_minor)
ON CONFLICT DO NOTHING;

-- name: move
INSERT INTO moved (receiver_account, currency, day, amount_minor)
VALUES (:receiver_account, :currency, :day, :amount_minor)
ON CONFLICT DO UPDATE SET amount_minor = amount_minor + excluded.amount_minor;

-- name: touch
INSERT INTO account (receiver_account, currency, event_id, is_to_judge, quiet_since)
VALUES (:receiver_account, :currency, :event_id, 1, NULL)
ON CONFLICT DO UPDATE SET event_id = excluded.event_id, is_to_judge = 1, quiet_since = NULL;

-- name: on_record
INSERT INTO judged (receiver_account, currency, day, on_record, asked)
VALUES (:receiver_account, :currency, :day, :said, NULL)
ON CONFLICT DO UPDATE SET on_record = excluded.on_record, asked = NULL;

-- name: asked
INSERT INTO judged (receiver_account, currency, day, on_record, asked)
VALUES (:receiver_account, :currency, :day, NULL, :said)
ON CONFLICT DO UPDATE SET asked = excluded.asked;

-- name: rest
UPDATE account SET quiet_since = :now WHERE is_to_judge AND (quiet_since IS NULL OR quiet_since > :now);

-- name: to_judge
SELECT receiver_account, currency, event_id
FROM account
WHERE is_to_judge AND quiet_since <= :quiet_before
ORDER BY receiver_account, currency
LIMIT :limit;

-- name: done
UPDATE account SET is_to_judge = 0 WHERE receiver_account = :receiver_account AND currency = :currency;

-- name: reports
SELECT kind, serial, first_date, day, amount_minor, opening_minor, closing_minor
FROM report
WHERE receiver_account = :receiver_account AND currency = :currency;

-- name: moved
SELECT day, amount_minor FROM moved WHERE receiver_account = :receiver_account AND currency = :currency;

-- name: judged
SELECT day, on_record, asked FROM judged WHERE receiver_account = :receiver_account AND currency = :currency;

-- name: open
INSERT INTO open_difference (receiver_account, number, account_id) VALUES (:receiver_account, :number, :account_id)
ON CONFLICT DO NOTHING;

-- name: close
DELETE FROM open_difference WHERE account_id = :account_id AND number = :number;

-- name: count_open
SELECT count(*) FROM open_difference;
