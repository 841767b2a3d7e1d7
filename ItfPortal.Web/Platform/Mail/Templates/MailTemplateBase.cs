using ItfPortal.Web.Platform.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace ItfPortal.Web.Platform.Mail.Templates;

/// <summary>What the components of mails share.</summary>
/// <typeparam name="TModel">What the mail says.</typeparam>
public abstract class MailTemplateBase<TModel> : ComponentBase
    where TModel : MailModel
{
    [Parameter, EditorRequired] public TModel Model { get; set; } = null!;

    [CascadingParameter] public MailPage Page { get; set; } = null!;

    [Inject] public required IStringLocalizer<MailTexts> T { get; init; }

    /// <summary>What somebody typed, on one line.</summary>
    protected static string Line(string text) => MailAddresses.OneLine(text);

    /// <summary>A day and an hour in a sentence, in the company's zone: "22 novembre à 10:42".</summary>
    protected string Moment(DateTime utc) => T["Moment", Formats.DateInWords(CompanyTime.DateOf(utc), Page.Today), Formats.Time(utc)];
}
