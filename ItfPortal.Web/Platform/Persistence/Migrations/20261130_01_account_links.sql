-- Links and notes to be mailed to people of the portal, who are known to Tryton only: a row is written at once, whoever asks, and a
-- worker of any replica then asks Tryton and puts the mail into the outbox, in one transaction with the row's end. What is asked, and
-- the secret of the link to be, are sealed, and forgotten with the end.
create table account_links (
    id           uuid primary key,               -- of time (version 7)
    key          text not null unique check (length(key) between 1 and 200), -- what asks for it: 'invite:' and the request
    kind         text not null check (length(kind) <= 40),
    request      bytea,                          -- JSON, AES-GCM; null once it has ended
    key_id       text,                           -- which PORTAL_SECRET_KEY sealed it
    attempts     integer not null default 0,     -- begun
    next_at      timestamptz not null,
    expires_at   timestamptz not null,           -- of no use from then on
    lease        uuid,                           -- of the worker that has it
    leased_until timestamptz,
    person       integer,                        -- res.user a mail was made for; null while it waits and where there was nobody
    created_at   timestamptz not null,
    ended_at     timestamptz
);
create index account_links_due on account_links (next_at, id) where ended_at is null;
create index account_links_person on account_links (person, kind, ended_at) where person is not null;
create index account_links_ended on account_links (ended_at) where ended_at is not null;
