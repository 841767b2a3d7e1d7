using ItfPortal.Web.Platform.Persistence;
using Npgsql;

namespace ItfPortal.Web.Platform.Visitors;

/// <summary>Hears that a visitor asked something, on whichever replica.</summary>
internal sealed class VisitorRequestSignal(NpgsqlDataSource dataSource, TimeProvider time, ILogger<VisitorRequestSignal> logger)
    : WorkSignal(VisitorRequestStore.Channel, dataSource, time, logger);
