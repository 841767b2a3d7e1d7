-- One row per signed-in browser. The cookie's value is never stored: the key is its SHA-256.
create table sessions (
    id              bytea primary key check (length(id) = 32),
    user_id         integer not null,
    login           text not null,
    tryton_key      bytea not null,              -- the Tryton session's secret, AES-GCM
    key_id          text not null,               -- which PORTAL_SECRET_KEY sealed it
    identity        jsonb not null,              -- who they are and what they may see, as Tryton last said
    started_at      timestamptz not null default now(),
    last_seen_at    timestamptz not null default now(),  -- of a person's own doing, not of an open tab
    identity_at     timestamptz not null default now(),
    identity_due_at timestamptz,                 -- to be read again from then on; null = up to date
    ended_at        timestamptz,                 -- kept until Tryton's session is closed too
    closing_at      timestamptz,                 -- a replica is closing Tryton's session since then
    end_reason      text,
    address         inet,
    user_agent      text
);
create index sessions_user on sessions (user_id) where ended_at is null;
create index sessions_ended on sessions (ended_at) where ended_at is not null;
create index sessions_due on sessions (identity_due_at) where identity_due_at is not null and ended_at is null;
create index sessions_seen on sessions (last_seen_at) where ended_at is null;
