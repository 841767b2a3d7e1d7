using System.Text;
using Dapper;
using ItfPortal.Web.Platform.Security.Secrets;
using Npgsql;

namespace ItfPortal.Web.Features.Accounts.SignIn;

/// <summary>Failures in a row, and when the owner was told; kept where a restart does not forget them.</summary>
internal interface ISignInFailures
{
    /// <summary>Whether so many have failed that Tryton is not asked any more.</summary>
    Task<bool> AreTooManyAsync(string login, string? device, CancellationToken cancellationToken);

    /// <summary>Counts one more.</summary>
    /// <returns>How many in a row.</returns>
    Task<int> AddAsync(string login, string? device, CancellationToken cancellationToken);

    /// <summary>Somebody signed in: the row of failures is over.</summary>
    Task EndAsync(string login, string? device, CancellationToken cancellationToken);

    /// <summary>Whether the owner is to be told of a lock now: once a day, on whichever replica.</summary>
    Task<bool> TellAsync(string login, CancellationToken cancellationToken);
}

/// <summary>
/// The table <c>sign_in_failures</c>. A hundred in a row, and only a new password opens the account to browsers it does not know
/// (NIST SP 800-63B-4, 3.2.2). Known by an HMAC of the login: what people mistype are often passwords.
/// </summary>
internal sealed class SignInFailures(NpgsqlDataSource dataSource, SecretBox secrets) : ISignInFailures
{
    /// <summary>After so many in a row a new password is needed.</summary>
    public const int Most = 100;

    private static readonly TimeSpan s_tellEvery = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_keep = TimeSpan.FromDays(365);

    /// <inheritdoc/>
    public async Task<bool> AreTooManyAsync(string login, string? device, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<int?>(new CommandDefinition(
            "select failures from sign_in_failures where account = @account", new { account = Account(login, device) }, cancellationToken: cancellationToken)) >= Most;
    }

    /// <inheritdoc/>
    public async Task<int> AddAsync(string login, string? device, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<int>(new CommandDefinition(
            """
            insert into sign_in_failures (account, failures) values (@account, 1)
            on conflict (account) do update set failures = sign_in_failures.failures + 1, last_at = now() returning failures
            """,
            new { account = Account(login, device) }, cancellationToken: cancellationToken));
    }

    /// <inheritdoc/>
    public async Task EndAsync(string login, string? device, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        // The time at which the owner was told stays; what is older than a year goes with it.
        await connection.ExecuteAsync(new CommandDefinition(
            """
            update sign_in_failures set failures = 0 where account = @account and failures > 0;
            delete from sign_in_failures where last_at < now() - @keep
            """,
            new { account = Account(login, device), keep = s_keep }, cancellationToken: cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<bool> TellAsync(string login, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into sign_in_failures (account, told_at) values (@account, now())
            on conflict (account) do update set told_at = now() where sign_in_failures.told_at is null or sign_in_failures.told_at < now() - @every
            """,
            new { account = Account(login, null), every = s_tellEvery }, cancellationToken: cancellationToken)) > 0;
    }

    private byte[] Account(string login, string? device) =>
        secrets.Mac("sign-in-failures", Encoding.UTF8.GetBytes($"{login.Trim().ToUpperInvariant()}\n{device}"));
}
