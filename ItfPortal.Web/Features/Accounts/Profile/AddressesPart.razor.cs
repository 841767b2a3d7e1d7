using System.Globalization;
using ItfPortal.Tryton;
using ItfPortal.Tryton.Accounts;
using ItfPortal.Tryton.Companies;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Ui;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Accounts.Profile;

/// <summary>A company's addresses as they were last seen; what was typed stays until it is saved or given up.</summary>
public sealed partial class AddressesPart
{
    private const string FormName = "address";
    private const string New = "nouvelle";

    private CompanyAddress? _open;
    private CompanyAddress? _theirs;
    private Error? _refused;
    private bool _adding;
    private bool _archiving;
    private bool _gone;

    /// <summary>Of which company, for whom.</summary>
    [Parameter, EditorRequired] public required PartyScope Scope { get; set; }

    /// <summary>The company's code when the person has several.</summary>
    [Parameter] public string? Company { get; set; }

    /// <summary>As they are now; null when Tryton does not say.</summary>
    [Parameter, EditorRequired] public CompanyAddresses? Read { get; set; }

    /// <summary>Why not.</summary>
    [Parameter] public Error? Unread { get; set; }

    [SupplyParameterFromForm(FormName = FormName)] public AddressForm? Posted { get; set; }

    /// <summary>Which is changed: its id, or <c>nouvelle</c>.</summary>
    [SupplyParameterFromQuery(Name = "adresse")] public string? Edited { get; set; }

    /// <summary>Which is put away.</summary>
    [SupplyParameterFromQuery(Name = "archiver")] public string? Archived { get; set; }

    [CascadingParameter] public required HttpContext HttpContext { get; set; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] internal CompanySelfService Companies { get; init; } = null!;

    private AddressForm Form { get; set; } = new();

    private CompanyAddresses Shown { get; set; } = null!;

    protected override void OnInitialized()
    {
        // What was typed stays while Tryton does not answer.
        Shown = Read ?? new(Scope.Party, Scope.Name, "fr", Posted is not null, [], []);
        if (Read is null)
        {
            (_adding, _refused, Form) = (Posted is not null, Unread, Posted ?? Form);
            return;
        }
        if (!Shown.Administers)
        {
            return;
        }
        _adding = Edited == New;
        _archiving = !_adding && Edited is null && Archived is not null;
        var id = RecordId.Parse(_archiving ? Archived : Edited);
        _open = Shown.Addresses.FirstOrDefault(address => address.Id == id);
        // Somebody else's address answers as one that is gone.
        _gone = _open is null && !_adding && (Edited ?? Archived) is not null;
        Form = Posted ?? (_open is { } open ? AddressForm.Of(open) : new AddressForm { Delivery = _adding });
        Form.Request = (RequestId.Parse(Form.Request) ?? RequestId.New()).ToString();
    }

    private static string Title(CompanyAddress address) => address.Name.Length > 0 ? address.Name : $"{address.Street.Split('\n')[0]}, {address.City}";

    private string Url(string? key, int? id)
    {
        var url = key is null ? PortalUrls.Profile : $"{PortalUrls.Profile}?{key}={id?.ToString(CultureInfo.InvariantCulture) ?? New}";
        return PortalUrls.WithCompany(url, Company) + "#adresses";
    }

    private (string, string, string)[] Compared(CompanyAddress theirs)
    {
        string Uses(bool delivery, bool invoice) => string.Join(", ", new[] { delivery ? T["ForDelivery"].Value : "", invoice ? T["ForInvoice"].Value : "" }.Where(use => use.Length > 0));
        string Region(string? code) => Shown.Regions.FirstOrDefault(region => region.Code == code)?.Name ?? code ?? "";
        return
        [
            (T["AddressName"], Form.Name ?? "", theirs.Name),
            (T["Street"], (Form.Street ?? "").ReplaceLineEndings("\n"), theirs.Street),
            (T["City"], Form.City ?? "", theirs.City),
            (T["PostalCode"], Form.PostalCode ?? "", theirs.PostalCode),
            (T["Region"], Region(Form.Region), Region(theirs.Region)),
            (T["Purpose"], Uses(Form.Delivery, Form.Invoice), Uses(theirs.Delivery, theirs.Invoice)),
        ];
    }

    private async Task SaveAsync()
    {
        if (Read is null || (!_adding && _open is null))
        {
            HttpContext.Response.StatusCode = Unread is null ? StatusCodes.Status422UnprocessableEntity : OwnPart.StatusOf(Unread);
            return;
        }
        var request = RequestId.Parse(Form.Request)!.Value;
        var address = new NewAddress(Form.Name, Form.Street ?? "", Form.City ?? "", Form.PostalCode, string.IsNullOrEmpty(Form.Region) ? null : Form.Region, Form.Invoice, Form.Delivery);
        var saved = await (
            _adding ? Companies.AddAsync(Scope, request, address, HttpContext.RequestAborted)
            : _archiving ? Companies.ArchiveAsync(Scope, request, _open!.Id, Form.Version ?? "", HttpContext.RequestAborted)
            : Companies.ChangeAsync(Scope, request, _open!.Id, Form.Version ?? "", address, HttpContext.RequestAborted));
        if (saved.Ok)
        {
            Navigation.NavigateTo(PortalUrls.WithCompany($"{PortalUrls.Profile}?fait={(_archiving ? "archive" : "adresse")}", Company));
            return;
        }
        _refused = saved.Error;
        if (saved.Error is RefusedError { Code: ProfileRefusals.StaleValues })
        {
            // The next attempt is of what is shown beside it.
            (_theirs, Form.Version) = (_open, _open!.Version);
            if (_archiving)
            {
                Form = AddressForm.Of(_open, Form.Request);
            }
        }
        HttpContext.Response.StatusCode = OwnPart.StatusOf(saved.Error!);
    }
}

/// <summary>The posted form.</summary>
public sealed class AddressForm
{
    public string? Request { get; set; }

    public string? Version { get; set; }

    public string? Name { get; set; }

    public string? Street { get; set; }

    public string? City { get; set; }

    public string? PostalCode { get; set; }

    public string? Region { get; set; }

    public bool Invoice { get; set; }

    public bool Delivery { get; set; }

    internal static AddressForm Of(CompanyAddress address, string? request = null) => new()
    {
        Request = request,
        Version = address.Version,
        Name = address.Name,
        Street = address.Street,
        City = address.City,
        PostalCode = address.PostalCode,
        Region = address.Region,
        Invoice = address.Invoice,
        Delivery = address.Delivery,
    };
}
