using System.Collections.Immutable;
using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Administration;

/// <summary>
/// Which customers have which parts of the portal (<c>itf_portal.feature</c>), for ITF's own people of role administrator. Everybody else
/// gets an empty table, and <see cref="CompanyRefusals.NotFound"/> for a switch. What a company has is in <see cref="CompanyAccess.Features"/>.
/// </summary>
public interface IFeaturesClient
{
    /// <summary>Every feature, and every group of customers (<c>itf_portal.feature.table</c>).</summary>
    Task<FeatureTable> TableAsync(SessionToken session, CancellationToken cancellationToken);

    /// <summary>Switches a feature as it was seen, once (<c>itf_portal.feature.switch</c>).</summary>
    /// <exception cref="TrytonUserErrorException"><see cref="CompanyRefusals.StaleFeature"/>, <see cref="CompanyRefusals.NotFound"/>.</exception>
    Task SwitchAsync(SessionToken session, RequestId request, FeatureSwitch change, CancellationToken cancellationToken);
}

/// <summary>Features by groups.</summary>
/// <param name="Features">In the order of a page, never null.</param>
/// <param name="Groups">Tryton's active categories of parties, by name, at most 200, possibly empty, never null.</param>
public sealed record FeatureTable(ImmutableArray<FeatureState> Features, ImmutableArray<CustomerGroup> Groups);

/// <summary>A feature.</summary>
/// <param name="Code">Which.</param>
/// <param name="Enabled">For customers in none of the groups named.</param>
/// <param name="Exceptions">Groups with a word of their own; of opposite ones off wins. Possibly empty, never null.</param>
public sealed record FeatureState(PortalFeature Code, bool Enabled, ImmutableArray<FeatureException> Exceptions)
{
    /// <summary>What a group's own word is; null when it has none.</summary>
    public bool? Of(int group) => Exceptions.FirstOrDefault(exception => exception.Group == group)?.Enabled;
}

/// <summary>A group's own word.</summary>
/// <param name="Group">Id of the <c>party.category</c>.</param>
/// <param name="Enabled">On or off.</param>
public sealed record FeatureException(int Group, bool Enabled);

/// <summary>A <c>party.category</c>.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">With those above it: <c>Quebec / Wholesale</c>.</param>
/// <param name="Companies">How many companies with people of the portal carry it themselves.</param>
public sealed record CustomerGroup(int Id, string Name, int Companies);

/// <summary>What is to be switched.</summary>
/// <param name="Feature">Which.</param>
/// <param name="Group">For which group; null for everybody else.</param>
/// <param name="Enabled">On or off; null for a group without a word of its own.</param>
/// <param name="Seen">What it was when it was read.</param>
public sealed record FeatureSwitch(PortalFeature Feature, int? Group, bool? Enabled, bool? Seen);
