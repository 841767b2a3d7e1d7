-- Between the two steps of a sign-in. Neither table says whose row it is: the first is named by, and sealed under, what only the
-- visitor's cookie holds; the second by an HMAC.
create table sign_in_tickets (
    id         bytea primary key check (length(id) = 32),
    box        bytea not null,                   -- login and password, AES-GCM
    tries      integer not null default 0,
    expires_at timestamptz not null
);
create index sign_in_tickets_expires on sign_in_tickets (expires_at);
-- Failures in a row, until somebody signs in or sets a new password.
create table sign_in_failures (
    account  bytea primary key check (length(account) = 32),
    failures integer not null default 0,
    told_at  timestamptz,                        -- when the owner was last told of a lock
    last_at  timestamptz not null default now()
);
create index sign_in_failures_last on sign_in_failures (last_at);
-- When the person last proved who they are.
alter table sessions add column proved_at timestamptz not null default now();
