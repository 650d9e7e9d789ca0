-- What each case, portfolio, payment and account of the ledger stands at. Amounts are minor units of `currency`.
-- Every table that cases of several partitions share has the partition in its key, so that projectors of different
-- partitions never wait for each other; queries add the partitions up.

CREATE TABLE case_balance (
    case_id             uuid        PRIMARY KEY,
    partition           integer     NOT NULL,
    creditor_id         text        NOT NULL,
    creditor_reference  text        NOT NULL,
    portfolio           text        NOT NULL,
    jurisdiction        text        NOT NULL,
    currency            text        NOT NULL,
    payment_reference   text        NOT NULL,
    creditor_reference_key text     NOT NULL,           -- both references in the forms in which they are compared
    payment_reference_key text      NOT NULL,           -- empty: it refers to nothing
    person_id           uuid        NOT NULL,           -- whose debt it is
    due_date            date        NOT NULL,           -- when the creditor's claim fell due
    stage               text        NOT NULL,           -- how far it has come: domain/case/stages/state.py
    status              text        NOT NULL CHECK (status IN ('open', 'closed')),
    outcome             text,                           -- how it was closed, while it is
    team                text,                           -- in which its case manager works; null: not told
    {each amount: $ bigint NOT NULL CHECK ($ >= 0)},
    payments            integer     NOT NULL CHECK (payments >= 0),         -- allocations that stand
    received_at         timestamptz NOT NULL,
    closed_at           timestamptz,
    position            bigint      NOT NULL,           -- of the last event that changed this row
    CONSTRAINT nothing_is_lost CHECK (
        claimed_minor + added_minor = principal_minor + interest_minor + fees_minor + court_costs_minor
                        + collected_minor + paid_to_creditor_minor + written_off_minor)
);

-- A case by what people call it. Not unique: two creditors may use one reference, and two debtors one of their own.
CREATE INDEX case_balance_creditor_reference ON case_balance (creditor_reference_key);
CREATE INDEX case_balance_payment_reference ON case_balance (payment_reference_key) WHERE payment_reference_key <> '';

CREATE TABLE creditor (
    creditor_id         text        PRIMARY KEY,
    partition           integer     NOT NULL,
    name                text        NOT NULL,           -- what it is called now
    former_names        text[]      NOT NULL DEFAULT '{}',  -- and was called before, the last ones last
    org_number          text,
    jurisdiction        text        NOT NULL,
    registered_at       timestamptz NOT NULL,
    iban                text,                           -- to which account it is paid out
    position            bigint      NOT NULL
);

CREATE TABLE contract_terms (
    creditor_id         text        NOT NULL REFERENCES creditor,
    valid_from          date        NOT NULL,           -- they hold until the next ones do
    commission_basis_points integer NOT NULL,
    vat_basis_points    integer     NOT NULL,
    remittance          text        NOT NULL,
    fees_go_to          text        NOT NULL,
    commission_is       text        NOT NULL,           -- withheld or invoiced
    product             text,                           -- what its claims are from, where they do not say it
    creditor_vat        text,                           -- whether it deducts the VAT on the agency's fees
    PRIMARY KEY (creditor_id, valid_from)
);

-- What was collected, a line for each event that did: what a remittance adds up, by the places of its lines in the log.
CREATE TABLE collected (
    partition           integer     NOT NULL,
    position            bigint      NOT NULL,
    is_direct           boolean     NOT NULL,           -- paid to the creditor, and not to us
    creditor_id         text        NOT NULL,
    currency            text        NOT NULL,
    case_id             uuid        NOT NULL,
    value_date          date        NOT NULL,           -- by which the creditor's terms are found
    principal_minor     bigint      NOT NULL,           -- below zero: taken back
    interest_minor      bigint      NOT NULL,
    fees_minor          bigint      NOT NULL,
    court_costs_minor   bigint      NOT NULL,
    payment_id          uuid,                           -- of which payment, where it is one's
    PRIMARY KEY (creditor_id, currency, partition, position, is_direct)
);

CREATE INDEX collected_of_payment ON collected (payment_id) WHERE payment_id IS NOT NULL;

-- Of which lines a remittance is: in partition `partitions[n]`, those behind `afters[n]` up to `throughs[n]` itself.
CREATE TABLE remittance (
    creditor_id         text        NOT NULL REFERENCES creditor,
    number              integer     NOT NULL,
    currency            text        NOT NULL,
    status              text        NOT NULL,           -- domain/creditor/remittance/state.py
    lines               bigint      NOT NULL,
    total_minor         bigint      NOT NULL,           -- what was ours to pay out
    payable_minor       bigint      NOT NULL CHECK (payable_minor <> 0), -- below zero: a loss
    iban                text        NOT NULL,
    prepared_by         text        NOT NULL,
    partitions          integer[]   NOT NULL,
    afters              bigint[]    NOT NULL,
    throughs            bigint[]    NOT NULL,
    to_agency           boolean     NOT NULL,           -- its own share, and of no lines
    prepared_at         timestamptz NOT NULL,
    since               timestamptz NOT NULL,           -- when it came to stand like this
    send_until          timestamptz,                    -- the first instant that is too late to send it; null: none is
    sent_at             timestamptz,                    -- when it was first sent
    PRIMARY KEY (creditor_id, number)
);

CREATE TABLE portfolio_balance (
    partition           integer     NOT NULL,
    creditor_id         text        NOT NULL,
    portfolio           text        NOT NULL,
    currency            text        NOT NULL,
    cases               bigint      NOT NULL,
    open_cases          bigint      NOT NULL,
    {each amount: $ numeric NOT NULL},
    payments            bigint      NOT NULL,
    PRIMARY KEY (creditor_id, portfolio, currency, partition)
);

CREATE TABLE payment (
    payment_id          uuid        PRIMARY KEY,
    partition           integer     NOT NULL,
    currency            text        NOT NULL,
    amount_minor        bigint      NOT NULL,
    goes_back_minor     bigint      NOT NULL DEFAULT 0 CHECK (goes_back_minor BETWEEN 0 AND amount_minor), -- to who paid
    value_date          date        NOT NULL,
    source              text        NOT NULL,           -- file format, file and line
    status              text        NOT NULL CHECK (status IN ('received', 'suspense', 'matched', 'reversed', 'deducted',
                                                               'explained', 'refund')),
    reason              text,                           -- why in suspense, how matched, why reversed
    since               timestamptz NOT NULL,           -- when it came to stand there
    owner               text,                           -- who looks after it while it is in suspense
    suggestions         integer     NOT NULL DEFAULT 0, -- of cases that it may be for, which wait for a decision
    receiver_account    text        NOT NULL,
    booked_date         date        NOT NULL,           -- by the bank; where nobody said, the value date
    bank_file_id        uuid,                           -- in which file and deposit it was first read, and where
    deposit_id          uuid,
    line_number         bigint      NOT NULL,
    is_deduction        boolean     NOT NULL,           -- the bank took it: it left the account
    case_ids            uuid[]      NOT NULL DEFAULT '{}',  -- for which it is, while it is matched
    received_at         timestamptz NOT NULL,
    position            bigint      NOT NULL
);

CREATE INDEX payment_on_account ON payment (receiver_account, booked_date);

CREATE INDEX payment_in_suspense ON payment (since) WHERE status IN ('suspense', 'deducted');

CREATE TABLE refund (
    payment_id          uuid        NOT NULL,
    number              integer     NOT NULL,
    partition           integer     NOT NULL,
    currency            text        NOT NULL,
    amount_minor        bigint      NOT NULL CHECK (amount_minor > 0),
    reason              text        NOT NULL,
    case_id             uuid,                           -- on which it was overpaid; null: it stood with the payment
    status              text        NOT NULL,           -- domain/payment/refund/state.py
    proposed_by         text        NOT NULL,
    proposed_at         timestamptz NOT NULL,
    since               timestamptz NOT NULL,           -- when it came to stand like this
    PRIMARY KEY (payment_id, number)
);

-- What somebody asked others to approve, and how that stands.
CREATE TABLE approval (
    aggregate_id        uuid        NOT NULL,
    kind                text        NOT NULL,           -- what is asked for: closure, refund, match and the like
    which               text        NOT NULL,           -- of several on one aggregate: its number, or a period's name
    partition           integer     NOT NULL,
    aggregate_kind      text        NOT NULL,
    status              text        NOT NULL CHECK (status IN ('prepared', 'waits', 'approved', 'over')),
    currency            text,                           -- and amount, where it is about money
    amount_minor        bigint,
    reason              text,
    creditor_id         text,                           -- where it is a creditor's
    asked_by            text        NOT NULL,
    asked_at            timestamptz NOT NULL,
    approved_by         text[]      NOT NULL,           -- who said yes since it last came to wait
    lapses_at           timestamptz,                    -- the first instant at which nobody can approve it any more
    since               timestamptz NOT NULL,           -- when it came to stand like this
    PRIMARY KEY (aggregate_id, kind, which)
);

CREATE INDEX approval_waiting ON approval (asked_at, aggregate_id, kind, which) WHERE status = 'waits';

CREATE TABLE ledger_account (
    partition           integer     NOT NULL,
    currency            text        NOT NULL,
    account             text        NOT NULL,
    balance_minor       numeric     NOT NULL,           -- debit positive, credit negative
    postings            bigint      NOT NULL,
    PRIMARY KEY (currency, account, partition)
);

-- Of the accounts of the client funds: what the cases of a creditor and its remittances moved. It adds up to zero for each.
CREATE TABLE creditor_funds (
    partition           integer     NOT NULL,
    creditor_id         text        NOT NULL,
    currency            text        NOT NULL,
    account             text        NOT NULL,
    balance_minor       numeric     NOT NULL,           -- debit positive, credit negative
    PRIMARY KEY (creditor_id, currency, account, partition)
);

CREATE TABLE bank_file (
    bank_file_id        uuid        PRIMARY KEY,
    partition           integer     NOT NULL,
    source              text        NOT NULL,           -- format and name of the file in which it was first told
    format              text        NOT NULL,
    message_id          text        NOT NULL,
    is_copy             boolean     NOT NULL,
    created             timestamptz,
    lines               bigint      NOT NULL,
    kept                bigint      NOT NULL,           -- for a person
    currencies          text[]      NOT NULL,           -- and in each, what its lines make
    amounts             bigint[]    NOT NULL,
    received_at         timestamptz NOT NULL
);

-- The lines of each file: the payment that each is, whichever file told of it first, or why it is kept for a person.
CREATE TABLE bank_line (
    bank_file_id        uuid        NOT NULL,
    entry               bigint      NOT NULL,           -- from 1, in the order of the file; those that are kept come last
    partition           integer     NOT NULL,
    line_number         bigint      NOT NULL,
    payment_id          uuid,
    code                text        NOT NULL,           -- why it is kept; empty for a payment
    receiver_account    text        NOT NULL,
    currency            text        NOT NULL,
    amount_minor        bigint      NOT NULL,           -- below zero where money left
    booked_date         date,
    PRIMARY KEY (bank_file_id, entry)
);

CREATE INDEX bank_line_on_account ON bank_line (receiver_account, booked_date);

-- What the bank told of its accounts: deposits, statements and notifications.
CREATE TABLE deposit (
    deposit_id          uuid        PRIMARY KEY,
    partition           integer     NOT NULL,
    bank_file_id        uuid        NOT NULL,
    kind                text        NOT NULL,           -- domain/deposit/receiving.py
    receiver_account    text        NOT NULL,
    currency            text        NOT NULL,
    first_date          date        NOT NULL,
    booked_date         date        NOT NULL,
    serial              text        NOT NULL,
    amount_minor        bigint      NOT NULL,           -- below zero where more left than came
    payments            bigint      NOT NULL,
    deductions          bigint      NOT NULL,
    opening_minor       bigint,
    closing_minor       bigint,
    received_at         timestamptz NOT NULL
);

CREATE INDEX deposit_on_account ON deposit (receiver_account, booked_date);

-- What left an account, or came on one, by another event than the receipt of a line: a payment that was taken back.
CREATE TABLE moved_otherwise (
    partition           integer     NOT NULL,
    position            bigint      NOT NULL,
    payment_id          uuid        NOT NULL,
    receiver_account    text        NOT NULL,
    currency            text        NOT NULL,
    booked_date         date        NOT NULL,
    amount_minor        bigint      NOT NULL,
    happened_at         timestamptz NOT NULL,
    PRIMARY KEY (partition, position)
);

CREATE TABLE bank_difference (
    account_id          uuid        NOT NULL,           -- of the account in one currency
    number              integer     NOT NULL,
    partition           integer     NOT NULL,
    receiver_account    text        NOT NULL,
    currency            text        NOT NULL,
    first_date          date        NOT NULL,
    day                 date        NOT NULL,
    reports             bigint      NOT NULL,
    previous_closing_minor bigint,
    opening_minor       bigint,
    closing_minor       bigint,
    bank_minor          bigint      NOT NULL,
    ledger_minor        bigint      NOT NULL,
    status              text        NOT NULL CHECK (status IN ('open', 'explained', 'cleared')),
    owner               text,
    reason              text,                           -- why they differ, as whoever explained it said
    found_at            timestamptz NOT NULL,
    since               timestamptz NOT NULL,           -- when it came to stand like this
    PRIMARY KEY (account_id, number)
);
