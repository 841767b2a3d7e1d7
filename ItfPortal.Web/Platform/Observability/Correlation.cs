using System.Diagnostics;

namespace ItfPortal.Web.Platform.Observability;

/// <summary>
/// What the log lines of one request, or of one thing a circuit does, have in common. An unexpected error shows
/// <see cref="Id"/> to the reader, so that support finds the lines.
/// </summary>
public sealed record Correlation
{
    private static readonly AsyncLocal<Correlation?> s_current = new();

    private Correlation(string id, int? user, string? circuit) => (CorrelationId, UserId, CircuitId) = (id, user, circuit);

    /// <summary>Id of the present request or circuit activity; a new one where there is none.</summary>
    public static string Id => s_current.Value?.CorrelationId ?? NewId();

    /// <summary>What applies here, or null.</summary>
    internal static Correlation? Current => s_current.Value;

    internal string CorrelationId { get; }

    internal int? UserId { get; }

    internal string? CircuitId { get; }

    /// <summary>Begins one; it ends with the asynchronous flow it was begun in.</summary>
    internal static void Begin(int? user = null, string? circuit = null) => s_current.Value = new Correlation(NewId(), user, circuit);

    private static string NewId() => Activity.Current?.TraceId.ToHexString() ?? ActivityTraceId.CreateRandom().ToHexString();
}
