-- Mail to be sent. A row is made in the transaction of what it tells of, once per fact, address and channel; workers of every
-- replica take rows by a lease and send each at least once. What a mail says is sealed: it may hold a link that opens an account.
create table outbox_mail (
    id             uuid primary key,               -- of time (version 7); the Message-ID is made of it
    key            text not null check (length(key) between 1 and 200), -- the event or request: 'event:4711'
    recipient      text not null check (length(recipient) between 3 and 254),
    recipient_name text check (length(recipient_name) <= 200),
    channel        text not null default 'mail' check (length(channel) <= 40),
    template       text not null check (length(template) <= 60),
    language       text not null check (language in ('fr', 'en')),
    model          bytea,                          -- JSON, AES-GCM; null once the mail is sent
    key_id         text,                           -- which PORTAL_SECRET_KEY sealed it
    state          text not null default 'waiting' check (state in ('waiting', 'sent', 'dead')),
    attempts       integer not null default 0,     -- begun, so that a mail that kills its worker ends too
    next_at        timestamptz not null,
    expires_at     timestamptz,                    -- not worth sending from then on
    lease          uuid,                           -- of the worker that has it
    leased_until   timestamptz,
    last_error     text check (length(last_error) <= 300),
    created_at     timestamptz not null,
    ended_at       timestamptz                     -- sent or given up
);
create unique index outbox_mail_once on outbox_mail (key, lower(recipient), channel);
create index outbox_mail_due on outbox_mail (next_at, id) where state = 'waiting';
create index outbox_mail_unsent on outbox_mail (state, id desc) where state <> 'sent';
create index outbox_mail_ended on outbox_mail (ended_at) where ended_at is not null;
