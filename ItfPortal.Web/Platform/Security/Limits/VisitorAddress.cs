using System.Net;
using System.Net.Sockets;

namespace ItfPortal.Web.Platform.Security.Limits;

/// <summary>Who counts as one visitor: an IPv4 address, or the /64 an IPv6 household has.</summary>
public static class VisitorAddress
{
    /// <summary>The visitor's key, behind trusted proxies too.</summary>
    public static string Of(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Of(context.Connection.RemoteIpAddress);
    }

    /// <summary>The key of an address; <c>unknown</c> is one visitor.</summary>
    public static string Of(IPAddress? address)
    {
        if (address is null)
        {
            return "unknown";
        }
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address.ToString();
        }
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes) + "/64";
    }

    /// <summary>The key of an address's neighbourhood: its IPv4 /24, or the /48 that a provider gives one customer.</summary>
    public static string NetworkOf(IPAddress? address)
    {
        if (address is null)
        {
            return "unknown";
        }
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }
        var (kept, bytes) = (address.AddressFamily == AddressFamily.InterNetworkV6 ? 6 : 3, address.GetAddressBytes());
        bytes.AsSpan(kept).Clear();
        return $"{new IPAddress(bytes)}/{kept * 8}";
    }
}
