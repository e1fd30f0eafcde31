using Bench.Core;

namespace Bench.Figures;

/// <summary>The ends of an axis, in its unit.</summary>
public sealed record Limits(double Least, double Most);

/// <summary>Inches.</summary>
public sealed record PageSize(double Width, double Height);

/// <summary>What is shown of several seeds beside their mean.</summary>
public enum Spread
{
    /// <summary>One sample standard deviation on either side.</summary>
    Deviation,

    /// <summary>The 95 % confidence interval of the mean.</summary>
    Interval,

    /// <summary>From the least to the greatest.</summary>
    Range,

    /// <summary>A dot for each seed.</summary>
    Points,

    /// <summary>Nothing.</summary>
    None,
}

/// <summary>Whether networks are shown after retraining, before it, or both.</summary>
public enum Retrained { Yes, No, Both }

/// <summary>What a user may choose of a figure of whatever kind; where nothing is chosen, the kind decides.</summary>
public sealed record FigureChoice
{
    /// <summary>The names of the options that were given.</summary>
    public IReadOnlyList<string> Given { get; init; } = [];

    public string? X { get; init; }
    public string? Y { get; init; }
    public IReadOnlyList<string> Facets { get; init; } = [];
    public string? YScale { get; init; }
    public Limits? XLimits { get; init; }
    public Limits? YLimits { get; init; }
    public bool ShareX { get; init; }
    public bool ShareY { get; init; }
    public Spread? Spread { get; init; }
    public bool? Bands { get; init; }
    public Retrained Retrained { get; init; }

    /// <summary>Which ones, and in which order; empty for all.</summary>
    public IReadOnlyList<string> Strategies { get; init; } = [];
    public IReadOnlyList<string> Datasets { get; init; } = [];
    public IReadOnlyList<string> Models { get; init; } = [];
    public IReadOnlyList<double> Compressions { get; init; } = [];

    /// <summary>Conditions on the columns of <c>v_sweep_results</c>.</summary>
    public IReadOnlyList<string> Where { get; init; } = [];

    /// <summary>Whether results may be drawn together that are not comparable, which the figure says then.</summary>
    public bool AllowMixed { get; init; }

    /// <summary>What strategies, data sets and models are called instead.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>The strategies that come first and stand out.</summary>
    public IReadOnlyList<string> Ours { get; init; } = [];

    /// <summary>The files of published points that are drawn beside curves; <c>all</c> for all.</summary>
    public IReadOnlyList<string> Overlay { get; init; } = [];

    public bool Talk { get; init; }
    public int? Columns { get; init; }
    public PageSize? Size { get; init; }
    public int Dpi { get; init; } = 300;

    /// <summary>Whether title and notes are written beside the figure instead of into it.</summary>
    public bool CaptionBeside { get; init; }

    /// <summary>Whether an option was given.</summary>
    public bool Has(string option) => Given.Contains(option);
}
