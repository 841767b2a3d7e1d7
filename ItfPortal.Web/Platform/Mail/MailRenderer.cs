using System.Globalization;
using ItfPortal.Web.Platform.Configuration;
using ItfPortal.Web.Platform.Mail.Templates;
using ItfPortal.Web.Platform.Ui;
using ItfPortal.Web.Platform.Words;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Platform.Mail;

/// <summary>
/// Draws a template twice, as HTML and as text, from the same component: neither can say what the other does not. In the reader's language,
/// with links of the settings' own address; there is no request here whose host could be believed.
/// </summary>
public sealed class MailRenderer(
    IServiceScopeFactory scopes, ILoggerFactory loggers, IOptions<MailOptions> options, IOptions<SiteOptions> site, TimeProvider time)
{
    /// <summary>Draws it.</summary>
    /// <exception cref="ArgumentException">No template speaks of this model.</exception>
    public async Task<RenderedMail> RenderAsync(MailModel model, MailRecipient to, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(to);
        var template = MailTemplates.Of(model);
        var html = await DrawAsync(template, model, to, MailForm.Html, cancellationToken);
        var text = await DrawAsync(template, model, to, MailForm.Text, cancellationToken);
        return new RenderedMail(html.Page.Subject, html.Markup, MailText.Of(text.Markup), html.Page.Language);
    }

    private async Task<(MailPage Page, string Markup)> DrawAsync(
        MailTemplate template, MailModel model, MailRecipient to, MailForm form, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, loggers);
        var page = new MailPage(form, site.Value.BaseUri, options.Value, to, CompanyTime.Today(time));
        var markup = await renderer.Dispatcher.InvokeAsync(async () =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Of this flow alone; the worker's own stays.
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(Languages.CultureOf(page.Language)!);
            var drawn = await renderer.RenderComponentAsync<MailHost>(ParameterView.FromDictionary(new Dictionary<string, object?>
            {
                [nameof(MailHost.Page)] = page,
                [nameof(MailHost.Template)] = template.Component,
                [nameof(MailHost.Model)] = model,
            }));
            return drawn.ToHtmlString();
        });
        return (page, markup);
    }
}

/// <summary>A mail as its reader gets it.</summary>
/// <param name="Subject">One line.</param>
/// <param name="Html">A whole document.</param>
/// <param name="Text">The same in plain text; lines end in a line feed.</param>
/// <param name="Language"><c>fr</c> or <c>en</c>.</param>
public sealed record RenderedMail(string Subject, string Html, string Text, string Language);
