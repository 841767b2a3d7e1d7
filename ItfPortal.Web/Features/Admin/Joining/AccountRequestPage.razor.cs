using System.Globalization;
using ItfPortal.Tryton;
using ItfPortal.Tryton.Administration;
using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Tryton.Visitors;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Ui;
using ItfPortal.Web.Platform.Words;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Admin.Joining;

/// <summary>One request; the company is chosen in the address, what was typed stays until the decision is made.</summary>
public sealed partial class AccountRequestPage
{
    internal const string NewCompany = "nouvelle";
    private const string ApproveForm = "approve";
    private const string RefuseForm = "refuse";
    private const string AgainForm = "again";
    private const string SiteScope = "site:";

    private static readonly AddressAccount[] s_accounts = [AddressAccount.Active, AddressAccount.Invited, AddressAccount.Disabled, AddressAccount.Staff];

    private AccountRequestCard? _card;
    private GrantableCompany? _company;
    private IReadOnlyList<Tryton.Orders.Customer>? _found;
    private Error? _error;
    private (NoticeKind Kind, string Text)? _told;
    private PortalRole _role;
    private string _scope = "";
    private string _key = "";
    private bool _new;
    private bool _administered;
    private bool _badReason;

    [Parameter] public required string Id { get; set; }

    [SupplyParameterFromForm(FormName = ApproveForm)] public ApprovedRequest? Approved { get; set; }

    [SupplyParameterFromForm(FormName = RefuseForm)] public RefusedRequest? Refused { get; set; }

    [SupplyParameterFromForm(FormName = AgainForm)] public AgainRequest? Again { get; set; }

    [SupplyParameterFromQuery(Name = "entreprise")] public string? Chosen { get; set; }

    [SupplyParameterFromQuery(Name = "recherche")] public string? Words { get; set; }

    [SupplyParameterFromQuery(Name = "fait")] public string? Done { get; set; }

    [CascadingParameter] public required HttpContext HttpContext { get; set; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] public required AccountRequestService Requests { get; init; }

    [Inject] public required AccessDecisions Companies { get; init; }

    private bool Waiting => _card?.Request.State is AccessRequestState.Waiting;

    private bool HasApprove => Waiting && (_company is not null || _new);

    private bool HasRefuse => Waiting;

    private bool HasAgain => _card?.Request is { State: not AccessRequestState.Waiting, Waits: true };

    private IEnumerable<(string Value, string Text)> Scopes =>
    [
        (nameof(GrantScope.Company), AccessWords.Scope(GrantScope.Company, null)), (nameof(GrantScope.Own), AccessWords.Scope(GrantScope.Own, null)),
        .. _company is null ? [] : _company.Sites.Select(site => (SiteScope + site.Id.ToString(CultureInfo.InvariantCulture), AccessWords.Scope(GrantScope.Site, site.Name))),
    ];

    protected override async Task OnInitializedAsync()
    {
        _key = (RequestId.Parse(Approved?.Request ?? Refused?.Request ?? Again?.Request) ?? RequestId.New()).ToString();
        await ReadAsync();
        if (_card is null || !Waiting)
        {
            return;
        }
        await ChooseAsync();
        // Of one that was only looked for nobody said that it has no administrator.
        _administered = _company is { } company && !_card.Candidates.Any(candidate => candidate.Party == company.Id && !candidate.Administered);
        // The first person of a company is the one who lets the others in.
        _role = Enum.TryParse<PortalRole>(Approved?.Role, out var role) && Enum.IsDefined(role) ? role
            : _administered ? PortalRole.Viewer : PortalRole.CompanyAdministrator;
        _scope = Approved?.Scope ?? nameof(GrantScope.Company);
    }

    private async Task ReadAsync()
    {
        if (RecordId.Parse(Id) is not { } id)
        {
            Navigation.NotFound();
            return;
        }
        var read = await Requests.CardAsync(id, HttpContext.RequestAborted);
        if (read.Error is NotFoundError)
        {
            Navigation.NotFound();
            return;
        }
        (_card, _error) = (read.Ok ? read.Value : null, read.Error);
        _told = Done switch
        {
            "approuvee" => (NoticeKind.Good, T["Done_Approved"]),
            "refusee" => (NoticeKind.Good, T["Done_Refused"]),
            "lien" => (NoticeKind.Good, T["Done_Again"]),
            "sans-courriel" => (NoticeKind.Attention, T[_card?.Request.State is AccessRequestState.Refused ? "Done_NoAnswer" : "Done_NoMail"]),
            _ => null,
        };
    }

    private async Task ChooseAsync()
    {
        if (Words is { Length: > 0 } words)
        {
            var found = await Companies.CompaniesAsync(words, HttpContext.RequestAborted);
            _found = found.Ok ? found.Value : null;
            Tell(found.Error);
        }
        _new = Chosen == NewCompany;
        if (RecordId.Parse(Chosen) is { } party)
        {
            var company = await Companies.CompanyAsync(party, HttpContext.RequestAborted);
            _company = company.Ok ? company.Value : null;
            Tell(company.Error);
        }
    }

    private void Tell(Error? error) => _told = error is null ? _told : (NoticeKind.Problem, error.Message);

    private async Task ApproveAsync()
    {
        if (_card is not { } card || !HasApprove)
        {
            Lost();
            return;
        }
        var site = _scope.StartsWith(SiteScope, StringComparison.Ordinal) ? RecordId.Parse(_scope[SiteScope.Length..]) : null;
        var scope = _role is PortalRole.CompanyAdministrator ? GrantScope.Company
            : site is not null ? GrantScope.Site : _scope == nameof(GrantScope.Own) ? GrantScope.Own : GrantScope.Company;
        var grant = new NewGrant(_role, scope, scope is GrantScope.Site ? site : null, null, null);
        Answer(
            await Requests.ApproveAsync(RequestId.Parse(_key)!.Value, card.Request.Id, _company?.Id, grant, Approved?.Reason ?? "", HttpContext.RequestAborted),
            "approuvee");
        _badReason = _told is not null && string.IsNullOrWhiteSpace(Approved?.Reason);
    }

    private async Task RefuseAsync()
    {
        if (_card is not { } card || !Waiting)
        {
            Lost();
            return;
        }
        Answer(await Requests.RefuseAsync(RequestId.Parse(_key)!.Value, card.Request, Refused?.Answer ?? "", HttpContext.RequestAborted), "refusee");
    }

    private async Task SendAgainAsync()
    {
        if (_card is not { } card || !HasAgain)
        {
            Lost();
            return;
        }
        Answer(await Requests.SendAgainAsync(RequestId.Parse(_key)!.Value, card.Request, HttpContext.RequestAborted), "lien");
    }

    private void Answer(Result<bool> result, string done)
    {
        if (result.Ok && _card is { } card)
        {
            Navigation.NavigateTo($"{PortalUrls.AdminAccount(card.Request.Id)}?fait={(result.Value ? done : "sans-courriel")}");
            return;
        }
        var unsure = result.Error is TrytonUnavailableError ? " " + A["OutcomeUnknown"] : "";
        _told = (NoticeKind.Problem, result.Error!.Message + unsure);
        HttpContext.Response.StatusCode = result.Error is TrytonUnavailableError or AuditUnavailableError
            ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status422UnprocessableEntity;
    }

    // Decided by somebody else while this page stood open, or no company chosen.
    private void Lost()
    {
        if (_card is null)
        {
            return;
        }
        _told = (NoticeKind.Attention, T[Waiting ? "ChooseFirst" : "DecidedMeanwhile"]);
        HttpContext.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
    }
}

/// <summary>The posted approval.</summary>
public sealed class ApprovedRequest
{
    public string? Request { get; set; }

    public string? Role { get; set; }

    public string? Scope { get; set; }

    public string? Reason { get; set; }
}

/// <summary>The posted refusal.</summary>
public sealed class RefusedRequest
{
    public string? Request { get; set; }

    public string? Answer { get; set; }
}

/// <summary>The posted wish for another link.</summary>
public sealed class AgainRequest
{
    public string? Request { get; set; }
}
