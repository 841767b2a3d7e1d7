using ItfPortal.Tryton.Events;

namespace ItfPortal.Tryton.Mails;

/// <summary>An event as one reader may be told of it.</summary>
/// <param name="Event">The event, without the row of the order.</param>
/// <param name="User">Id of the reader's <c>res.user</c>.</param>
/// <param name="Name">As the reader is greeted; null when Tryton knows none.</param>
/// <param name="Address">Where mail goes.</param>
/// <param name="Language"><c>fr</c> or <c>en</c>.</param>
/// <param name="PartyName">Name of the company it is about.</param>
/// <param name="Company">That company's code for addresses; null for somebody with one company.</param>
/// <param name="Document">What it is about.</param>
public sealed record MailFacts(
    PortalEvent Event, int User, string? Name, string Address, string Language, string PartyName, string? Company, MailDocument Document)
{
    /// <summary>Never shows the reader's address.</summary>
    public override string ToString() => FormattableString.Invariant($"Event {Event.Id} for {User}");
}

/// <summary>The order or invoice that a mail is about, as its reader reads it.</summary>
/// <param name="Model"><c>sale.sale</c> or <c>account.invoice</c>.</param>
/// <param name="Id">Its id.</param>
/// <param name="Number">Null while it has none.</param>
/// <param name="Reference">The customer's, or null.</param>
/// <param name="State">Tryton's word for its state.</param>
/// <param name="Amount">Tax included, in <paramref name="Currency"/>; null while none is known.</param>
/// <param name="Currency">ISO code.</param>
public sealed record MailDocument(string Model, int Id, string? Number, string? Reference, string State, decimal? Amount, string Currency);

/// <summary>The owner of an account.</summary>
/// <param name="User">Id of the <c>res.user</c>.</param>
/// <param name="Name">As they are greeted; null when Tryton knows none.</param>
/// <param name="Address">Where mail reaches them; not always an address of mail.</param>
/// <param name="Language"><c>fr</c> or <c>en</c>.</param>
public sealed record MailOwner(int User, string? Name, string Address, string Language)
{
    /// <summary>Never shows the address.</summary>
    public override string ToString() => FormattableString.Invariant($"Owner {User}");
}
