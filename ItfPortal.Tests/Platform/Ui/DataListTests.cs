using Bunit;
using ItfPortal.Web.Platform.Ui;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Tests.Platform.Ui;

public sealed class DataListTests : ComponentTest
{
    private sealed record Row(int Id, string Name);

    [Fact]
    public void Rows_WithoutChange_ArePlain()
    {
        var list = Show([new(1, "a"), new(2, "b")]);

        list.FindAll("tbody").Should().HaveCount(2).And.OnlyContain(body => string.IsNullOrEmpty(body.ClassName));
        list.FindAll("tr.note").Should().BeEmpty();
        list.Find("caption").TextContent.Should().Be("Commandes");
    }

    [Fact]
    public void ChangedRow_IsMarkedAndSaysTheSentence()
    {
        var list = Show([new(1, "a"), new(2, "b")], row => row.Id == 2 ? new RowChange("Confirmée par l’équipe ITF", 1, "10:42") : null);

        var changed = list.Find("tbody.changed");
        changed.QuerySelector("tr.note td")!.GetAttribute("colspan").Should().Be("3");
        changed.QuerySelector(".sentence")!.TextContent.Should().Be("Confirmée par l’équipe ITF10:42");
        changed.QuerySelector("tr.line")!.TextContent.Should().Contain("b");
    }

    [Fact]
    public void SecondChangeOfARow_WashesAgain()
    {
        var version = 1;
        var list = Show([new(1, "a")], _ => new RowChange("Changée", version));
        list.Find("tbody").ClassList.Should().Contain("wash-odd");

        version = 2;
        list.Render();

        list.Find("tbody").ClassList.Should().Contain("wash-even").And.NotContain("wash-odd");
    }

    [Fact]
    public void Rows_InAnotherOrder_KeepTheirElements()
    {
        var list = Show([new(1, "a"), new(2, "b")]);
        list.Render(parameters => parameters.Add(component => component.Items, [new Row(2, "b"), new Row(1, "c")]));

        list.FindAll("tr.line td").Select(cell => cell.TextContent).Should().Equal("b", "c");
    }

    [Fact]
    public void Announcement_IsInAPoliteRegion()
    {
        var list = Show([], announcement: "Une commande a changé");

        list.Find("[aria-live=polite]").TextContent.Should().Be("Une commande a changé");
    }

    private IRenderedComponent<DataList<Row>> Show(IReadOnlyList<Row> rows, Func<Row, RowChange?>? change = null, string? announcement = null) =>
        Render<DataList<Row>>(parameters => parameters
            .Add(list => list.Items, rows)
            .Add(list => list.Key, row => row.Id)
            .Add(list => list.Label, "Commandes")
            .Add(list => list.Columns, 3)
            .Add(list => list.Change, change)
            .Add(list => list.Announcement, announcement)
            .Add(list => list.Row, row => (RenderFragment)(builder => builder.AddMarkupContent(0, $"<td>{row.Name}</td>"))));
}
