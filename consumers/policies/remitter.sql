-- What the remitter remembers: what was sent to the bank, and what the bank took without anybody's saying why. Ids are
-- 16 bytes. Of the bank's texts it keeps nothing but message ids of ours.

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

-- name: found
SELECT taken.payment_id, sent.creditor_id, sent.refunded, sent.number, taken.event_id, taken.correlation_id
FROM taken
JOIN sent USING (message_id, currency, amount_minor)
ORDER BY taken.payment_id
LIMIT :limit;
