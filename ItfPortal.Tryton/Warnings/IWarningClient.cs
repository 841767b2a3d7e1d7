using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Warnings;

/// <summary>Tryton's warnings are questions: somebody answers, and the same call is sent again with the warning accepted.</summary>
/// <remarks>Source: <c>res.user.warning</c>, trytond/res/user.py; the same steps as Tryton's desktop client, tryton/common/common.py.</remarks>
public interface IWarningClient
{
    /// <summary>Accepts a warning for the session's person (<c>res.user.warning.skip</c>): the next call that would raise it does not.</summary>
    /// <param name="session">Whose session; a warning is accepted per person.</param>
    /// <param name="name"><see cref="TrytonUserWarningException.Name"/>.</param>
    /// <param name="always">Whether it is never to be asked again; else it counts once.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    Task SkipAsync(SessionToken session, string name, bool always, CancellationToken cancellationToken);

    /// <summary>
    /// Runs a call; when Tryton warns, asks, accepts and runs it again. Repeating is safe for a write too: a warning undoes the whole call
    /// before it is sent.
    /// </summary>
    /// <param name="session">Whose session the call runs in.</param>
    /// <param name="call">The call, the same each time it is run.</param>
    /// <param name="ask">Shows <see cref="Exception.Message"/> and <see cref="TrytonUserWarningException.Description"/>, and answers.</param>
    /// <param name="cancellationToken">Gives the whole up.</param>
    /// <typeparam name="T">What the call gives.</typeparam>
    /// <exception cref="TrytonUserWarningException">The answer was no, the same warning came again although accepted, or more than twenty came.</exception>
    /// <exception cref="TrytonException">Whatever else the call throws.</exception>
    Task<T> RunAsync<T>(
        SessionToken session, Func<CancellationToken, Task<T>> call, Func<TrytonUserWarningException, ValueTask<WarningAnswer>> ask,
        CancellationToken cancellationToken);
}

/// <summary>What somebody says to a warning.</summary>
public enum WarningAnswer
{
    /// <summary>The call is not made.</summary>
    No,

    /// <summary>This once.</summary>
    Yes,

    /// <summary>And never ask this person again.</summary>
    Always,
}
