-- What people consented to and took back: a line for each act, only ever added (Rights.sql). A purpose holds when its newest line was given.
create table consents (
    id           bigint generated always as identity primary key,
    user_id      integer not null,                -- res.user
    purpose      text not null check (length(purpose) between 1 and 40),
    text_version text not null check (length(text_version) between 1 and 20), -- of what was read then
    language     text not null check (language in ('fr', 'en')),
    given_at     timestamptz,
    withdrawn_at timestamptz,
    check ((given_at is null) <> (withdrawn_at is null))
);
create index consents_person on consents (user_id, id);
