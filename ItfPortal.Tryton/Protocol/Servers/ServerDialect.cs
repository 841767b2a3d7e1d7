using System.Net;

namespace ItfPortal.Tryton.Protocol.Servers;

/// <summary>The one place for what differs between Tryton's series on the wire.</summary>
/// <remarks>
/// <para>Found by asking <c>common.server.version</c>, first at <c>/</c>, then at <c>/rpc/</c>: the place that answers tells the paths,
/// and no version number has to be known in advance. Only 7.0 runs in the tests; the newer form is prepared from Tryton's sources
/// (trytond/protocols/dispatcher.py and jsonrpc.py, tryton/jsonrpc.py) and tried against a server that speaks it.</para>
/// <list type="table">
/// <listheader><term>What</term><description>7.0, and the newer series</description></listheader>
/// <item><term>Paths</term><description><c>/</c> and <c>/database/</c>; newer <c>/rpc/</c> and <c>/database/rpc/</c>.</description></item>
/// <item><term><c>common.server.version</c></term><description><c>7.0.56</c>; newer only the series, <c>8.0</c>.</description></item>
/// <item><term><c>common.db.login</c></term><description><c>[user, key]</c>; newer <c>[user, key, address of the bus or null]</c>. Both are read.</description></item>
/// <item><term>A method that is not offered</term><description>HTTP 403; newer HTTP 400.</description></item>
/// <item><term>A query over the database's time</term><description>waits; newer HTTP 408, nothing done.</description></item>
/// <item><term>Compression of answers</term><description>none; newer gzip above 1,400 characters. Both are read.</description></item>
/// <item><term>Traceback in an error</term><description>up to 7.0.39; later only in development. Dropped where it is read.</description></item>
/// <item><term>Session header, <c>__class__</c> objects, error arrays, <c>res.user.warning.skip</c>, <c>_timestamp</c></term><description>the same.</description></item>
/// </list>
/// </remarks>
internal sealed record ServerDialect
{
    /// <summary>7.0: calls go to <c>/</c> and <c>/database/</c>.</summary>
    public static readonly ServerDialect Plain = new("", HttpStatusCode.Forbidden);

    /// <summary>The newer series: calls go to <c>/rpc/</c> and <c>/database/rpc/</c>.</summary>
    public static readonly ServerDialect RpcPath = new("rpc/", HttpStatusCode.BadRequest);

    private ServerDialect(string path, HttpStatusCode closedMethod) => (Path, ClosedMethod) = (path, closedMethod);

    /// <summary>What follows the root, or the database's name, in an address.</summary>
    public string Path { get; }

    /// <summary>The status of a method that the server does not offer to anybody.</summary>
    public HttpStatusCode ClosedMethod { get; }

    /// <summary>The other one, to be tried when this one is not spoken.</summary>
    public ServerDialect Other => this == Plain ? RpcPath : Plain;

    /// <summary>Whether an answer to the version's question says that nothing lives at this path.</summary>
    public static bool IsElsewhere(HttpStatusCode? status) => status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed;
}
