-- What the matcher remembers: the cases by their payment reference, and the payments that have not found theirs.
-- Ids are 16 bytes, amounts minor units, references as reference_key gives them. No name of a person stands here.

-- name: tables
CREATE TABLE cases (
    case_id      BLOB    PRIMARY KEY,
    reference    TEXT    NOT NULL,
    -- The creditor's own number of it, in the same form.
    also_known_as TEXT   NOT NULL,
    creditor     TEXT    NOT NULL,
    currency     TEXT    NOT NULL,
    due_date     TEXT    NOT NULL,
    owed_minor   INTEGER NOT NULL,
    paid_minor   INTEGER NOT NULL DEFAULT 0,
    is_open      INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX cases_by_reference ON cases (reference);
CREATE INDEX cases_by_other_name ON cases (also_known_as);

-- The reference of a plan over several cases: by each instalment's day, what will have been paid on its case in all.
CREATE TABLE plan_parts (
    reference    TEXT    NOT NULL,
    case_id      BLOB    NOT NULL,
    ordinal      INTEGER NOT NULL,
    due_date     TEXT    NOT NULL,
    target_minor INTEGER NOT NULL,
    PRIMARY KEY (reference, case_id, ordinal)
) WITHOUT ROWID;

-- A payment from the day it is received until it is matched or reversed.
CREATE TABLE payments (
    payment_id       BLOB    PRIMARY KEY,
    -- The payer, whoever it is.
    person_id        BLOB    NOT NULL,
    receiver_account TEXT    NOT NULL,
    -- A digest of the account that it came from; null when the bank did not say.
    payer_account    BLOB,
    currency         TEXT    NOT NULL,
    amount_minor     INTEGER NOT NULL,
    in_suspense      INTEGER NOT NULL DEFAULT 0,
    -- The event because of which it must be looked at (again); null when it just waits.
    look_because_of  BLOB,
    correlation_id   BLOB    NOT NULL
) WITHOUT ROWID;
CREATE INDEX payments_to_look_at ON payments (payment_id) WHERE look_because_of IS NOT NULL;
CREATE INDEX payments_by_person ON payments (person_id);

CREATE TABLE payment_references (
    payment_id   BLOB    NOT NULL,
    ordinal      INTEGER NOT NULL,
    reference    TEXT    NOT NULL,
    amount_minor INTEGER NOT NULL,
    PRIMARY KEY (payment_id, ordinal)
) WITHOUT ROWID;
CREATE INDEX payments_by_reference ON payment_references (reference);

-- Words of a payer's message that may name a case, from the day of the payment until they have been looked at once.
CREATE TABLE words (
    payment_id BLOB NOT NULL,
    word       TEXT NOT NULL,
    PRIMARY KEY (payment_id, word)
) WITHOUT ROWID;

-- For which cases money from an account was, as a digest, and whose account it is.
CREATE TABLE accounts_of_cases (
    payer_account BLOB NOT NULL,
    case_id       BLOB NOT NULL,
    person_id     BLOB NOT NULL,
    PRIMARY KEY (payer_account, case_id)
) WITHOUT ROWID;
CREATE INDEX accounts_of_cases_by_person ON accounts_of_cases (person_id);

-- Money on its way to a case. `asked`: we asked to match it, and have not seen the answer. `matched`: matched and
-- not allocated yet; below zero when the allocation was read before the match, from another partition.
CREATE TABLE on_its_way (
    case_id       BLOB    NOT NULL,
    payment_id    BLOB    NOT NULL,
    asked_minor   INTEGER NOT NULL DEFAULT 0,
    matched_minor INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (case_id, payment_id)
) WITHOUT ROWID;
CREATE INDEX on_its_way_by_payment ON on_its_way (payment_id);

-- What follows by itself is done by triggers: each statement lets other threads run, and then waits for its turn again.
CREATE TRIGGER arrived AFTER UPDATE ON on_its_way WHEN NEW.asked_minor = 0 AND NEW.matched_minor = 0
BEGIN
    DELETE FROM on_its_way WHERE case_id = NEW.case_id AND payment_id = NEW.payment_id;
END;

-- It is no longer ours to place, and what was asked for it has been answered.
CREATE TRIGGER forgotten AFTER DELETE ON payments
BEGIN
    DELETE FROM payment_references WHERE payment_id = OLD.payment_id;
    DELETE FROM words WHERE payment_id = OLD.payment_id;
    UPDATE on_its_way SET asked_minor = 0 WHERE payment_id = OLD.payment_id;
END;

-- What a case owes beyond the money that is on its way to it, and what has been paid on it with that money.
CREATE VIEW cases_now AS
SELECT *, max(0, owed_minor - coming_minor) AS owed_now_minor, paid_minor + coming_minor AS paid_now_minor
FROM (
    SELECT *, (
        SELECT coalesce(sum(asked_minor + max(0, matched_minor)), 0)
        FROM on_its_way WHERE on_its_way.case_id = cases.case_id
    ) AS coming_minor
    FROM cases
);

-- name: add_case
INSERT INTO cases (case_id, reference, also_known_as, creditor, currency, due_date, owed_minor, is_open)
VALUES (:case_id, :reference, :also_known_as, :creditor, :currency, :due_date, :owed_minor, 1)
ON CONFLICT DO NOTHING;

-- name: change_owed
-- As many rows as there are cases. Of one that ended, what it owed before counts no more.
UPDATE cases SET
    is_open = is_open AND NOT given.column4,
    owed_minor = CASE WHEN given.column4 THEN 0 ELSE owed_minor END + given.column2,
    paid_minor = paid_minor + given.column3
FROM (VALUES (?, ?, ?, ?)) AS given
WHERE case_id = given.column1;

-- name: add_plan_part
INSERT INTO plan_parts (reference, case_id, ordinal, due_date, target_minor)
VALUES (:reference, :case_id, :ordinal, :due_date, :target_minor)
ON CONFLICT DO NOTHING;

-- name: forget_plan_part
DELETE FROM plan_parts WHERE reference = :reference AND case_id = :case_id;

-- name: plan_parts
SELECT case_id, due_date, target_minor FROM plan_parts WHERE reference = :reference;

-- name: plan_references
-- Of the payments that are to be looked at, the references that plans over several cases have.
SELECT DISTINCT reference FROM plan_parts WHERE reference IN (
    SELECT reference FROM payment_references WHERE payment_id IN (
        SELECT payment_id FROM payments WHERE look_because_of IS NOT NULL ORDER BY payment_id LIMIT :limit
    )
);

-- name: look_again_at_payments_with
UPDATE payments SET look_because_of = :event_id
WHERE in_suspense AND payment_id IN (SELECT payment_id FROM payment_references WHERE reference = :reference);

-- name: amend_due_date
UPDATE cases SET due_date = :due_date WHERE case_id = :case_id;

-- name: reopen_case
UPDATE cases SET is_open = 1 WHERE case_id = :case_id;

-- name: add_payment
INSERT INTO payments (
    payment_id, person_id, receiver_account, payer_account, currency, amount_minor, look_because_of, correlation_id)
VALUES (
    :payment_id, :person_id, :receiver_account, :payer_account, :currency, :amount_minor, :event_id, :correlation_id)
ON CONFLICT DO NOTHING;

-- name: add_reference
INSERT INTO payment_references (payment_id, ordinal, reference, amount_minor)
VALUES (:payment_id, :ordinal, :reference, :amount_minor)
ON CONFLICT DO NOTHING;

-- name: add_word
INSERT INTO words (payment_id, word) VALUES (:payment_id, :word) ON CONFLICT DO NOTHING;

-- name: forget_words
DELETE FROM words WHERE payment_id = :payment_id;

-- name: forget_words_of_person
DELETE FROM words WHERE payment_id IN (SELECT payment_id FROM payments WHERE person_id = :person_id);

-- name: forget_accounts_of_person
DELETE FROM accounts_of_cases WHERE person_id = :person_id;

-- name: forget_account_of_person
UPDATE payments SET payer_account = NULL WHERE person_id = :person_id;

-- name: account_paid_case
-- As many rows as there are portions.
INSERT INTO accounts_of_cases (payer_account, case_id, person_id)
SELECT payer_account, given.column2, person_id
FROM (VALUES (?, ?)) AS given
JOIN payments ON payment_id = given.column1
WHERE payer_account IS NOT NULL
ON CONFLICT DO NOTHING;

-- name: forget_payment
DELETE FROM payments WHERE payment_id IN (?);

-- name: forget_references_of_person
DELETE FROM payment_references
WHERE payment_id IN (SELECT payment_id FROM payments WHERE person_id = :person_id);

-- name: in_suspense
-- It stands in suspense. Look again: the claim it waits for may have been read before this.
UPDATE payments SET in_suspense = 1, look_because_of = :event_id WHERE payment_id = :payment_id;

-- name: held
-- Nobody places it before it is released; then it is in suspense as before.
UPDATE payments SET in_suspense = 0, look_because_of = NULL WHERE payment_id = :payment_id;

-- name: not_asked
-- What we asked for it is refused, or was answered.
UPDATE on_its_way SET asked_minor = 0 WHERE payment_id = :payment_id;

-- name: look_again_at_payments_for
UPDATE payments SET look_because_of = :event_id
WHERE in_suspense AND payment_id IN (
    SELECT payment_id FROM payment_references
    WHERE reference = (SELECT reference FROM cases WHERE case_id = :case_id)
);

-- name: to_look_at
SELECT payment_id, receiver_account, currency, amount_minor, in_suspense, look_because_of, correlation_id
FROM payments WHERE look_because_of IS NOT NULL ORDER BY payment_id LIMIT :limit;

-- name: looked_at
-- The same payments.
UPDATE payments SET look_because_of = NULL WHERE payment_id IN (
    SELECT payment_id FROM payments WHERE look_because_of IS NOT NULL ORDER BY payment_id LIMIT :limit
);

-- name: references_to_look_at
-- Those of the same payments.
SELECT payment_id, reference, amount_minor FROM payment_references
WHERE payment_id IN (
    SELECT payment_id FROM payments WHERE look_because_of IS NOT NULL ORDER BY payment_id LIMIT :limit
)
ORDER BY payment_id, ordinal;

-- name: cases_with
-- Those that carry a reference, and those of a plan that has it.
SELECT case_id, creditor, currency, due_date, is_open, owed_now_minor, paid_now_minor
FROM cases_now
WHERE reference = :reference OR case_id IN (SELECT case_id FROM plan_parts WHERE reference = :reference)
ORDER BY case_id;

-- name: cases_with_each
-- The same for many references that no plan has.
SELECT case_id, creditor, currency, due_date, is_open, owed_now_minor, paid_now_minor, reference
FROM cases_now WHERE reference IN (?) ORDER BY case_id;

-- name: cases_with_any
SELECT case_id, creditor, currency, due_date, is_open, owed_now_minor, paid_now_minor
FROM cases_now WHERE reference IN (SELECT value FROM json_each(:references)) ORDER BY case_id;

-- name: cases_named
-- By a word of the payer's message, or by a reference that is the creditor's own number.
WITH said AS (
    SELECT word FROM words WHERE payment_id = :payment_id
    UNION SELECT reference FROM payment_references WHERE payment_id = :payment_id
)
SELECT case_id, creditor, currency, due_date, is_open, owed_now_minor, paid_now_minor
FROM cases_now
WHERE case_id IN (
    SELECT case_id FROM said JOIN cases ON cases.reference = said.word
    UNION SELECT case_id FROM said JOIN cases ON cases.also_known_as = said.word
)
ORDER BY case_id;

-- name: cases_paid_before
SELECT case_id, creditor, currency, due_date, is_open, owed_now_minor, paid_now_minor
FROM cases_now
WHERE case_id IN (
    SELECT accounts_of_cases.case_id
    FROM payments JOIN accounts_of_cases USING (payer_account)
    WHERE payment_id = :payment_id
)
ORDER BY case_id;

-- name: asked
-- As many rows as there are portions.
INSERT INTO on_its_way (case_id, payment_id, asked_minor) VALUES (?, ?, ?)
ON CONFLICT (case_id, payment_id) DO UPDATE SET asked_minor = excluded.asked_minor;

-- name: matched
-- As many rows as there are portions.
INSERT INTO on_its_way (case_id, payment_id, matched_minor) VALUES (?, ?, ?)
ON CONFLICT (case_id, payment_id) DO UPDATE SET matched_minor = matched_minor + excluded.matched_minor;

-- name: not_on_its_way
-- The match was undone: whatever of it has not arrived will not.
DELETE FROM on_its_way WHERE payment_id = :payment_id AND case_id = :case_id;
