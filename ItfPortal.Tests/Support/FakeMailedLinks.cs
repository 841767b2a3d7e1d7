using ItfPortal.Tryton.Accounts;

namespace ItfPortal.Tests.Support;

/// <summary>A Tryton that knows the people it is given and keeps what it was asked.</summary>
internal sealed class FakeMailedLinks(TimeProvider time) : IMailedLinksClient, IAddressLinksClient
{
    /// <summary>By login.</summary>
    public Dictionary<string, InvitedPerson> People { get; } = new(StringComparer.OrdinalIgnoreCase);

    public List<(LinkPurpose Purpose, string Login, string Digest)> Begun { get; } = [];

    /// <summary>Thrown once, after the link was let in.</summary>
    public Exception? Then { get; set; }

    public Task<LinkHolder?> BeginAsync(LinkPurpose purpose, string login, string digest, CancellationToken cancellationToken)
    {
        lock (Begun)
        {
            Begun.Add((purpose, login, digest));
            if (Then is { } then)
            {
                Then = null;
                return Task.FromException<LinkHolder?>(then);
            }
        }
        return Task.FromResult(People.GetValueOrDefault(login) is { } person && person.Waits == (purpose == LinkPurpose.Activation)
            ? new LinkHolder(person.User, person.Login, person.Name, person.Email, person.Language, time.GetUtcNow().UtcDateTime.AddMinutes(30)) : null);
    }

    public Task<InvitedPerson?> InvitedAsync(int party, int user, CancellationToken cancellationToken) =>
        Task.FromResult(People.Values.SingleOrDefault(person => person.User == user));

    public Task<InvitedPerson?> InvitedAsync(int party, string login, CancellationToken cancellationToken) => Task.FromResult(People.GetValueOrDefault(login));

    public Task<LinkHolder?> AgainAsync(string older, string digest, CancellationToken cancellationToken) =>
        Begun.FirstOrDefault(begun => begun.Digest == older) is { Login: { } login } begun
            ? BeginAsync(begun.Purpose, login, digest, cancellationToken) : Task.FromResult<LinkHolder?>(null);

    public Task<AddressHolder?> BeginAsync(int user, string address, string digest, CancellationToken cancellationToken) =>
        Task.FromResult(People.Values.SingleOrDefault(person => person.User == user) is { } person && !People.ContainsKey(address)
            ? new AddressHolder(person.User, person.Login, person.Name, person.Email, person.Language, address, time.GetUtcNow().UtcDateTime.AddHours(24)) : null);

    Task<AddressHolder?> IAddressLinksClient.LookAsync(string digest, CancellationToken cancellationToken) => Task.FromResult<AddressHolder?>(null);

    Task<AddressHolder> IAddressLinksClient.RedeemAsync(string digest, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Codes that were let in, newest last.</summary>
    public List<(string Login, string Request, string Code)> Codes { get; } = [];

    public Task<LinkHolder?> BeginCodeAsync(string login, string request, string code, CancellationToken cancellationToken)
    {
        lock (Begun)
        {
            Codes.Add((login, request, code));
            if (Then is { } then)
            {
                Then = null;
                return Task.FromException<LinkHolder?>(then);
            }
        }
        return Task.FromResult(People.GetValueOrDefault(login) is { Waits: false } person
            ? new LinkHolder(person.User, person.Login, person.Name, person.Email, person.Language, time.GetUtcNow().UtcDateTime.AddMinutes(10)) : null);
    }

    public Task<LinkHolder?> LookAsync(string digest, CancellationToken cancellationToken) => Task.FromResult<LinkHolder?>(null);

    public Task<LinkHolder> RedeemAsync(string digest, string password, CancellationToken cancellationToken) => throw new NotSupportedException();
}
