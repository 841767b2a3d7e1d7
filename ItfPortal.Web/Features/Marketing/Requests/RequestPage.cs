using System.Globalization;
using ItfPortal.Web.Features.Marketing.Pages;
using ItfPortal.Web.Platform.Ui;
using ItfPortal.Web.Platform.Visitors;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace ItfPortal.Web.Features.Marketing.Requests;

/// <summary>What the pages of the public forms share: static, no circuit, works without JavaScript, in the language of its address.</summary>
/// <typeparam name="TForm">The form.</typeparam>
public abstract class RequestPage<TForm> : ComponentBase
    where TForm : RequestForm, new()
{
    /// <summary>Name of the field with files.</summary>
    internal const string FilesField = "Files";

    private IReadOnlyList<string> _fields = [];
    private FileProblem? _file;
    private string? _problem;

    [SupplyParameterFromForm] public TForm? Posted { get; set; }

    [SupplyParameterFromQuery(Name = "fait")] public string? Done { get; set; }

    [CascadingParameter] public required HttpContext HttpContext { get; set; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] public required IStringLocalizer<RequestTexts> T { get; init; }

    [Inject] internal RequestService Service { get; init; } = null!;

    /// <summary>As typed.</summary>
    protected TForm Form { get; private set; } = new();

    /// <summary>The page as its parts see it.</summary>
    private protected RequestView View => new(Form, Here, Done is not null, _problem, _fields, FileText(), Service.Today);

    // Where there is none of these addresses the page could not be asked for.
    private ImportedPage Page => SitePages.At(HttpContext.Request.Path.Value ?? "")!;

    private string Here => Page.Route;

    protected override void OnInitialized()
    {
        Form = Posted ?? new();
        Form.Stamp = Service.Stamp(Form);
    }

    /// <summary>Takes the form.</summary>
    protected async Task AskAsync()
    {
        // The stamp that was sent: Form's own was drawn for the next attempt.
        var sent = HttpContext.Request.Form;
        Form.Stamp = sent[$"{nameof(Posted)}.{nameof(RequestForm.Stamp)}"];
        var outcome = await Service.AskAsync(
            Form, sent.Files.GetFiles(FilesField), CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, HttpContext.Connection.RemoteIpAddress,
            HttpContext.RequestAborted);
        Form.Stamp = Service.Stamp(Form);
        _problem = outcome.Tell(HttpContext);
        if (_problem is null)
        {
            Navigation.NavigateTo(Here + "?fait=1");
        }
        else if (outcome is VisitorOutcome.Incomplete incomplete)
        {
            (_fields, _file) = (incomplete.Fields, incomplete.File);
        }
    }

    private string? FileText() => _file is { } file ? T[$"File_{file.Fault}", file.Name ?? ""].Value : null;
}

/// <summary>A form's page as its parts see it.</summary>
/// <param name="Form">As typed, with a fresh stamp.</param>
/// <param name="Here">The page's own address.</param>
/// <param name="Done">The form was received.</param>
/// <param name="Problem">Key of the text that says why it was not; null at first.</param>
/// <param name="Fields">Which cannot stay as they are.</param>
/// <param name="FileText">What is wrong with the files, in words; null for nothing.</param>
/// <param name="Today">In the company's zone.</param>
internal sealed record RequestView(
    RequestForm Form, string Here, bool Done, string? Problem, IReadOnlyList<string> Fields, string? FileText, DateOnly Today)
{
    /// <summary>Id of a field on the page.</summary>
    public static string Id(string field) => "ask-" + field.ToLowerInvariant();
}
