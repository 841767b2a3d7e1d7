using ItfPortal.Tryton.Visitors;

namespace ItfPortal.Web.Features.Marketing.Requests;

/// <summary>A question.</summary>
public sealed class ContactForm : RequestForm
{
    internal override VisitorRequestKind Kind => VisitorRequestKind.Contact;

    internal override IReadOnlyList<string> Problems(DateOnly today) => [.. PersonProblems(leastMessage: 1)];
}
