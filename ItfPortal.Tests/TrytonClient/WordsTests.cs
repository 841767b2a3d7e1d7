using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Protocol.Wire;

namespace ItfPortal.Tests.TrytonClient;

public sealed class WordsTests
{
    [Fact]
    public void EveryValue_HasAWord_AndComesBack()
    {
        All(Words.SaleStates);
        All(Words.ShipmentStates);
        All(Words.InvoiceStates);
        All(Words.LineKinds);
        All(Words.OrderWords);
        All(Words.OrderSorts);
        All(Words.StaffRoles);
        All(Words.PortalRoles);
        All(Words.GrantScopes);
        All(Words.ColleagueStates);
        All(Words.AccessStates);
        All(Words.AccessRequestStates);
        All(Words.ClosingStates);
        All(Words.LegalFields);
        All(Words.ChangeRequestStates);
        All(Words.VisitorRequestKinds);
        All(Words.VisitorProducts);
        All(Words.VisitorRhythms);
        All(Words.VisitorConditions);
        All(Words.FileScans);
        All(Words.AddressAccounts);
        All(Words.MatchReasons);
        All(Words.SyncActions);
        All(Words.PersonProblems);
        All(Words.HindranceCodes);
        All(Words.PortalFeatures);
        All(Words.EventKinds, EventKind.Unknown);
        All(Words.EventAreas);
        All(Words.LinkPurposes);
    }

    [Fact]
    public void EveryTable_IsTried() =>
        typeof(Words).GetFields().Should().HaveCount(29, "a new table of words is added to the test above");

    [Fact]
    public void UnknownWord_IsNull() => Words.SaleStates.Find("sold").Should().BeNull();

    private static void All<T>(Words<T> words, params T[] without)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>().Except(without))
        {
            words.Find(words[value]).Should().Be(value);
        }
    }
}
