-- What visitors asked on the public site, until Tryton has it: seconds, or as long as Tryton is away. A row is removed with the mails
-- that tell of it; nothing of a person stays here.
create table visitor_requests (
    id         uuid primary key,               -- of the form as it was drawn, so that sending it twice is one request; Tryton's key too
    content    bytea not null,                 -- JSON, AES-GCM
    key_id     text not null,                  -- which PORTAL_SECRET_KEY sealed it
    attempts   integer not null default 0,
    next_at    timestamptz not null,
    failed_at  timestamptz,                    -- Tryton will never take it
    created_at timestamptz not null
);
create index visitor_requests_due on visitor_requests (next_at, id) where failed_at is null;
