using System.Text.Json.Serialization;
using ItfPortal.Tryton.Accounts;
using ItfPortal.Tryton.Administration;
using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Mails;
using ItfPortal.Tryton.Orders;
using ItfPortal.Tryton.Protocol.Wire;
using ItfPortal.Tryton.PublicSite;
using ItfPortal.Tryton.Reports;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Tryton.Views;
using ItfPortal.Tryton.Visitors;

namespace ItfPortal.Tryton.Protocol;

/// <summary>Source-generated reading of every answer. Strict: a member that docs/tryton-api.md promises and the answer lacks is an unreadable answer.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = MaxDepth,
    Converters =
    [
        typeof(DecimalConverter), typeof(DateConverter), typeof(DateTimeConverter), typeof(TimeConverter), typeof(TimeSpanConverter),
        typeof(BytesConverter), typeof(TransactionIdConverter), typeof(AnyConverter), typeof(PortalEventConverter), typeof(PrintedReportConverter), typeof(OrderRowConverter),
        typeof(SaleStateConverter), typeof(ShipmentStateConverter), typeof(InvoiceStateConverter), typeof(LineKindConverter),
        typeof(StaffRoleConverter), typeof(PortalRoleConverter), typeof(GrantScopeConverter),
        typeof(ColleagueStateConverter), typeof(AccessStateConverter), typeof(AccessRequestStateConverter), typeof(PersonProblemConverter),
        typeof(HindranceCodeConverter), typeof(PortalFeatureConverter), typeof(PortalFeaturesConverter), typeof(LinkPurposeConverter),
        typeof(ClosingStateConverter), typeof(LegalFieldConverter), typeof(ChangeRequestStateConverter),
        typeof(AddressAccountConverter), typeof(MatchReasonConverter), typeof(SyncActionConverter), typeof(VisitorRequestKindConverter),
        typeof(VisitorProductConverter), typeof(VisitorRhythmConverter), typeof(VisitorConditionConverter), typeof(FileScanConverter),
    ])]
[JsonSerializable(typeof(RpcAnswer<object>))]
[JsonSerializable(typeof(RpcAnswer<string>))]
[JsonSerializable(typeof(RpcAnswer<Identity>))]
[JsonSerializable(typeof(RpcAnswer<OrderPage>))]
[JsonSerializable(typeof(RpcAnswer<OrderDetail>))]
[JsonSerializable(typeof(RpcAnswer<BoardPage>))]
[JsonSerializable(typeof(RpcAnswer<Customer[]>))]
[JsonSerializable(typeof(RpcAnswer<CompanyPeople>))]
[JsonSerializable(typeof(RpcAnswer<ColleagueAnswer>))]
[JsonSerializable(typeof(RpcAnswer<CompanyLooks>))]
[JsonSerializable(typeof(RpcAnswer<ConsentAnswer>))]
[JsonSerializable(typeof(RpcAnswer<AccessRequest[]>))]
[JsonSerializable(typeof(RpcAnswer<ReceivedRequest>))]
[JsonSerializable(typeof(RpcAnswer<AccountRequest[]>))]
[JsonSerializable(typeof(RpcAnswer<AccountRequestCard>))]
[JsonSerializable(typeof(RpcAnswer<AccountDecision>))]
[JsonSerializable(typeof(RpcAnswer<VisitorMessage[]>))]
[JsonSerializable(typeof(RpcAnswer<VisitorItem>))]
[JsonSerializable(typeof(RpcAnswer<VisitorFileContent>))]
[JsonSerializable(typeof(RpcAnswer<CustomerPlan[]>))]
[JsonSerializable(typeof(RpcAnswer<LinkHolder>))]
[JsonSerializable(typeof(RpcAnswer<InvitedPerson>))]
[JsonSerializable(typeof(RpcAnswer<AddressHolder>))]
[JsonSerializable(typeof(RpcAnswer<Done>))]
[JsonSerializable(typeof(RpcAnswer<NewFactor>))]
[JsonSerializable(typeof(RpcAnswer<RecoveryCodes>))]
[JsonSerializable(typeof(RpcAnswer<Profile>))]
[JsonSerializable(typeof(RpcAnswer<NoticesAnswer>))]
[JsonSerializable(typeof(RpcAnswer<RequestAnswer>))]
[JsonSerializable(typeof(RpcAnswer<AccountClosing>))]
[JsonSerializable(typeof(RpcAnswer<AccountClosing[]>))]
[JsonSerializable(typeof(RpcAnswer<CompanyAddresses>))]
[JsonSerializable(typeof(RpcAnswer<AddressAnswer>))]
[JsonSerializable(typeof(RpcAnswer<LegalFacts>))]
[JsonSerializable(typeof(RpcAnswer<ChangeRequest[]>))]
[JsonSerializable(typeof(RpcAnswer<PortalPeople>))]
[JsonSerializable(typeof(RpcAnswer<PersonCard>))]
[JsonSerializable(typeof(RpcAnswer<Verdict[]>))]
[JsonSerializable(typeof(RpcAnswer<PersonAnswer>))]
[JsonSerializable(typeof(RpcAnswer<GrantableCompany>))]
[JsonSerializable(typeof(RpcAnswer<FeatureTable>))]
[JsonSerializable(typeof(RpcAnswer<ViewPeople>))]
[JsonSerializable(typeof(RpcAnswer<ViewState>))]
[JsonSerializable(typeof(RpcAnswer<ViewAnswer>))]
[JsonSerializable(typeof(RpcAnswer<EventBatch>))]
[JsonSerializable(typeof(RpcAnswer<MailFacts>))]
[JsonSerializable(typeof(RpcAnswer<MailOwner>))]
[JsonSerializable(typeof(RpcAnswer<SiteCompany>))]
[JsonSerializable(typeof(RpcAnswer<PrintedReport>))]
internal sealed partial class TrytonJson : JsonSerializerContext
{
    /// <summary>Deeper answers are refused; the deepest that the contract has is about ten.</summary>
    public const int MaxDepth = 32;
}
