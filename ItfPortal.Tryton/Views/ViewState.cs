using System.Collections.Immutable;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Views;

/// <summary>An open view.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Person">Id of the <c>res.user</c> seen as.</param>
/// <param name="Login">What they sign in with.</param>
/// <param name="Name">Their name.</param>
/// <param name="Company">The company and their grants there, exactly as <see cref="Identity"/> has them.</param>
/// <param name="Reason">As given at the beginning.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="EndsAt">UTC; when it is over by itself.</param>
/// <param name="AsOf">UTC; by the same clock.</param>
public sealed record ViewState(
    int Id, int Person, string Login, string Name, CompanyAccess Company, string Reason, DateTime StartedAt, DateTime EndsAt, DateTime AsOf);

/// <summary>Whom of a company staff could see the portal as.</summary>
/// <param name="Party">Id of the <c>party.party</c>.</param>
/// <param name="Code">Its code.</param>
/// <param name="Name">Its name.</param>
/// <param name="Allowed">Whether its administrators have allowed it.</param>
/// <param name="People">Those with access today, by name, possibly empty, never null.</param>
public sealed record ViewPeople(int Party, string Code, string Name, bool Allowed, ImmutableArray<ViewPerson> People);

/// <summary>One of a company's people.</summary>
/// <param name="Id">Id of the <c>res.user</c>.</param>
/// <param name="Login">What they sign in with.</param>
/// <param name="Name">Their name.</param>
/// <param name="Grants">At least one.</param>
public sealed record ViewPerson(int Id, string Login, string Name, ImmutableArray<Grant> Grants);
