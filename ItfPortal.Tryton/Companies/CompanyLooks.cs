using System.Collections.Immutable;

namespace ItfPortal.Tryton.Companies;

/// <summary>How ITF's own people saw the portal as somebody of a company.</summary>
/// <param name="Allowed">Whether the company allows it.</param>
/// <param name="Looks">The newest 100, newest first, possibly empty, never null.</param>
/// <param name="AsOf">UTC.</param>
public sealed record CompanyLooks(bool Allowed, ImmutableArray<Look> Looks, DateTime AsOf);

/// <summary>One view of a member of ITF's staff.</summary>
/// <param name="Id">Of the view.</param>
/// <param name="Staff">Who looked.</param>
/// <param name="Person">As whom of the company.</param>
/// <param name="Reason">As they gave it.</param>
/// <param name="From">UTC.</param>
/// <param name="Until">UTC; when it ended, or will at the latest.</param>
/// <param name="Open">Whether it is still open.</param>
public sealed record Look(int Id, string Staff, string Person, string Reason, DateTime From, DateTime Until, bool Open);
