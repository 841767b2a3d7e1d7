using Dapper;
using Npgsql;

namespace ItfPortal.Web.Features.Accounts.Privacy;

/// <summary>The table <c>consents</c>, to which the portal's role may only add.</summary>
internal sealed class ConsentStore(NpgsqlDataSource dataSource)
{
    /// <summary>A person's acts, newest first, at most 200.</summary>
    public async Task<IReadOnlyList<ConsentAct>> OfPersonAsync(int user, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<(string Purpose, string Version, DateTime? Given, DateTime? Withdrawn)>(new CommandDefinition(
            "select purpose, text_version, given_at, withdrawn_at from consents where user_id = @user order by id desc limit 200",
            new { user }, cancellationToken: cancellationToken));
        return [.. rows.Select(row => new ConsentAct(row.Purpose, row.Version, row.Given is not null, (row.Given ?? row.Withdrawn)!.Value))];
    }

    /// <summary>Adds an act unless the purpose stands so already: a form sent twice is one act.</summary>
    /// <param name="user">Whose.</param>
    /// <param name="purpose">For what.</param>
    /// <param name="version">Of the text that was read.</param>
    /// <param name="language">In which language.</param>
    /// <param name="given">Given, or taken back.</param>
    /// <param name="record">Called in the same transaction when something changes.</param>
    /// <param name="cancellationToken">Gives it up; then nothing was done.</param>
    public async Task<bool> AddAsync(
        int user, string purpose, string version, string language, bool given, Func<NpgsqlTransaction, Task> record, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "select pg_advisory_xact_lock(hashtext('consents'), @user)", new { user }, transaction, cancellationToken: cancellationToken));
        var stands = await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            "select case when given_at is not null then text_version end from consents where user_id = @user and purpose = @purpose order by id desc limit 1",
            new { user, purpose }, transaction, cancellationToken: cancellationToken));
        if (given ? stands == version : stands is null)
        {
            return false;
        }
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into consents (user_id, purpose, text_version, language, given_at, withdrawn_at)
            values (@user, @purpose, @version, @language, case when @given then now() end, case when not @given then now() end)
            """,
            new { user, purpose, version, language, given }, transaction, cancellationToken: cancellationToken));
        await record(transaction);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}

/// <summary>One act of a person's.</summary>
/// <param name="Purpose">Its word.</param>
/// <param name="Version">Of the text that was read.</param>
/// <param name="Given">Given, or taken back.</param>
/// <param name="At">UTC.</param>
internal sealed record ConsentAct(string Purpose, string Version, bool Given, DateTime At);
