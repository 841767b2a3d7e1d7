-- What the portal's own role may do, whoever owns the tables; said again after every migration, so that a new table needs no
-- line here. The name of the role comes in the setting portal.role.
do $$
declare
    app text := current_setting('portal.role');
begin
    execute format('grant usage on schema public to %I', app);
    execute format('grant select, insert, update, delete on all tables in schema public to %I', app);
    execute format('grant usage on all sequences in schema public to %I', app);
    execute format('revoke insert, update, delete on schema_versions from %I', app);
    -- The audit is added to and read. Of a line the role says everything but its number and its time.
    execute format('revoke all on audit_log, audit_seals from %I', app);
    execute format('grant select on audit_log, audit_seals to %I', app);
    execute format(
        'grant insert (event, outcome, actor_kind, actor_user, actor_login, on_behalf_of, parties, session, address, user_agent,
            target_type, target_id, trace_id, replica, detail, completes, source) on audit_log to %I', app);
    execute format('grant insert on audit_seals to %I', app);
    -- So are consents.
    execute format('revoke update, delete on consents from %I', app);
    execute format('grant execute on function audit_forget() to %I', app);
end
$$;
