using System.Globalization;
using Bench.Analysis;
using Bench.Core;
using Bench.Results;

namespace Bench.Figures;

/// <summary>An option of figures, the same for all kinds, on the command line and in a sweep's section <c>figures</c>.</summary>
/// <param name="Name">Of the option (after <c>--</c>) and of the key.</param>
/// <param name="Value">What it takes, in a word; empty for one that is only given or not.</param>
/// <param name="Meaning">In a sentence.</param>
/// <param name="Set">Reads what is given; a mistake is said as what it takes, to stand after the option's name.</param>
public sealed record FigureOption(string Name, string Value, string Meaning, Func<FigureChoice, IReadOnlyList<string>, FigureChoice> Set)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<FigureOption> All { get; } =
    [
        new("where", "CONDITION", "Only results of which this holds, as in other commands; may be given several times.", (c, v) => c with { Where = Conditions(v) }),
        new("allow-mixed", "", "Draw results together that are not comparable, and say so.", (c, v) => c with { AllowMixed = Flag(v) }),
        new("x", "AXIS", $"The cost to draw against: {string.Join(", ", CostAxis.All.Select(a => a.Name))}.", (c, v) => c with { X = Known(CostAxis.Find, One(v, "one axis")).Name }),
        new("y", "MEASURE", $"What is drawn: {string.Join(", ", Measure.All.Select(m => m.Name))}.", (c, v) => c with { Y = Known(Measure.Find, One(v, "one measure")).Name }),
        new("facet", "NAMES", $"One panel for each value of these: {string.Join(", ", Facet.All.Select(f => f.Name))}.", (c, v) => c with { Facets = [.. Split(v).Select(n => Known(Facet.Find, n).Name)] }),
        new("y-scale", "SCALE", $"The upright axis: {string.Join(", ", ValueScale.All.Select(s => s.Name))} (linear near 0, logarithmic beyond).", (c, v) => c with { YScale = Known(ValueScale.Find, One(v, "one scale")).Name }),
        new("xlim", "FROM,TO", "The ends of the level axis, in its unit.", (c, v) => c with { XLimits = Ends(v) }),
        new("ylim", "FROM,TO", "The ends of the upright axis, in its unit.", (c, v) => c with { YLimits = Ends(v) }),
        new("share", "AXES", "All panels have the same ends: x, y or both.", (c, v) => One(v, "x, y or both") switch
        {
            "x" => c with { ShareX = true }, "y" => c with { ShareY = true }, "both" => c with { ShareX = true, ShareY = true }, var other => throw Wrong("x, y or both", other),
        }),
        new("spread", "WHAT", "What is shown of the seeds beside their mean: sd, ci (95 %, t), minmax, points or none.", (c, v) => c with
        {
            Spread = One(v, "sd, ci, minmax, points or none") switch
            {
                "sd" => Spread.Deviation, "ci" => Spread.Interval, "minmax" => Spread.Range, "points" => Spread.Points, "none" => Spread.None,
                var other => throw Wrong("sd, ci, minmax, points or none", other),
            },
        }),
        new("bands", "", "Show it as bands along the lines instead of bars.", (c, v) => c with { Bands = Flag(v) }),
        new("retrained", "WHEN", "Networks after retraining (yes), as they were pruned (no), or both in one panel.", (c, v) => c with
        {
            Retrained = One(v, "yes, no or both") switch { "yes" => Retrained.Yes, "no" => Retrained.No, "both" => Retrained.Both, var other => throw Wrong("yes, no or both", other) },
        }),
        new("strategies", "NAMES", "Only these strategies, in this order.", (c, v) => c with { Strategies = [.. v] }) { Names = "strategy" },
        new("datasets", "NAMES", "Only these data sets, in this order.", (c, v) => c with { Datasets = [.. v] }) { Names = "dataset" },
        new("models", "NAMES", "Only these models, in this order.", (c, v) => c with { Models = [.. v] }) { Names = "model" },
        new("compressions", "RATIOS", "Only these compression ratios.", (c, v) => c with { Compressions = [.. Split(v).Select(n => Number(n) is >= 1 and var ratio ? ratio : throw Wrong("ratios from 1", n))] }),
        new("label", "NAME=TEXT", "What a strategy, data set or model is called instead; may be given several times.", (c, v) => c with { Labels = Pairs(v) }) { Names = "any" },
        new("ours", "NAMES", "The strategies that come first in the legend and stand out.", (c, v) => c with { Ours = [.. v] }) { Names = "strategy" },
        new("overlay", "FILES", "Published points of these files beside measured curves, drawn apart from them: names that 'bench list published' has, or all.", (c, v) => c with { Overlay = [.. Split(v)] }),
        new("style", "STYLE", "paper (letters of 7 points, a column is 3.3 inches wide) or talk (twice as large, 6 inches).", (c, v) => c with
        {
            Talk = One(v, "paper or talk") switch { "paper" => false, "talk" => true, var other => throw Wrong("paper or talk", other) },
        }),
        new("columns", "N", "The width of the figure in columns of a paper: 1 or 2.", (c, v) => c with { Columns = One(v, "1 or 2") switch { "1" => 1, "2" => 2, var other => throw Wrong("1 or 2", other) } }),
        new("size", "WxH", "The size of the figure in inches, such as 3.3x2.5.", (c, v) => c with { Size = Inches(One(v, "a width and a height")) }),
        new("dpi", "N", "Dots an inch of a PNG; 300 unless given.", (c, v) => c with { Dpi = Number(One(v, "a whole number")) is >= 36 and <= 2400 and var n && n == Math.Floor(n) ? (int)n : throw Wrong("a whole number from 36 to 2400", v[0]) }),
        new("caption", "", "Without title and notes, which are written beside it as text and as LaTeX.", (c, v) => c with { CaptionBeside = Flag(v) }),
    ];

    /// <summary>What the values name: <c>strategy</c>, <c>dataset</c>, <c>model</c>, or <c>any</c> of these; empty where they are no names.</summary>
    public string Names { get; init; } = "";

    /// <summary>Whether it is only given or not.</summary>
    public bool IsFlag => Value == "";

    /// <summary>The choice with what is given.</summary>
    /// <exception cref="UserError">A mistake in it, said as what the option takes.</exception>
    public FigureChoice Apply(FigureChoice choice, IReadOnlyList<string> values) => Set(choice, values) is var set && set.Has(Name) ? set : set with { Given = [.. set.Given, Name] };

    /// <summary>What is wrong with what is given, to stand after the option's name; null where nothing is.</summary>
    public string? Mistake(IReadOnlyList<string> values)
    {
        try
        {
            Set(new FigureChoice(), values);
            return null;
        }
        catch (UserError mistake)
        {
            return mistake.Message;
        }
    }

    private static UserError Wrong(string valid, string given) => new($"takes {valid}, not {Core.Names.Quoted(given)}");

    private static string One(IReadOnlyList<string> values, string valid) => values is [var one] ? one : throw new UserError($"takes {valid}, not {values.Count} values");

    private static T Known<T>(Func<string, T> find, string name)
    {
        try
        {
            return find(name);
        }
        catch (UserError unknown)
        {
            throw new UserError($"names an {unknown.Message}");
        }
    }

    private static IReadOnlyList<string> Conditions(IReadOnlyList<string> values)
    {
        try
        {
            return RowFilter.Parse(values).Texts;
        }
        catch (UserError mistake)
        {
            throw new UserError(mistake.Message.StartsWith("--where ", StringComparison.Ordinal) ? mistake.Message["--where ".Length..] : mistake.Message);
        }
    }

    private static bool Flag(IReadOnlyList<string> values) => values switch { [] or ["true"] => true, ["false"] => false, _ => throw Wrong("true or false", values[0]) };

    // A list, or a text with commas.
    private static IEnumerable<string> Split(IReadOnlyList<string> values) => values.SelectMany(v => v.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    private static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static Limits Ends(IReadOnlyList<string> values) => Split(values).Select(Number).ToList() is [{ } least, { } most] && least < most
        ? new(least, most)
        : throw Wrong("two numbers, the lesser first, as in 1,32", string.Join(',', values));

    private static PageSize Inches(string text) => text.Split('x', '×').Select(Number).ToList() is [>= 1 and <= 60 and var width, >= 1 and <= 60 and var height]
        ? new(width, height)
        : throw Wrong("a width and a height in inches from 1 to 60, as in 3.3x2.5", text);

    private static Dictionary<string, string> Pairs(IReadOnlyList<string> values)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var value in values)
        {
            var parts = value.Replace("==", "\0", StringComparison.Ordinal).Split('=', 2).Select(part => part.Replace('\0', '=')).ToList(); // == is a = in a name
            if (parts is not [{ Length: > 0 }, { Length: > 0 }]) throw Wrong("a name and a text, as in global-magnitude=Magnitude", value);
            if (!pairs.TryAdd(parts[0], parts[1])) throw new UserError($"has {Core.Names.Quoted(parts[0])} twice");
        }
        return pairs;
    }
}
