using ItfPortal.Web.Platform.Persistence;
using Npgsql;

namespace ItfPortal.Web.Platform.Mail.Outbox;

/// <summary>Hears that mail was put into the outbox, by whichever replica.</summary>
internal sealed class OutboxSignal(NpgsqlDataSource dataSource, TimeProvider time, ILogger<OutboxSignal> logger)
    : WorkSignal(OutboxStore.Channel, dataSource, time, logger);
