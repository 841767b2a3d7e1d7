using System.Globalization;
using System.Text;

namespace ItfPortal.Web.Layout.Drawings;

/// <summary>
/// Paths of the drawings' repeated parts, worked out once. All boards of one shade are one path, so that a yard of sixty pallets
/// is six elements of markup. Sizes are in the drawing's own units.
/// </summary>
public sealed class Wood
{
    private readonly StringBuilder _light = new();
    private readonly StringBuilder _worn = new();
    private readonly StringBuilder _ends = new();
    private readonly StringBuilder _shade = new();
    private uint _seed = 7;

    /// <summary>Sunlit boards.</summary>
    public string Light => _light.ToString();

    /// <summary>Boards that have seen some trips.</summary>
    public string Worn => _worn.ToString();

    /// <summary>Stringers' ends.</summary>
    public string Ends => _ends.ToString();

    /// <summary>The dark between the boards.</summary>
    public string Shade => _shade.ToString();

    /// <summary>A stack seen from the front, a little crooked as stacks are.</summary>
    /// <param name="x">Left edge.</param>
    /// <param name="ground">Where it stands.</param>
    /// <param name="count">Pallets.</param>
    /// <param name="width">Of one pallet; its height follows.</param>
    /// <param name="crooked">How far a pallet may be off the line.</param>
    public Wood Stack(double x, double ground, int count, double width, double crooked = 2)
    {
        var height = width * 0.115;
        for (var index = 0; index < count; index++)
        {
            var left = x + ((Next() - 0.5) * 2 * crooked);
            Pallet(left, ground - ((index + 1) * height), width, height);
        }
        return this;
    }

    /// <summary>A row of spruces as one path.</summary>
    /// <param name="from">Left edge.</param>
    /// <param name="to">Right edge.</param>
    /// <param name="ground">Where they stand.</param>
    /// <param name="height">Of a tall one.</param>
    /// <param name="step">Between two trunks.</param>
    public string Spruces(double from, double to, double ground, double height, double step)
    {
        var path = new StringBuilder();
        for (var x = from; x < to; x += step * (0.7 + (0.6 * Next())))
        {
            Spruce(path, x, ground, height * (0.6 + (0.4 * Next())));
        }
        return path.ToString();
    }

    private static void Spruce(StringBuilder path, double x, double ground, double height)
    {
        const int Tiers = 5;
        var half = height * 0.17;
        path.Append(CultureInfo.InvariantCulture, $"M{x:0.#} {ground - height:0.#}");
        for (var tier = 1; tier <= Tiers; tier++)
        {
            var y = ground - height + (height * 0.94 * tier / Tiers);
            path.Append(CultureInfo.InvariantCulture, $"L{x + (half * tier / Tiers):0.#} {y:0.#}L{x + (half * tier / Tiers * 0.45):0.#} {y - (height * 0.02):0.#}");
        }
        path.Append(CultureInfo.InvariantCulture, $"V{ground:0.#}H{x - (half * 0.3):0.#}");
        for (var tier = Tiers; tier >= 1; tier--)
        {
            var y = ground - height + (height * 0.94 * tier / Tiers);
            path.Append(CultureInfo.InvariantCulture, $"L{x - (half * tier / Tiers * 0.45):0.#} {y - (height * 0.02):0.#}L{x - (half * tier / Tiers):0.#} {y:0.#}");
        }
        path.Append('z');
    }

    private void Pallet(double x, double y, double width, double height)
    {
        var board = height * 0.26;
        var between = height - (2 * board);
        Board(Next() > 0.35 ? _light : _worn, x, y, width, board);
        Board(_shade, x, y, width, height);
        var end = width * 0.075;
        foreach (var place in (ReadOnlySpan<double>)[0, (width - end) / 2, width - end])
        {
            Board(_ends, x + place, y + board, end, between);
        }
        Board(_worn, x, y + board + between, width, board * 0.8);
    }

    private static void Board(StringBuilder path, double x, double y, double width, double height) =>
        path.Append(CultureInfo.InvariantCulture, $"M{x:0.#} {y:0.#}h{width:0.#}v{height:0.##}h-{width:0.#}z");

    // The same yard on every page of every replica: a small generator of our own, with a fixed start.
    private double Next()
    {
        _seed = (_seed * 1664525) + 1013904223;
        return (_seed >> 8) / (double)(1 << 24);
    }
}
