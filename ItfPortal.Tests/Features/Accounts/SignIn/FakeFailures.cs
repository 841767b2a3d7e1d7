using ItfPortal.Web.Features.Accounts.SignIn;

namespace ItfPortal.Tests.Features.Accounts.SignIn;

/// <summary>Failures in a row, in memory.</summary>
internal sealed class FakeFailures(TimeProvider time) : ISignInFailures
{
    private readonly Dictionary<string, int> _failures = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, DateTimeOffset> _told = new(StringComparer.OrdinalIgnoreCase);

    public Task<bool> AreTooManyAsync(string login, string? device, CancellationToken cancellationToken) =>
        Task.FromResult(_failures.GetValueOrDefault($"{login} {device}") >= SignInFailures.Most);

    public Task<int> AddAsync(string login, string? device, CancellationToken cancellationToken) =>
        Task.FromResult(_failures[$"{login} {device}"] = _failures.GetValueOrDefault($"{login} {device}") + 1);

    public Task EndAsync(string login, string? device, CancellationToken cancellationToken)
    {
        _failures.Remove($"{login} {device}");
        return Task.CompletedTask;
    }

    public Task<bool> TellAsync(string login, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_told.TryGetValue(login, out var at) && now - at < TimeSpan.FromDays(1))
        {
            return Task.FromResult(false);
        }
        _told[login] = now;
        return Task.FromResult(true);
    }
}
