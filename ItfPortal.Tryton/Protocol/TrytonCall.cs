using System.Collections.ObjectModel;

namespace ItfPortal.Tryton.Protocol;

/// <summary>Kinds of calls; each has its own lane, time and rules.</summary>
internal enum CallKind
{
    /// <summary>Changes nothing; may be sent again.</summary>
    Read,

    /// <summary>Changes something; sent once.</summary>
    Write,

    /// <summary>Opens a session, on the sign-in process; sent once.</summary>
    SignIn,

    /// <summary>Prints or exports; slow and large; sent once.</summary>
    Report,
}

/// <summary>What is called, as the wire names it.</summary>
internal enum CallTarget
{
    /// <summary>A method of a model: <c>model.sale.sale.read</c>.</summary>
    Model,

    /// <summary>A report: <c>report.account.invoice.execute</c>.</summary>
    Report,

    /// <summary>The dispatcher itself: <c>common.db.login</c>. No context.</summary>
    Common,
}

/// <summary>One remote procedure call.</summary>
/// <param name="Model">Tryton's model or report, for example <c>itf_portal.order</c>; for <c>common.*</c> methods <c>common.db</c> or <c>common.server</c>.</param>
/// <param name="Method">The method of it.</param>
/// <param name="Kind">How it is treated.</param>
/// <param name="Args">Values that <see cref="Wire.WireValue"/> knows, without the context.</param>
internal sealed record TrytonCall(string Model, string Method, CallKind Kind, params IReadOnlyList<object?> Args)
{
    private const string Common = "common.";

    /// <summary>What is called.</summary>
    public CallTarget Target { get; init; } = Model.StartsWith(Common, StringComparison.Ordinal) ? CallTarget.Common : CallTarget.Model;

    /// <summary>Language of what Tryton may say to the user, an ISO code; null is the session's own.</summary>
    public string? Language { get; init; }

    /// <summary>Further keys of the context; values that <see cref="Wire.WireValue"/> knows. Tryton drops those that begin with <c>_</c>, but for <c>_timestamp</c> and <c>_datetime</c>.</summary>
    public IReadOnlyDictionary<string, object?> Context { get; init; } = ReadOnlyDictionary<string, object?>.Empty;

    /// <summary>The visitor's address, sent at sign-in so that Tryton's throttling counts the visitor and not the portal.</summary>
    public string? VisitorAddress { get; init; }

    /// <summary>Whether it is a method of Tryton's dispatcher: no context, no model.</summary>
    public bool IsCommon => Target == CallTarget.Common;

    /// <summary>Whether it is answered at the root and not under the database's name.</summary>
    public bool IsServerWide => Model == "common.server";

    /// <summary>What the wire calls it.</summary>
    public string WireMethod => Target switch
    {
        CallTarget.Common => $"{Model}.{Method}",
        CallTarget.Report => $"report.{Model}.{Method}",
        _ => $"model.{Model}.{Method}",
    };

    /// <summary>Never shows arguments: they may be passwords or a customer's words.</summary>
    public override string ToString() => $"{Model}.{Method}";
}
