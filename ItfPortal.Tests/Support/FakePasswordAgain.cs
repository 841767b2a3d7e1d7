using ItfPortal.Web.Platform.Security;

namespace ItfPortal.Tests.Support;

/// <summary>Answers a password as told, and remembers what was tried.</summary>
internal sealed class FakePasswordAgain : IPasswordAgain
{
    public PasswordAnswer Answer { get; set; } = PasswordAnswer.Accepted;

    public List<string> Tried { get; } = [];

    public Task<PasswordAnswer> TryAsync(string password, string? code, CancellationToken cancellationToken)
    {
        Tried.Add(code is null ? password : $"{password} {code}");
        return Task.FromResult(Answer);
    }
}
