-- What the remitter remembers: what was sent to the bank, what the bank took without anybody's saying why, and which
-- payments a person took back whose line has not come. Ids are 16 bytes. Of the bank's texts it keeps nothing but message ids of ours.

-- name: tables
CREATE TABLE sent (
    message_id     TEXT    PRIMARY KEY,
    creditor_id    TEXT,             -- of a remittance
    refunded       BLOB,             -- of a refund: the payment
    number         INTEGER NOT NULL,
    currency       TEXT    NOT NULL,
    amount_minor   INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE taken (
    payment_id     BLOB    NOT NULL,
    message_id     TEXT    NOT NULL,
    currency       TEXT    NOT NULL,
    amount_minor   INTEGER NOT NULL,
    event_id       BLOB    NOT NULL,
    correlation_id BLOB    NOT NULL,
    PRIMARY KEY (payment_id, message_id)
) WITHOUT ROWID;
CREATE TABLE taken_back ( -- by a person
    payment_id       BLOB    PRIMARY KEY,
    receiver_account TEXT    NOT NULL,
    currency         TEXT    NOT NULL,
    amount_minor     INTEGER NOT NULL,
    day              TEXT    NOT NULL, -- YYYY-MM-DD
    event_id         BLOB    NOT NULL,
    correlation_id   BLOB    NOT NULL
) WITHOUT ROWID;
CREATE TABLE reversal ( -- a line of the bank
    payment_id       BLOB    PRIMARY KEY,
    receiver_account TEXT    NOT NULL,
    currency         TEXT    NOT NULL,
    amount_minor     INTEGER NOT NULL,
    day              TEXT    NOT NULL
) WITHOUT ROWID;

-- name: remember_sent
INSERT INTO sent (message_id, creditor_id, refunded, number, currency, amount_minor)
VALUES (:message_id, :creditor_id, :refunded, :number, :currency, :amount_minor)
ON CONFLICT DO NOTHING;

-- name: remember_taken
INSERT INTO taken (payment_id, message_id, currency, amount_minor, event_id, correlation_id)
VALUES (:payment_id, :message_id, :currency, :amount_minor, :event_id, :correlation_id)
ON CONFLICT DO NOTHING;

-- name: forget_taken
DELETE FROM taken WHERE payment_id = :payment_id;

-- name: remember_taken_back
INSERT INTO taken_back (payment_id, receiver_account, currency, amount_minor, day, event_id, correlation_id)
VALUES (:payment_id, :receiver_account, :currency, :amount_minor, :day, :event_id, :correlation_id)
ON CONFLICT DO NOTHING;

-- name: forget_taken_back
DELETE FROM taken_back WHERE payment_id = :payment_id;

-- name: remember_reversal
INSERT INTO reversal (payment_id, receiver_account, currency, amount_minor, day)
VALUES (:payment_id, :receiver_account, :currency, :amount_minor, :day)
ON CONFLICT DO NOTHING;

-- name: forget_reversal
DELETE FROM reversal WHERE payment_id = :payment_id;

-- name: found_reversals
-- Of an account and amount, and of about the same time, one line that took money back and one payment that was taken
-- back: with two, nothing tells which is whose.
SELECT max(reversal.payment_id), max(taken_back.payment_id), max(event_id), max(correlation_id)
FROM reversal
JOIN taken_back USING (receiver_account, currency, amount_minor)
WHERE abs(julianday(reversal.day) - julianday(taken_back.day)) <= :days
GROUP BY receiver_account, currency, amount_minor
HAVING count(*) = 1
LIMIT :limit;

-- name: found
SELECT taken.payment_id, sent.creditor_id, sent.refunded, sent.number, taken.event_id, taken.correlation_id
FROM taken
JOIN sent USING (message_id, currency, amount_minor)
ORDER BY taken.payment_id
LIMIT :limit;
