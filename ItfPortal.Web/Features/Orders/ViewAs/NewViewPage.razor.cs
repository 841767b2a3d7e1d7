using System.Globalization;
using ItfPortal.Tryton;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Tryton.Views;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Ui;
using ItfPortal.Web.Platform.Words;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Orders.ViewAs;

/// <summary>The beginning of a view; what was typed stays until it is accepted.</summary>
public sealed partial class NewViewPage
{
    private const string FormName = "view";
    private const int MinReason = 5;
    private const int MaxReason = 500;

    private ViewPeople? _people;
    private Error? _error;
    private string? _problem;
    private string _request = "";
    private string? _reason;
    private int? _person;
    private int? _order;
    private bool _badReason;

    [SupplyParameterFromForm(FormName = FormName)] public NewViewForm? Posted { get; set; }

    [SupplyParameterFromQuery(Name = "client")] public string? Customer { get; set; }

    [SupplyParameterFromQuery(Name = "personne")] public string? Person { get; set; }

    [SupplyParameterFromQuery(Name = "commande")] public string? Order { get; set; }

    [CascadingParameter] public required HttpContext HttpContext { get; set; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] public required ViewService Views { get; init; }

    [Inject] public required TimeProvider Time { get; init; }

    private bool HasForm => _people is { Allowed: true, People.IsEmpty: false };

    protected override async Task OnInitializedAsync()
    {
        (_order, _person) = (RecordId.Parse(Order), RecordId.Parse(Posted?.Person ?? Person));
        // Of each thing meant one: a form sent twice begins one view.
        (_request, _reason) = ((RequestId.Parse(Posted?.Request) ?? RequestId.New()).ToString(), Posted?.Reason);
        if (RecordId.Parse(Customer) is not { } party)
        {
            Navigation.NotFound();
            return;
        }
        var people = await Views.PeopleAsync(party, AuditOrigin.Of(HttpContext), HttpContext.RequestAborted);
        if (people.Error is NotFoundError)
        {
            Navigation.NotFound();
            return;
        }
        if (people.Error is AuditUnavailableError)
        {
            HttpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
        (_people, _error) = (people.Ok ? people.Value : null, people.Error);
    }

    private static string FirstWord(string words) => words.Length == 0 ? words : char.ToUpper(words[0], CultureInfo.CurrentCulture) + words[1..];

    private string InWords(Grant grant)
    {
        var words = FirstWord($"{AccessWords.Role(grant.Role)} · {AccessWords.Scope(grant.Scope, grant.SiteName)}");
        return AccessWords.Dates(null, grant.Until, CompanyTime.Today(Time)) is { } dates ? $"{words}, {dates}" : words;
    }

    private async Task BeginAsync()
    {
        if (_people is null || !HasForm)
        {
            return;
        }
        if (_person is not { } person)
        {
            Refuse(T["WhomMissing"]);
            return;
        }
        var begun = await Views.BeginAsync(
            RequestId.Parse(_request)!.Value, _people.Party, person, _reason ?? "", AuditOrigin.Of(HttpContext), HttpContext.RequestAborted);
        if (begun.Ok)
        {
            var list = PortalUrls.ViewOrders(begun.Value);
            Navigation.NavigateTo(_order is { } order ? string.Create(CultureInfo.InvariantCulture, $"{list}/{order}") : list);
            return;
        }
        _badReason = begun.Error is RefusedError { Code: ViewRefusals.BadReason };
        Refuse(begun.Error!.Message);
        if (begun.Error is TrytonUnavailableError or AuditUnavailableError)
        {
            HttpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
    }

    private void Refuse(string problem)
    {
        _problem = problem;
        HttpContext.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
    }
}

/// <summary>The posted form.</summary>
public sealed class NewViewForm
{
    public string? Request { get; set; }

    public string? Person { get; set; }

    public string? Reason { get; set; }
}
