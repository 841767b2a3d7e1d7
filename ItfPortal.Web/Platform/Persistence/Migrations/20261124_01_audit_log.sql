-- Who did what, from where, with what result. Rows are only ever added: the portal's own role may insert and read
-- (Rights.sql), and neither id nor time are its to choose. No secrets, and of personal data ids alone.
create table audit_log (
    id           bigint generated always as identity primary key,
    at           timestamptz not null default clock_timestamp(),
    event        text not null check (event ~ '^[a-z]+(\.[a-z-]+)+$' and length(event) <= 60),
    outcome      text not null check (outcome in ('begun', 'ok', 'fail', 'denied', 'error')),
    actor_kind   text not null check (actor_kind in ('customer', 'staff', 'system', 'unknown')),
    actor_user   integer,                        -- res.user
    actor_login  bytea check (length(actor_login) = 32), -- HMAC of what was typed: it may be nobody's, or a password
    on_behalf_of integer,                        -- res.user whose pages a member of staff looks at
    parties      integer[] not null default '{}', -- party.party concerned, whose administrators may read the line
    session      bytea check (length(session) = 32),
    address      inet,                           -- this and the next are forgotten after 12 months
    user_agent   text check (length(user_agent) <= 300),
    target_type  text check (length(target_type) <= 60),
    target_id    text check (length(target_id) <= 100),
    trace_id     text check (length(trace_id) <= 64),
    replica      text check (length(replica) <= 100),
    detail       jsonb not null default '{}' check (jsonb_typeof(detail) = 'object' and length(detail::text) <= 4000),
    completes    bigint,                         -- the line "begun" whose end this is
    source       text unique check (length(source) <= 100) -- what several replicas hear of and one writes
);
create index audit_log_at on audit_log (at);
create index audit_log_event on audit_log (event, id desc);
create index audit_log_actor on audit_log (actor_user, id desc) where actor_user is not null;
create index audit_log_login on audit_log (actor_login, id desc) where actor_login is not null;
create index audit_log_parties on audit_log using gin (parties);
create index audit_log_completes on audit_log (completes) where completes is not null;

-- The chain over it, in the order in which lines were sealed: a line of a slow transaction is sealed when it can be seen, after
-- lines of higher ids. Keyed (HMAC under the portal's secret), so that whoever may write to this database cannot make it anew.
create table audit_seals (
    position  bigint primary key check (position > 0), -- 1, 2, 3 … without gaps
    entry     bigint not null unique,            -- of audit_log; stays when the line itself is removed by age
    entry_at  timestamptz not null,
    origin    bytea not null check (length(origin) = 32),  -- of address and browser alone, so that these can be forgotten
    content   bytea not null check (length(content) = 32), -- of all the rest and of origin
    hash      bytea not null check (length(hash) = 32),    -- of content, of what stands here, and of the hash before
    key_id    text not null,
    sealed_at timestamptz not null
);

-- The rule of retention, which the portal's role may have applied but not change: address and browser 12 months, the line 36.
create function audit_forget(out forgotten bigint, out removed bigint) language plpgsql security definer set search_path = pg_catalog, public, pg_temp as
$$
begin
    update audit_log set address = null, user_agent = null
        where at < now() - interval '12 months' and (address is not null or user_agent is not null);
    get diagnostics forgotten = row_count;
    delete from audit_log l
        where at < now() - interval '36 months' and exists (select from audit_seals s where s.entry = l.id);
    get diagnostics removed = row_count;
end
$$;
revoke all on function audit_forget() from public;
