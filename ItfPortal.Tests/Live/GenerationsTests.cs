using CsCheck;
using ItfPortal.Web.Live;
using Microsoft.Extensions.Time.Testing;
using static ItfPortal.Tests.Live.LiveData;

namespace ItfPortal.Tests.Live;

public class GenerationsTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Advance_MovesThePartyAndEverything_NotTheOthers()
    {
        var generations = Started();
        var (boreal, fleuve, all) = (generations.Of(Boreal), generations.Of(Fleuve), generations.OfAll);

        generations.Advance([Event(party: Boreal)]);

        generations.Of(Boreal).Should().NotBe(boreal);
        generations.OfAll.Should().NotBe(all);
        generations.Of(Fleuve).Should().Be(fleuve);
    }

    [Fact]
    public void Advance_EventWithoutParty_MovesEverythingOnly()
    {
        var generations = Started();
        var (boreal, all) = (generations.Of(Boreal), generations.OfAll);

        generations.Advance([Event(party: null)]);

        generations.Of(Boreal).Should().Be(boreal);
        generations.OfAll.Should().NotBe(all);
    }

    [Fact]
    public void Of_SameEventsInAnotherOrder_Same() => Gen.Int[1, 1_000_000].ArrayUnique[1, 30].Sample(ids =>
    {
        var events = ids.Select(id => Event(id, (ulong)id / 3 + 700)).ToArray();
        var (one, other) = (Started(), Started());
        one.Advance(events);
        other.Advance(events.Reverse());
        return one.Of(Boreal) == other.Of(Boreal);
    }, iter: 200);

    [Fact]
    public void Of_OneEventMissing_Differs() => Gen.Int[1, 1_000_000].ArrayUnique[1, 30].Sample(ids =>
    {
        var (one, other) = (Started(), Started());
        one.Advance(ids.Select(id => Event(id)));
        other.Advance(ids.Skip(1).Select(id => Event(id)));
        return one.Of(Boreal) != other.Of(Boreal);
    }, iter: 200);

    [Fact]
    public void Start_FromTheTablesSums_EqualsHearingOneByOne()
    {
        var heard = Started();
        heard.Advance([Event(7, 100), Event(9, 101, Fleuve), Event(8, 102)]);
        var read = new Generations(_time);
        read.Start("16384", new Dictionary<int, Fingerprint>
        {
            [Boreal] = new(2, 15, 49 + 64, 202),
            [Fleuve] = new(1, 9, 81, 101),
            [Generations.Everything] = new(3, 24, 49 + 64 + 81, 303),
        });

        read.Of(Boreal).Should().Be(heard.Of(Boreal));
        read.Of(Fleuve).Should().Be(heard.Of(Fleuve));
        read.OfAll.Should().Be(heard.OfAll);
    }

    [Fact]
    public void Start_AnotherDatabase_AnotherGeneration()
    {
        var (one, other) = (Started(), new Generations(_time));
        other.Start("16385", []);
        other.Of(Boreal).Should().NotBe(one.Of(Boreal));
    }

    [Fact]
    public void GoBlind_NothingHeard_MovesByItselfEveryTwoSeconds()
    {
        var generations = Started();
        var known = generations.Of(Boreal);
        generations.GoBlind();
        var first = generations.Of(Boreal);
        first.Should().NotBe(known);

        _time.Advance(TimeSpan.FromSeconds(2));
        generations.Of(Boreal).Should().NotBe(first);

        generations.Start("16384", []);
        generations.Of(Boreal).Should().Be(known, "the table says that nothing happened meanwhile");
    }

    private Generations Started()
    {
        var generations = new Generations(_time);
        generations.Start("16384", []);
        return generations;
    }
}
