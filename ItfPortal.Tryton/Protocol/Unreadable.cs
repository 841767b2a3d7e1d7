namespace ItfPortal.Tryton.Protocol;

/// <summary>For answers that are JSON, but not what the method promises.</summary>
internal static class Unreadable
{
    /// <summary>The exception for the answer of a call.</summary>
    public static TrytonTransportException Answer(TrytonCall call, Exception? inner = null) =>
        new($"Tryton's answer to {call} is not what it promises", inner) { Failure = TransportFailure.Unreadable };

    /// <summary>The exception for a part of an answer.</summary>
    public static TrytonTransportException Answer(string what) =>
        new($"What Tryton answered is not {what}") { Failure = TransportFailure.Unreadable };
}
