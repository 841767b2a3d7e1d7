namespace ItfPortal.Web.Platform.Mail.Outbox;

/// <summary>
/// A worker's hold on the mails it has taken, lengthened while it lives: short, so that the mails of a worker that was killed wait less than
/// a minute; kept up, so that a server that hangs does not end it.
/// </summary>
internal sealed class OutboxLease : IDisposable
{
    /// <summary>How long a killed worker's mails wait.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(45);

    private static readonly TimeSpan s_renewal = TimeSpan.FromSeconds(15);

    private readonly OutboxStore _store;
    private readonly TimeProvider _time;
    private readonly Action<string> _failed;
    private ITimer? _timer;
    private long _until;

    /// <summary>A new one; held from the moment it is made, which is before the rows are taken.</summary>
    /// <param name="store">The table.</param>
    /// <param name="time">The clock.</param>
    /// <param name="failed">Told when it could not be lengthened.</param>
    public OutboxLease(OutboxStore store, TimeProvider time, Action<string> failed)
    {
        (_store, _time, _failed) = (store, time, failed);
        _until = (time.GetUtcNow() + Length).UtcTicks;
    }

    /// <summary>Its number, as it stands in the rows.</summary>
    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>Whether nobody else can have the mails yet.</summary>
    public bool Held => _time.GetUtcNow().UtcTicks < Interlocked.Read(ref _until);

    /// <summary>Lengthens it for these rows from now on.</summary>
    public void Keep(IReadOnlyCollection<Guid> ids) =>
        _timer = _time.CreateTimer(_ => _ = RenewAsync(ids), null, s_renewal, s_renewal);

    public void Dispose() => _timer?.Dispose();

    private async Task RenewAsync(IReadOnlyCollection<Guid> ids)
    {
        var until = _time.GetUtcNow() + Length;
        try
        {
            // Lost for a while, it may be another worker's by now; what is lost stays so.
            var kept = await _store.RenewAsync(ids, Id, Length, CancellationToken.None);
            Interlocked.Exchange(ref _until, kept ? until.UtcTicks : 0);
        }
        catch (Exception exception)
        {
            _failed(exception.Message);
        }
    }
}
