using ItfPortal.Web.Platform.Persistence;
using Npgsql;

namespace ItfPortal.Web.Platform.Accounts;

/// <summary>Hears that a link was asked for, on whichever replica.</summary>
internal sealed class LinkSignal(NpgsqlDataSource dataSource, TimeProvider time, ILogger<LinkSignal> logger)
    : WorkSignal(LinkStore.Channel, dataSource, time, logger);
