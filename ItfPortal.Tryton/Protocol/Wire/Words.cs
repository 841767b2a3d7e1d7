using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using ItfPortal.Tryton.Accounts;
using ItfPortal.Tryton.Administration;
using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Orders;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Tryton.Visitors;

namespace ItfPortal.Tryton.Protocol.Wire;

/// <summary>Values of an enumeration and their words on the wire.</summary>
internal sealed class Words<T>(params (T Value, string Word)[] pairs)
    where T : struct, Enum
{
    private const int LongestWord = 64;

    private readonly FrozenDictionary<string, T>.AlternateLookup<ReadOnlySpan<char>> _values =
        pairs.ToFrozenDictionary(p => p.Word, p => p.Value, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly FrozenDictionary<T, string> _words = pairs.ToFrozenDictionary(p => p.Value, p => p.Word);

    /// <summary>The word of a value.</summary>
    public string this[T value] => _words.TryGetValue(value, out var word)
        ? word : throw new ArgumentOutOfRangeException(nameof(value), value, $"{typeof(T).Name} has no such word");

    /// <summary>The value of a word, or null for one that is not known.</summary>
    public T? Find(string? word) => word is not null && _values.TryGetValue(word, out var value) ? value : null;

    /// <summary>As <see cref="Find(ref Utf8JsonReader)"/>. An unknown word is an unreadable answer: guessing a state would be a lie on a page.</summary>
    /// <exception cref="JsonException">Not one of the words.</exception>
    public T Read(ref Utf8JsonReader reader) => Find(ref reader) ?? throw new JsonException($"Not a word of {typeof(T).Name}");

    /// <summary>The value of the text on which the reader stands, without making a string of it; null for one that is not known.</summary>
    public T? Find(ref Utf8JsonReader reader)
    {
        var length = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
        if (reader.TokenType != JsonTokenType.String || length > LongestWord)
        {
            return null;
        }

        Span<char> word = stackalloc char[LongestWord];
        return _values.TryGetValue(word[..reader.CopyString(word)], out var value) ? value : null;
    }
}

/// <summary>Every word that the portal and Tryton share (docs/tryton-api.md), in one place.</summary>
internal static class Words
{
    public static readonly Words<SaleState> SaleStates = new(
        (SaleState.Draft, "draft"), (SaleState.Quotation, "quotation"), (SaleState.Confirmed, "confirmed"),
        (SaleState.Processing, "processing"), (SaleState.Done, "done"), (SaleState.Cancelled, "cancelled"));

    public static readonly Words<LinkPurpose> LinkPurposes = new((LinkPurpose.Reset, "reset"), (LinkPurpose.Activation, "activation"));

    public static readonly Words<ShipmentState> ShipmentStates = new(
        (ShipmentState.None, "none"), (ShipmentState.Waiting, "waiting"), (ShipmentState.PartiallyShipped, "partially shipped"),
        (ShipmentState.Sent, "sent"), (ShipmentState.Exception, "exception"));

    public static readonly Words<InvoiceState> InvoiceStates = new(
        (InvoiceState.None, "none"), (InvoiceState.Pending, "pending"), (InvoiceState.AwaitingPayment, "awaiting payment"),
        (InvoiceState.PartiallyPaid, "partially paid"), (InvoiceState.Paid, "paid"), (InvoiceState.Exception, "exception"));

    public static readonly Words<LineKind> LineKinds = new(
        (LineKind.Line, "line"), (LineKind.Title, "title"), (LineKind.Subtotal, "subtotal"), (LineKind.Comment, "comment"));

    public static readonly Words<OrderWord> OrderWords = new(
        (OrderWord.Draft, "draft"), (OrderWord.Quotation, "quotation"), (OrderWord.Confirmed, "confirmed"),
        (OrderWord.Preparing, "preparing"), (OrderWord.PartlyShipped, "partly_shipped"), (OrderWord.Shipped, "shipped"),
        (OrderWord.Done, "done"), (OrderWord.Cancelled, "cancelled"), (OrderWord.Late, "late"));

    public static readonly Words<OrderSort> OrderSorts = new(
        (OrderSort.Date, "date"), (OrderSort.Number, "number"), (OrderSort.Amount, "amount"));

    public static readonly Words<StaffRole> StaffRoles = new(
        (StaffRole.Support, "support"), (StaffRole.Administrator, "administrator"));

    public static readonly Words<PortalRole> PortalRoles = new(
        (PortalRole.Viewer, "viewer"), (PortalRole.Buyer, "buyer"), (PortalRole.Approver, "approver"),
        (PortalRole.Accounting, "accounting"), (PortalRole.CompanyAdministrator, "company_administrator"));

    public static readonly Words<GrantScope> GrantScopes = new(
        (GrantScope.Company, "company"), (GrantScope.Site, "site"), (GrantScope.Own, "own"));

    public static readonly Words<ColleagueState> ColleagueStates = new(
        (ColleagueState.Invited, "invited"), (ColleagueState.Active, "active"), (ColleagueState.Coming, "coming"),
        (ColleagueState.Ended, "ended"), (ColleagueState.Disabled, "disabled"));

    public static readonly Words<AccessState> AccessStates = new(
        (AccessState.Active, "active"), (AccessState.Coming, "coming"), (AccessState.Ended, "ended"), (AccessState.Revoked, "revoked"));

    public static readonly Words<AccessRequestState> AccessRequestStates = new(
        (AccessRequestState.Waiting, "waiting"), (AccessRequestState.Approved, "approved"), (AccessRequestState.Refused, "refused"));

    public static readonly Words<ClosingState> ClosingStates = new(
        (ClosingState.Open, "open"), (ClosingState.Cancelled, "cancelled"), (ClosingState.Done, "done"));

    public static readonly Words<LegalField> LegalFields = new((LegalField.Name, "name"), (LegalField.Gst, "gst"), (LegalField.Qst, "qst"));

    public static readonly Words<ChangeRequestState> ChangeRequestStates = new(
        (ChangeRequestState.Waiting, "waiting"), (ChangeRequestState.Accepted, "accepted"), (ChangeRequestState.Refused, "refused"),
        (ChangeRequestState.Withdrawn, "withdrawn"));
    public static readonly Words<VisitorRequestKind> VisitorRequestKinds = new(
        (VisitorRequestKind.Account, "account"), (VisitorRequestKind.Contact, "contact"), (VisitorRequestKind.Quote, "quote"),
        (VisitorRequestKind.Pickup, "pickup"));

    public static readonly Words<VisitorProduct> VisitorProducts = new(
        (VisitorProduct.New, "new"), (VisitorProduct.Reconditioned, "reconditioned"), (VisitorProduct.HeatTreated, "heat_treated"),
        (VisitorProduct.Custom, "custom"), (VisitorProduct.Advice, "advice"));

    public static readonly Words<VisitorRhythm> VisitorRhythms = new(
        (VisitorRhythm.Once, "once"), (VisitorRhythm.Weekly, "weekly"), (VisitorRhythm.Monthly, "monthly"));

    public static readonly Words<VisitorCondition> VisitorConditions = new(
        (VisitorCondition.Good, "good"), (VisitorCondition.Mixed, "mixed"), (VisitorCondition.Broken, "broken"));

    public static readonly Words<FileScan> FileScans = new((FileScan.Clean, "clean"), (FileScan.Unscanned, "unscanned"));

    public static readonly Words<AddressAccount> AddressAccounts = new(
        (AddressAccount.None, "none"), (AddressAccount.Active, "active"), (AddressAccount.Invited, "invited"),
        (AddressAccount.Disabled, "disabled"), (AddressAccount.Staff, "staff"));

    public static readonly Words<MatchReason> MatchReasons = new(
        (MatchReason.TaxNumber, "tax_number"), (MatchReason.Email, "email"), (MatchReason.Person, "person"), (MatchReason.Name, "name"),
        (MatchReason.SimilarName, "similar_name"));

    public static readonly Words<SyncAction> SyncActions = new(
        (SyncAction.Create, "create"), (SyncAction.Grant, "grant"), (SyncAction.Update, "update"), (SyncAction.Unchanged, "unchanged"),
        (SyncAction.NoEmail, "no_email"), (SyncAction.Malformed, "malformed"), (SyncAction.Shared, "shared"), (SyncAction.Staff, "staff"),
        (SyncAction.Disabled, "disabled"), (SyncAction.Revoked, "revoked"));

    public static readonly Words<PersonProblem> PersonProblems = new(
        (PersonProblem.TwoWorlds, "two_worlds"), (PersonProblem.NotPortal, "not_portal"), (PersonProblem.StaffPortal, "staff_portal"),
        (PersonProblem.Disabled, "disabled"), (PersonProblem.NoAccess, "no_access"));

    public static readonly Words<HindranceCode> HindranceCodes = new(
        (HindranceCode.Disabled, "disabled"), (HindranceCode.NotPortal, "not_portal"), (HindranceCode.NoAccess, "no_access"),
        (HindranceCode.Revoked, "revoked"), (HindranceCode.Ended, "ended"), (HindranceCode.Coming, "coming"), (HindranceCode.Pending, "pending"),
        (HindranceCode.Role, "role"), (HindranceCode.Site, "site"), (HindranceCode.Own, "own"), (HindranceCode.Draft, "draft"),
        (HindranceCode.NotPosted, "not_posted"), (HindranceCode.Supplier, "supplier"), (HindranceCode.Rule, "rule"));

    public static readonly Words<PortalFeature> PortalFeatures = new(
        (PortalFeature.CompanyAccess, "company_access"), (PortalFeature.Journal, "journal"), (PortalFeature.Invoices, "invoices"));

    public static readonly Words<EventKind> EventKinds = new(
        (EventKind.Created, "created"), (EventKind.Removed, "removed"), (EventKind.State, "state"),
        (EventKind.Progress, "progress"), (EventKind.Shipped, "shipped"), (EventKind.Shipment, "shipment"), (EventKind.Promised, "promised"), (EventKind.Lines, "lines"),
        (EventKind.Reference, "reference"), (EventKind.Details, "details"), (EventKind.Invoice, "invoice"), (EventKind.Access, "access"));

    public static readonly Words<EventArea> EventAreas = new(
        (EventArea.Internal, "internal"), (EventArea.Order, "order"), (EventArea.Quote, "quote"), (EventArea.Invoice, "invoice"),
        (EventArea.Payment, "payment"), (EventArea.Document, "document"), (EventArea.Message, "message"), (EventArea.Access, "access"));
}

/// <summary>An enumeration by its words.</summary>
internal abstract class WordConverter<T>(Words<T> words) : JsonConverter<T>
    where T : struct, Enum
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        words.Read(ref reader);

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(words[value]);
}

internal sealed class SaleStateConverter() : WordConverter<SaleState>(Words.SaleStates);

internal sealed class ShipmentStateConverter() : WordConverter<ShipmentState>(Words.ShipmentStates);

internal sealed class InvoiceStateConverter() : WordConverter<InvoiceState>(Words.InvoiceStates);

internal sealed class LineKindConverter() : WordConverter<LineKind>(Words.LineKinds);

internal sealed class StaffRoleConverter() : WordConverter<StaffRole>(Words.StaffRoles);

internal sealed class PortalRoleConverter() : WordConverter<PortalRole>(Words.PortalRoles);

internal sealed class GrantScopeConverter() : WordConverter<GrantScope>(Words.GrantScopes);

internal sealed class ColleagueStateConverter() : WordConverter<ColleagueState>(Words.ColleagueStates);

internal sealed class AccessStateConverter() : WordConverter<AccessState>(Words.AccessStates);

internal sealed class AccessRequestStateConverter() : WordConverter<AccessRequestState>(Words.AccessRequestStates);

internal sealed class ClosingStateConverter() : WordConverter<ClosingState>(Words.ClosingStates);

internal sealed class LegalFieldConverter() : WordConverter<LegalField>(Words.LegalFields);

internal sealed class ChangeRequestStateConverter() : WordConverter<ChangeRequestState>(Words.ChangeRequestStates);
internal sealed class VisitorRequestKindConverter() : WordConverter<VisitorRequestKind>(Words.VisitorRequestKinds);

internal sealed class VisitorProductConverter() : WordConverter<VisitorProduct>(Words.VisitorProducts);

internal sealed class VisitorRhythmConverter() : WordConverter<VisitorRhythm>(Words.VisitorRhythms);

internal sealed class VisitorConditionConverter() : WordConverter<VisitorCondition>(Words.VisitorConditions);

internal sealed class FileScanConverter() : WordConverter<FileScan>(Words.FileScans);

internal sealed class AddressAccountConverter() : WordConverter<AddressAccount>(Words.AddressAccounts);

internal sealed class MatchReasonConverter() : WordConverter<MatchReason>(Words.MatchReasons);

internal sealed class SyncActionConverter() : WordConverter<SyncAction>(Words.SyncActions);

internal sealed class PersonProblemConverter() : WordConverter<PersonProblem>(Words.PersonProblems);

internal sealed class LinkPurposeConverter() : WordConverter<LinkPurpose>(Words.LinkPurposes);

internal sealed class PortalFeatureConverter() : WordConverter<PortalFeature>(Words.PortalFeatures);

/// <summary>What a company has. A feature of a newer module is left out: nobody is kept from signing in for it.</summary>
internal sealed class PortalFeaturesConverter : JsonConverter<ImmutableArray<PortalFeature>>
{
    public override ImmutableArray<PortalFeature> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("Not an array of features");
        }
        var features = ImmutableArray.CreateBuilder<PortalFeature>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (Words.PortalFeatures.Find(ref reader) is { } feature)
            {
                features.Add(feature);
            }
            reader.Skip();
        }
        return features.ToImmutable();
    }

    public override void Write(Utf8JsonWriter writer, ImmutableArray<PortalFeature> value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Only read");
}

internal sealed class HindranceCodeConverter() : WordConverter<HindranceCode>(Words.HindranceCodes);
