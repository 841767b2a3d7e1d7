using ItfPortal.Tryton.Protocol;
using Microsoft.Extensions.Options;

namespace ItfPortal.Tryton.Sessions;

/// <summary>The service user's session: opened when first needed, shared by all calls, opened again once when Tryton has ended it.</summary>
internal sealed class ServiceSession(ISessionClient sessions, IOptions<TrytonOptions> options) : IDisposable
{
    private readonly SemaphoreSlim _opening = new(1, 1);
    private volatile SessionToken? _current;

    /// <summary>Runs a call as the service user. Tryton checks the session before anything else, so that repeating a call it refused is safe.</summary>
    /// <exception cref="TrytonSignInRefusedException">The service user's password is wrong, or it was deactivated.</exception>
    public async Task<T> RunAsync<T>(Func<SessionToken, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        var session = _current ?? await OpenAsync(null, cancellationToken).ConfigureAwait(false);
        try
        {
            return await call(session, cancellationToken).ConfigureAwait(false);
        }
        catch (TrytonSessionExpiredException)
        {
            return await call(await OpenAsync(session, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => _opening.Dispose();

    private async Task<SessionToken> OpenAsync(SessionToken? ended, CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_current is { } other && other != ended)
            {
                return other;
            }

            var request = new SignInRequest(options.Value.ServiceUser, options.Value.ServicePassword, "en", VisitorAddress: null);
            return _current = await sessions.SignInAsync(request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _opening.Release();
        }
    }
}
