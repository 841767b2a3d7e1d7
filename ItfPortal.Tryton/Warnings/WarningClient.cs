using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Warnings;

/// <inheritdoc/>
internal sealed class WarningClient(JsonRpcTransport transport) : IWarningClient
{
    // One warning a line of a long order is possible; without an end it would be a fault of the server's.
    private const int MostQuestions = 20;

    /// <inheritdoc/>
    public Task SkipAsync(SessionToken session, string name, bool always, CancellationToken cancellationToken) =>
        transport.CallAsync(
            new TrytonCall("res.user.warning", "skip", CallKind.Write, name, always), session, TrytonJson.Default.RpcAnswerObject, cancellationToken);

    /// <inheritdoc/>
    public async Task<T> RunAsync<T>(
        SessionToken session, Func<CancellationToken, Task<T>> call, Func<TrytonUserWarningException, ValueTask<WarningAnswer>> ask,
        CancellationToken cancellationToken)
    {
        var accepted = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            try
            {
                return await call(cancellationToken).ConfigureAwait(false);
            }
            catch (TrytonUserWarningException warning) when (accepted.Count < MostQuestions && accepted.Add(warning.Name))
            {
                var answer = await ask(warning).ConfigureAwait(false);
                if (answer == WarningAnswer.No)
                {
                    throw;
                }

                await SkipAsync(session, warning.Name, answer == WarningAnswer.Always, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
