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

-- What became of a refund, of a remittance and of a difference to the bank, by the events that said so.
CREATE TABLE refund_movement (
    payment_id          uuid        NOT NULL,
    number              integer     NOT NULL,
    partition           integer     NOT NULL,
    position            bigint      NOT NULL,
    occurred_at         timestamptz NOT NULL,
    recorded_at         timestamptz NOT NULL,
    bank_day            date,
    begins              boolean     NOT NULL,           -- it was proposed
    status              text        NOT NULL,
    PRIMARY KEY (payment_id, number, position)
);

CREATE TABLE remittance_movement (
    creditor_id         text        NOT NULL,
    number              integer     NOT NULL,
    partition           integer     NOT NULL,
    position            bigint      NOT NULL,
    occurred_at         timestamptz NOT NULL,
    recorded_at         timestamptz NOT NULL,
    bank_day            date,
    begins              boolean     NOT NULL,           -- it was prepared
    status              text        NOT NULL,
    iban                text,                           -- null: as before
    PRIMARY KEY (creditor_id, number, position)
);

CREATE TABLE difference_movement (
    account_id          uuid        NOT NULL,
    number              integer     NOT NULL,
    partition           integer     NOT NULL,
    position            bigint      NOT NULL,
    occurred_at         timestamptz NOT NULL,
    recorded_at         timestamptz NOT NULL,
    bank_day            date,
    begins              boolean     NOT NULL,           -- it was found
    status              text,                           -- null, as those below: as before
    sets_owner          boolean     NOT NULL,
    owner               text,
    reason              text,
    first_date          date,                           -- with the figures
    reports             bigint,
    previous_closing_minor bigint,
    opening_minor       bigint,
    closing_minor       bigint,
    bank_minor          bigint,
    ledger_minor        bigint,
    PRIMARY KEY (account_id, number, position)
);

-- What became of what somebody asked others to approve, by the events that said so, and those after which nobody need
-- decide any more whatever had been said.
CREATE TABLE approval_movement (
    aggregate_id        uuid        NOT NULL,
    kind                text        NOT NULL,
    which               text        NOT NULL,
    partition           integer     NOT NULL,
    position            bigint      NOT NULL,
    occurred_at         timestamptz NOT NULL,
    recorded_at         timestamptz NOT NULL,
    bank_day            date,
    status              text,                           -- null: it is over, if it was open
    begins              boolean     NOT NULL,           -- it was asked for, by `actor_id` and for this reason
    resets              boolean     NOT NULL,           -- who said yes before counts no more
    says_yes            boolean     NOT NULL,
    actor_id            text        NOT NULL,
    reason              text,
    PRIMARY KEY (aggregate_id, kind, which, position)
);
