using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Orders;

namespace ItfPortal.Tests.TrytonLive;

/// <summary>The recorded answers are still what Tryton answers: same members, same types.</summary>
[Trait("needs", "tryton")]
[Collection(LiveTrytonGroup.Name)]
public sealed class RecordedAnswersLiveTests(LiveTryton tryton)
{
    public static TheoryData<string> Names => [.. RecordedAnswers.All.Select(recording => recording.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Answer_HasTheRecordedShape(string name)
    {
        var recording = RecordedAnswers.All.Single(r => r.Name == name);
        var (session, party) = await tryton.AtWorkAsync(LiveTryton.Person("maude.gendron"));
        var page = await tryton.Orders.PageAsync(session, new OrderQuery(party, States: [OrderWord.PartlyShipped]), CancellationToken.None);
        using var http = new HttpMessageInvoker(new SocketsHttpHandler());
        var asking = recording.Person is null ? null : await tryton.SessionAsync(LiveTryton.Person(recording.Person));
        var body = await RecordedAnswers.AskAsync(http, recording, asking, party, page.Rows[0].Id);
        if (Environment.GetEnvironmentVariable("TEST_RECORD_ANSWERS") == "1")
        {
            await File.WriteAllTextAsync(Path.Combine(RecordedAnswers.Folder, name + ".json"), body);
        }
        // Data differ from set-up to set-up: an empty field says nothing about a type, so the recorded one may know more.
        var recorded = RecordedAnswers.Shape(RecordedAnswers.Read(name));
        var now = RecordedAnswers.Shape(body);
        now.Where(path => !IsNull(path) && !recorded.Contains(path) && recorded.Any(known => !IsNull(known) && Name(known) == Name(path)))
            .Should().BeEmpty("no type has changed");
        recorded.Where(path => path.Count(c => c is '.' or '[') <= 3)
            .Where(path => !now.Any(there => Name(there) == Name(path) || (IsNull(there) && Name(path).StartsWith(Name(there), StringComparison.Ordinal))))
            .Should().BeEmpty("nothing is gone");
    }

    private static string Name(string path) => path.Split(':')[0];

    private static bool IsNull(string path) => path.EndsWith(": Null", StringComparison.Ordinal);
}
