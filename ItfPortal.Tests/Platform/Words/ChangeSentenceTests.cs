using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Orders;
using ItfPortal.Web.Platform.Words;

namespace ItfPortal.Tests.Platform.Words;

public sealed class ChangeSentenceTests
{
    private static readonly Text s_load = new("voyage", "load");
    private static readonly DateOnly s_december3 = new(2026, 12, 3);

    public static TheoryData<string, EventDetail, EventKind, string, string> Sentences() => new()
    {
        // A non-breaking space is written ~.
        { "part", Shipped(12, TestData.Pallet, 8, s_december3), EventKind.Shipped, "12 palettes expédiées, 8 à venir le 3~décembre", "12 pallets shipped, 8 to come on December~3" },
        { "part, no date", Shipped(12, TestData.Pallet, 8, null), EventKind.Shipped, "12 palettes expédiées, 8 à venir", "12 pallets shipped, 8 to come" },
        { "first of a month, next year", Shipped(12, TestData.Pallet, 8, new(2027, 1, 1)), EventKind.Shipped, "12 palettes expédiées, 8 à venir le 1er~janvier~2027", "12 pallets shipped, 8 to come on January~1, 2027" },
        { "all, one", Shipped(1, TestData.Pallet, 0, null), EventKind.Shipped, "1 palette expédiée, tout est parti", "1 pallet shipped, nothing left to come" },
        { "masculine", Shipped(3, s_load, 1, null), EventKind.Shipped, "3 voyages expédiés, 1 à venir", "3 loads shipped, 1 to come" },
        { "masculine, one", Shipped(1, s_load, null, null), EventKind.Shipped, "1 voyage expédié", "1 load shipped" },
        { "capital unit", Shipped(2, new Text("Unité", "Unit"), null, null), EventKind.Shipped, "2 unités expédiées", "2 units shipped" },
        { "symbol", Shipped(2.5m, new Text("kg", "kg"), null, null), EventKind.Shipped, "2,5 kg expédiés", "2.5 kg shipped" },
        { "under two is singular in French", Shipped(1.5m, TestData.Pallet, null, null), EventKind.Shipped, "1,5 palette expédiée", "1.5 pallets shipped" },
        { "several units", Shipped(1200, null, 0, null), EventKind.Shipped, "1~200 articles expédiés, tout est parti", "1,200 items shipped, nothing left to come" },
        { "no quantity", new EventDetail(), EventKind.Shipped, "Marchandise expédiée", "Goods shipped" },
        { "to quotation", States("draft", "quotation"), EventKind.State, "Devis envoyé par l’équipe ITF", "Quotation sent by the ITF team" },
        { "to confirmed", States("quotation", "confirmed"), EventKind.State, "Confirmée par l’équipe ITF", "Confirmed by the ITF team" },
        { "to processing", States("confirmed", "processing"), EventKind.State, "Mise en préparation par l’équipe ITF", "Being prepared by the ITF team" },
        { "two steps at once", States("quotation", "processing"), EventKind.State, "Confirmée par l’équipe ITF, en préparation", "Confirmed by the ITF team, now being prepared" },
        { "reopened", States("done", "processing"), EventKind.State, "Commande rouverte par l’équipe ITF", "Order reopened by the ITF team" },
        { "done", States("processing", "done"), EventKind.State, "Commande terminée", "Order completed" },
        { "cancelled", States("confirmed", "cancelled"), EventKind.State, "Commande annulée", "Order cancelled" },
        { "quotation cancelled", States("quotation", "cancelled"), EventKind.State, "Devis annulé", "Quotation cancelled" },
        { "quotation taken back", States("quotation", "draft"), EventKind.State, "Devis repris par l’équipe ITF pour modification", "Quotation taken back by the ITF team for changes" },
        { "unknown state", States("done", "sleeping"), EventKind.State, "Commande mise à jour", "Order updated" },
        { "new shipment", Shipment(null, "waiting", "EX-7"), EventKind.Shipment, "Expédition EX-7 planifiée", "Shipment EX-7 planned" },
        { "without a number", Shipment(null, "waiting", null), EventKind.Shipment, "Expédition planifiée", "Shipment planned" },
        { "assigned", Shipment("waiting", "assigned", "EX-7"), EventKind.Shipment, "Marchandise de l’expédition EX-7 réservée", "Goods of shipment EX-7 reserved" },
        { "packed", Shipment("picked", "packed", "EX-7"), EventKind.Shipment, "Expédition EX-7 prête à partir", "Shipment EX-7 ready to leave" },
        { "shipment cancelled", Shipment("waiting", "cancelled", "EX-7"), EventKind.Shipment, "Expédition EX-7 annulée", "Shipment EX-7 cancelled" },
        { "tracking", Shipment("packed", "packed", "EX-7") with { Tracking = "1Z99" }, EventKind.Shipment, "Numéro de suivi de l’expédition EX-7~: 1Z99", "Tracking number of shipment EX-7: 1Z99" },
        { "promised", Promised(null, s_december3), EventKind.Promised, "Promise pour le 3~décembre", "Promised for December~3" },
        { "later", Promised(s_december3, new(2026, 12, 10)), EventKind.Promised, "Date promise reportée du 3~décembre au 10~décembre", "Promised date moved back from December~3 to December~10" },
        { "sooner", Promised(new(2026, 12, 10), s_december3), EventKind.Promised, "Date promise avancée du 10~décembre au 3~décembre", "Promised date moved up from December~10 to December~3" },
        { "no longer", Promised(s_december3, null), EventKind.Promised, "La date promise du 3~décembre ne tient plus", "The promised date of December~3 no longer holds" },
        { "lines", new EventDetail { OldTotal = 1234.56m, NewTotal = 1500 }, EventKind.Lines, "Articles modifiés, le total passe de 1~234,56~$ à 1~500,00~$", "Items changed, the total goes from $1,234.56 to $1,500.00" },
        { "lines without totals", new EventDetail(), EventKind.Lines, "Articles modifiés", "Items changed" },
        { "reference", States(null, "PO-1"), EventKind.Reference, "Référence PO-1 ajoutée", "Reference PO-1 added" },
        { "other reference", States("PO-1", "PO-2"), EventKind.Reference, "Référence PO-1 remplacée par PO-2", "Reference PO-1 replaced by PO-2" },
        { "no reference", States("PO-1", null), EventKind.Reference, "Référence PO-1 retirée", "Reference PO-1 removed" },
        { "details", new EventDetail(), EventKind.Details, "Adresses ou conditions de paiement modifiées", "Addresses or payment terms changed" },
        { "invoice", Invoice(null, "posted"), EventKind.Invoice, "Facture F-2026-0142 émise, à payer d’ici le 22~décembre", "Invoice F-2026-0142 issued, payable by December~22" },
        { "invoice without a date", Invoice(null, "posted") with { Due = null }, EventKind.Invoice, "Facture F-2026-0142 émise", "Invoice F-2026-0142 issued" },
        { "invoice paid", Invoice("posted", "paid"), EventKind.Invoice, "Facture F-2026-0142 payée", "Invoice F-2026-0142 paid" },
        { "paid in part", Invoice("posted", "posted"), EventKind.Invoice, "Paiement reçu pour la facture F-2026-0142, il reste 200,00~$", "Payment received for invoice F-2026-0142, $200.00 remaining" },
        { "payment undone", Invoice("paid", "posted"), EventKind.Invoice, "Facture F-2026-0142 de nouveau à payer", "Invoice F-2026-0142 payable again" },
        { "invoice cancelled", Invoice("posted", "cancelled"), EventKind.Invoice, "Facture F-2026-0142 annulée", "Invoice F-2026-0142 cancelled" },
        { "credit note", Invoice(null, "posted") with { InvoiceKind = "credit_note" }, EventKind.Invoice, "Note de crédit F-2026-0142 émise", "Credit note F-2026-0142 issued" },
        { "credit note applied", Invoice("posted", "paid") with { InvoiceKind = "credit_note" }, EventKind.Invoice, "Note de crédit F-2026-0142 appliquée", "Credit note F-2026-0142 applied" },
        { "removed", new EventDetail { Number = "2041" }, EventKind.Removed, "Commande 2041 retirée", "Order 2041 withdrawn" },
        { "access", new EventDetail { Reason = "revoked" }, EventKind.Access, "Un accès a été retiré", "Access removed" },
        { "unknown kind", new EventDetail(), EventKind.Unknown, "Commande mise à jour", "Order updated" },
    };

    [Theory]
    [MemberData(nameof(Sentences))]
    public void Of_Change_AWholeSentenceInBothLanguages(string about, EventDetail detail, EventKind kind, string french, string english)
    {
        var change = TestData.Event(kind, detail);
        using (new InLanguage("fr"))
        {
            ChangeSentence.Of(change, TestData.Today).Replace('\u00a0', '~').Should().Be(french, about);
        }
        using (new InLanguage("en"))
        {
            ChangeSentence.Of(change, TestData.Today).Replace('\u00a0', '~').Should().Be(english, about);
        }
    }

    [Theory]
    [InlineData(SaleState.Draft, EventArea.Order, "Brouillon créé")]
    [InlineData(SaleState.Quotation, EventArea.Quote, "Devis envoyé par l’équipe ITF")]
    [InlineData(SaleState.Confirmed, EventArea.Order, "Nouvelle commande")]
    public void Of_Created_SaysWhatItIs(SaleState state, EventArea area, string expected)
    {
        using var reader = new InLanguage("fr");
        ChangeSentence.Of(TestData.Event(EventKind.Created, row: TestData.Row(state: state), area: area), TestData.Today).Should().Be(expected);
    }

    [Fact]
    public void Of_EveryKindWithNothingKnown_StillASentence()
    {
        foreach (var language in new[] { "fr", "en" })
        {
            using var reader = new InLanguage(language);
            foreach (var kind in Enum.GetValues<EventKind>())
            {
                ChangeSentence.Of(TestData.Event(kind), TestData.Today).Should().MatchRegex(@"^\p{Lu}[^{}]*[^ {}]$");
            }
        }
    }

    [Fact]
    public void Of_OtherCurrency_TakenFromTheOrder()
    {
        using var reader = new InLanguage("fr");
        var change = TestData.Event(EventKind.Lines, new EventDetail { NewTotal = 10 });
        ChangeSentence.Of(change, TestData.Today, TestData.Row() with { Currency = "USD" })
            .Should().Be("Articles modifiés, le total est de 10,00\u00a0$\u00a0US");
    }

    [Fact]
    public void MostTelling_ProgressLast_TheOneBeforeIt()
    {
        var shipment = TestData.Event(EventKind.Shipment);
        var shipped = TestData.Event(EventKind.Shipped);
        var progress = TestData.Event(EventKind.Progress);

        ChangeSentence.MostTelling([shipment, shipped, progress]).Should().BeSameAs(shipped);
        ChangeSentence.MostTelling([progress]).Should().BeNull();
    }

    private static EventDetail Shipped(decimal quantity, Text? unit, decimal? remaining, DateOnly? next) =>
        new() { Quantity = quantity, Unit = unit, Remaining = remaining, Next = next };

    private static EventDetail States(string? old, string? now) => new() { Old = old, New = now };

    private static EventDetail Shipment(string? old, string now, string? number) => new() { Old = old, New = now, Number = number };

    private static EventDetail Promised(DateOnly? old, DateOnly? now) => new() { OldDate = old, NewDate = now };

    private static EventDetail Invoice(string? old, string now) => new()
    {
        Old = old,
        New = now,
        Number = "F-2026-0142",
        InvoiceKind = "invoice",
        Due = new DateOnly(2026, 12, 22),
        Total = 500,
        ToPay = 200,
    };
}
