using System.Globalization;
using ItfPortal.Tryton;
using ItfPortal.Tryton.Visitors;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Ui;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Admin.Visitors;

/// <summary>One request, and the mark that it was answered.</summary>
public sealed partial class VisitorPage
{
    private const string AnswerForm = "answered";

    private VisitorItem? _item;
    private Error? _error;
    private (NoticeKind Kind, string Text)? _told;
    private string _key = "";

    [Parameter] public required string Id { get; set; }

    [SupplyParameterFromForm(FormName = AnswerForm)] public MarkedRequest? Marked { get; set; }

    [SupplyParameterFromQuery(Name = "fait")] public string? Done { get; set; }

    [CascadingParameter] public required HttpContext HttpContext { get; set; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] public required VisitorInboxService Inbox { get; init; }

    protected override async Task OnInitializedAsync()
    {
        _key = (RequestId.Parse(Marked?.Request) ?? RequestId.New()).ToString();
        if (RecordId.Parse(Id) is not { } id)
        {
            Navigation.NotFound();
            return;
        }
        var read = await Inbox.ItemAsync(id, HttpContext.RequestAborted);
        if (read.Error is NotFoundError)
        {
            Navigation.NotFound();
            return;
        }
        (_item, _error) = (read.Ok ? read.Value : null, read.Error);
        _told = Done is null ? null : (NoticeKind.Good, T["Done"]);
    }

    private async Task MarkAsync()
    {
        if (_item is not { Message: { } message })
        {
            return;
        }
        // Once more by the same press of the button is answered the same by Tryton.
        var result = await Inbox.MarkAnsweredAsync(RequestId.Parse(_key)!.Value, message.Id, HttpContext.RequestAborted);
        if (result.Ok)
        {
            Navigation.NavigateTo(PortalUrls.AdminVisitor(message.Id) + "?fait=1");
            return;
        }
        var unsure = result.Error is TrytonUnavailableError ? " " + A["OutcomeUnknown"] : "";
        _told = (NoticeKind.Problem, result.Error!.Message + unsure);
        HttpContext.Response.StatusCode = result.Error is TrytonUnavailableError or AuditUnavailableError
            ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status422UnprocessableEntity;
    }

    private string Size(int bytes) => bytes < 1024 * 1024
        ? T["Kilobytes", Math.Max(1, bytes / 1024)]
        : T["Megabytes", (bytes / (1024d * 1024)).ToString("0.0", CultureInfo.CurrentCulture)];
}

/// <summary>The posted mark.</summary>
public sealed class MarkedRequest
{
    public string? Request { get; set; }
}
