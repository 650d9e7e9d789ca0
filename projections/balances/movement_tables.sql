-- What each event changed on a case, a payment or the ledger, with its times: how they stood at any time is made of what
-- had come by then. Rows are only ever added, but for `bank_day`. Money counts from the bank's day, and so does what its command
-- did beside; what has no such day counts from when it happened.

CREATE TABLE case_movement (
    case_id             uuid        NOT NULL,
    partition           integer     NOT NULL,
    position            bigint      NOT NULL,
    occurred_at         timestamptz NOT NULL,
    recorded_at         timestamptz NOT NULL,
    bank_day            date,                           -- null: it counts from when it happened
    is_claim            boolean     NOT NULL,           -- the case begins with it
    {each amount: $ bigint NOT NULL},                   -- how much more; below zero: less
    payments            integer     NOT NULL,
    stage               text,                           -- null, as those below: as before
    status              text,                           -- outcome goes with it
    outcome             text,
    due_date            date,
    has_manager         boolean     NOT NULL,           -- it was given to somebody, of `team` where that was told
    team                text,
    PRIMARY KEY (case_id, position)
);

CREATE TABLE payment_movement (
    payment_id          uuid        NOT NULL,
    partition           integer     NOT NULL,
    position            bigint      NOT NULL,
    occurred_at         timestamptz NOT NULL,
    recorded_at         timestamptz NOT NULL,
    bank_day            date,
    is_receipt          boolean     NOT NULL,           -- the payment begins with it
    is_placed           boolean     NOT NULL,           -- its money went somewhere: nobody looks after it from then on
    suggestions         integer     NOT NULL,           -- how many more; below zero: fewer
    goes_back_minor     bigint      NOT NULL,
    status              text,                           -- null: as before; reason goes with it
    reason              text,
    owner               text,                           -- null: as before
    PRIMARY KEY (payment_id, position)
);

-- What each event moved between the ledger's accounts, a line for each pair of postings.
CREATE TABLE ledger_movement (
    aggregate_id        uuid        NOT NULL,
    partition           integer     NOT NULL,
    line                integer     NOT NULL,           -- from 1: an event may move money several times
    position            bigint      NOT NULL,
    occurred_at         timestamptz NOT NULL,
    recorded_at         timestamptz NOT NULL,
    amount_minor        bigint      NOT NULL,           -- out of `credit` into `debit`; below zero: the other way round
    bank_day            date,
    currency            text        NOT NULL,
    debit               text        NOT NULL,
    credit              text        NOT NULL,
    PRIMARY KEY (partition, position, line)
);

-- Which payments ever waited for their case.
CREATE INDEX payment_movement_to_suspense ON payment_movement (payment_id) WHERE status IN ('suspense', 'deducted');
