using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Orders;
using ItfPortal.Web.Platform.Ui;

namespace ItfPortal.Web.Platform.Words;

/// <summary>A change as a whole sentence in the reader's language, made from the event alone: nothing is read for it.</summary>
public static class ChangeSentence
{
    /// <summary>The event that says most about an order: the last one that makes a sentence, because the module writes it last.</summary>
    /// <param name="events">As the feed brought them.</param>
    /// <returns>Null when they only bring rows up to date.</returns>
    public static PortalEvent? MostTelling(IEnumerable<PortalEvent> events) => events.LastOrDefault(change => change.Kind != EventKind.Progress);

    /// <summary>The sentence, without a full stop.</summary>
    /// <param name="change">What happened.</param>
    /// <param name="today">In the company's zone; dates of other years say theirs.</param>
    /// <param name="order">The order it belongs to, for its currency, when the event carries no row.</param>
    /// <remarks><see cref="EventKind.Progress"/> says nothing to a reader; it reads as an unknown kind.</remarks>
    public static string Of(PortalEvent change, DateOnly today, OrderRow? order = null)
    {
        ArgumentNullException.ThrowIfNull(change);
        var writer = new Writer(today, (change.Detail.Row ?? order)?.Currency ?? "CAD");
        var detail = change.Detail;
        return change.Kind switch
        {
            EventKind.Created => Writer.Created(change),
            EventKind.Removed => Writer.Removed(change),
            EventKind.State => Writer.State(detail),
            EventKind.Shipped => writer.Shipped(detail),
            EventKind.Shipment => Writer.Shipment(detail),
            EventKind.Promised => writer.Promised(detail),
            EventKind.Lines => writer.Lines(detail),
            EventKind.Reference => Writer.Reference(detail),
            EventKind.Details => WordsTexts.Get("Details"),
            EventKind.Invoice => detail.InvoiceKind == "credit_note" ? Writer.Credit(detail) : writer.Invoice(detail),
            EventKind.Access => Writer.Access(detail),
            _ => WordsTexts.Get("Unknown"),
        };
    }

    private readonly record struct Writer(DateOnly Today, string Currency)
    {
        public static string Created(PortalEvent change) => change.Detail.Row?.State switch
        {
            SaleState.Draft => WordsTexts.Get("Created_Draft"),
            SaleState.Quotation => WordsTexts.Get("Created_Quotation"),
            // In an order's history, where events come without their row: what a customer's person made began as a draft.
            null when change.Area == EventArea.Quote => WordsTexts.Get(change.Owner is null ? "Created_Quotation" : "Created_Draft"),
            _ => WordsTexts.Get("Created_Order"),
        };

        public static string Removed(PortalEvent change)
        {
            var key = change.Area == EventArea.Quote ? "Removed_Quotation" : "Removed_Order";
            return change.Detail.Number is { Length: > 0 } number ? WordsTexts.Get($"{key}_Number", number) : WordsTexts.Get(key);
        }

        public static string State(EventDetail detail) => (detail.Old, detail.New) switch
        {
            (_, "quotation") => WordsTexts.Get("State_Quotation"),
            (_, "confirmed") => WordsTexts.Get("State_Confirmed"),
            ("draft" or "quotation", "processing") => WordsTexts.Get("State_Processing_FromQuotation"),
            ("done", "processing") => WordsTexts.Get("State_Processing_FromDone"),
            (_, "processing") => WordsTexts.Get("State_Processing"),
            (_, "done") => WordsTexts.Get("State_Done"),
            ("quotation", "cancelled") => WordsTexts.Get("State_Cancelled_FromQuotation"),
            ("draft", "cancelled") => WordsTexts.Get("State_Cancelled_FromDraft"),
            (_, "cancelled") => WordsTexts.Get("State_Cancelled"),
            ("quotation", "draft") => WordsTexts.Get("State_Draft_FromQuotation"),
            ("cancelled", "draft") => WordsTexts.Get("State_Draft_FromCancelled"),
            (_, "draft") => WordsTexts.Get("State_Draft"),
            _ => WordsTexts.Get("Unknown"),
        };

        public string Shipped(EventDetail detail)
        {
            if (detail.Quantity is not (> 0 and var quantity))
            {
                return WordsTexts.Get("Shipped_Unknown");
            }
            var gone = Gone(quantity, detail.Unit?.Here());
            return (detail.Remaining, detail.Next) switch
            {
                ( > 0 and var remaining, { } next) => WordsTexts.Get("Shipped_Next", gone, Formats.Quantity(remaining), Day(next)),
                ( > 0 and var remaining, null) => WordsTexts.Get("Shipped_Remaining", gone, Formats.Quantity(remaining)),
                (0, _) => WordsTexts.Get("Shipped_All", gone),
                _ => gone,
            };
        }

        public static string Shipment(EventDetail detail)
        {
            if (detail.Tracking is { Length: > 0 } tracking && (detail.Old == detail.New || detail.New is null))
            {
                return Numbered("Shipment_Tracking", detail.Number, tracking);
            }
            var key = (detail.Old, detail.New) switch
            {
                (null, "draft" or "waiting") => "Shipment_New",
                (_, "draft") => "Shipment_Draft",
                (_, "waiting") => "Shipment_Waiting",
                (_, "assigned") => "Shipment_Assigned",
                (_, "picked") => "Shipment_Picked",
                (_, "packed") => "Shipment_Packed",
                (_, "shipped") => "Shipment_Shipped",
                (_, "done") => "Shipment_Done",
                (_, "cancelled") => "Shipment_Cancelled",
                _ => "Shipment_Updated",
            };
            return Numbered(key, detail.Number);
        }

        public string Promised(EventDetail detail) => (detail.OldDate, detail.NewDate) switch
        {
            (null, { } date) => WordsTexts.Get("Promised_New", Day(date)),
            ({ } old, { } date) when date > old => WordsTexts.Get("Promised_Later", Day(old), Day(date)),
            ({ } old, { } date) when date < old => WordsTexts.Get("Promised_Sooner", Day(old), Day(date)),
            ({ } old, null) => WordsTexts.Get("Promised_None", Day(old)),
            _ => WordsTexts.Get("Promised_Updated"),
        };

        public string Lines(EventDetail detail) => (detail.OldTotal, detail.NewTotal) switch
        {
            ({ } old, { } total) when old != total => WordsTexts.Get("Lines_FromTo", Money(old), Money(total)),
            (null, { } total) => WordsTexts.Get("Lines_Total", Money(total)),
            _ => WordsTexts.Get("Lines"),
        };

        public static string Reference(EventDetail detail) => (detail.Old, detail.New) switch
        {
            (null or "", { Length: > 0 } reference) => WordsTexts.Get("Reference_New", reference),
            ({ Length: > 0 } old, { Length: > 0 } reference) => WordsTexts.Get("Reference_Changed", old, reference),
            ({ Length: > 0 } old, null or "") => WordsTexts.Get("Reference_None", old),
            _ => WordsTexts.Get("Reference_Updated"),
        };

        public string Invoice(EventDetail detail) => (detail.Old, detail.New) switch
        {
            ("paid", "posted") => Numbered("Invoice_Reopened", detail.Number),
            ("posted", "posted") when detail.ToPay is { } left => Numbered("Invoice_Partial", detail.Number, Money(left)),
            ("posted", "posted") => Numbered("Invoice_Updated", detail.Number),
            (_, "posted") when detail.Due is { } due => Numbered("Invoice_Posted_Due", detail.Number, Day(due)),
            (_, "posted") => Numbered("Invoice_Posted", detail.Number),
            (_, "paid") => Numbered("Invoice_Paid", detail.Number),
            (_, "cancelled") => Numbered("Invoice_Cancelled", detail.Number),
            _ => Numbered("Invoice_Updated", detail.Number),
        };

        public static string Credit(EventDetail detail) => (detail.Old, detail.New) switch
        {
            ("posted" or "paid", "posted") => Numbered("Credit_Updated", detail.Number),
            (_, "posted") => Numbered("Credit_Posted", detail.Number),
            (_, "paid") => Numbered("Credit_Paid", detail.Number),
            (_, "cancelled") => Numbered("Credit_Cancelled", detail.Number),
            _ => Numbered("Credit_Updated", detail.Number),
        };

        public static string Access(EventDetail detail) => WordsTexts.Get(detail.Reason switch
        {
            "granted" => "Access_Granted",
            "revoked" => "Access_Revoked",
            "user" => "Access_User",
            _ => "Access_Changed",
        });

        private static string Gone(decimal quantity, string? unit)
        {
            var many = Nouns.IsPlural(quantity, Reader.Language) ? "Many" : "One";
            if (unit is null)
            {
                return WordsTexts.Get($"Shipped_Items_{many}", Formats.Quantity(quantity));
            }
            var gender = Nouns.IsFeminine(unit) ? "Feminine" : "Masculine";
            return WordsTexts.Get($"Shipped_{gender}_{many}", Formats.Quantity(quantity), Nouns.Unit(unit, quantity, Reader.Language));
        }

        // A document without a number yet leaves no hole in the sentence.
        private static string Numbered(string key, string? number, string? argument = null) =>
            WordsTexts.Get(key, number ?? "", argument).Replace("  ", " ", StringComparison.Ordinal).Replace(" \u00a0", "\u00a0", StringComparison.Ordinal);

        private string Day(DateOnly day) => Formats.DateInWords(day, Today);

        private string Money(decimal amount) => Formats.Money(amount, Currency);
    }
}
