namespace ItfPortal.Tests.TrytonClient;

/// <summary>Answers in the shapes of docs/tryton-api.md.</summary>
internal static class Samples
{
    public const string Row = """
        {"id": 412, "party": 5, "party_name": "Boréal", "site": 31, "owner": null, "number": "2041", "reference": "PO-7781",
         "date": {"__class__": "date", "year": 2026, "month": 11, "day": 3}, "state": "processing",
         "shipment_state": "partially shipped", "invoice_state": "awaiting payment", "currency": "CAD",
         "total": {"__class__": "Decimal", "decimal": "1149.75"}, "ordered": {"__class__": "Decimal", "decimal": "20"},
         "shipped": {"__class__": "Decimal", "decimal": "12"},
         "promised": {"__class__": "date", "year": 2026, "month": 12, "day": 3},
         "what": {"quantity": {"__class__": "Decimal", "decimal": "20"}, "unit": {"fr": "unité", "en": "Unit"},
                  "name": {"fr": "Palette 48×40", "en": "Pallet 48×40"}, "more": 2},
         "changed_at": {"__class__": "datetime", "year": 2026, "month": 11, "day": 22, "hour": 15, "minute": 4, "second": 5, "microsecond": 6}}
        """;

    public const string EmptyDraftRow = """
        {"id": 413, "party": 5, "party_name": "Boréal", "site": null, "owner": 12, "number": null, "reference": null,
         "date": {"__class__": "date", "year": 2026, "month": 11, "day": 4}, "state": "draft", "shipment_state": "none",
         "invoice_state": "none", "currency": "CAD", "total": null, "ordered": 0, "shipped": "0", "promised": null, "what": null,
         "changed_at": {"__class__": "datetime", "year": 2026, "month": 11, "day": 22, "hour": 0, "minute": 0, "second": 0, "microsecond": 0}}
        """;

    public const string AsOf =
        """{"__class__": "datetime", "year": 2026, "month": 11, "day": 22, "hour": 18, "minute": 0, "second": 0, "microsecond": 0}""";

    public static string Page { get; } =
        $$$"""{"rows": [{{{Row}}}, {{{EmptyDraftRow}}}], "next": "n1", "previous": null, "count": 37, "more": false, "as_of": {{{AsOf}}}}""";

    public static string Event { get; } = $$$"""
        {"id": 9, "tx": "18446744073709551615", "at": {{{AsOf}}}, "kind": "shipped", "model": "stock.shipment.out", "record": 3, "sale": 412,
         "party": 5, "site": 31, "owner": null, "user": null, "area": "order",
         "detail": {"shipment": 3, "quantity": {"__class__": "Decimal", "decimal": "12"}, "unit": {"fr": "unité", "en": "Unit"},
                    "remaining": {"__class__": "Decimal", "decimal": "8"},
                    "next": {"__class__": "date", "year": 2026, "month": 12, "day": 3}, "row": {{{Row}}}}}
        """;

    public static string Detail { get; } = $$$"""
        {"row": {{{Row}}},
         "steps": {"created": {{{AsOf}}}, "sent": {{{AsOf}}}, "confirmed": null, "done": null, "cancelled": null},
         "untaxed": {"__class__": "Decimal", "decimal": "1000.00"}, "tax": {"__class__": "Decimal", "decimal": "149.75"},
         "taxes": [{"name": {"fr": "TPS 5 %", "en": "GST 5%"}, "amount": {"__class__": "Decimal", "decimal": "50.00"}}],
         "payment_term": {"fr": "Net 30 jours", "en": "Net 30 days"}, "invoice_address": null,
         "shipment_address": {"name": "Usine de Lévis", "lines": ["1250, chemin du Quai", "Lévis (Québec) G6V 0A1"]},
         "lines": [{"id": 9, "kind": "line", "code": "P4840", "name": {"fr": "Palette", "en": "Pallet"}, "unit": {"fr": "unité", "en": "Unit"},
                    "quantity": 20, "unit_price": {"__class__": "Decimal", "decimal": "50.0000"}, "amount": {"__class__": "Decimal", "decimal": "1000.00"},
                    "goods": true, "description": "Bois traité", "shipped": 12, "pending": 0, "back_ordered": 8.0, "promised": null},
                   {"id": 10, "kind": "comment", "code": null, "name": {"fr": "Quai 4", "en": "Dock 4"}, "unit": null, "quantity": null,
                    "unit_price": null, "amount": null, "goods": false, "description": null, "shipped": 0, "pending": 0, "back_ordered": 0, "promised": null}],
         "shipments": [{"id": 3, "number": "S3", "state": "done", "planned": null, "shipped_on": {"__class__": "date", "year": 2026, "month": 11, "day": 20},
                        "tracking": "1Z", "lines": [{"name": {"fr": "Palette", "en": "Pallet"}, "unit": null, "quantity": 12}]}],
         "invoices": null, "changes": [{{{Event}}}], "as_of": {{{AsOf}}}}
        """;

    public const string Identity = """
        {"user": 12, "login": "andré@example.com", "name": "André Roy", "language": "fr", "staff": null,
         "companies": [{"party": 5, "code": "BOREAL", "name": "Boréal",
                        "grants": [{"role": "company_administrator", "scope": "company", "site": null, "site_name": null},
                                   {"role": "buyer", "scope": "site", "site": 31, "site_name": "Usine de Lévis"}],
                        "features": ["journal", "of_a_newer_module"]}],
         "company": {"name": "ITF", "phone": null, "email": "info@example.com", "timezone": "America/Toronto", "currency": "CAD"}}
        """;
}
