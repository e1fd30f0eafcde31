using Bench.Core;

namespace Bench.Figures.Tables;

/// <summary>What the rows or the columns of a table are.</summary>
public enum TableSide
{
    /// <summary>Strategies.</summary>
    Strategy,

    /// <summary>Asked compression ratios.</summary>
    Ratio,

    /// <summary>Data set × model (and what else sets panels apart).</summary>
    Data,
}

/// <summary>Which tables are made.</summary>
public sealed record TableChoice
{
    /// <summary>What they tell.</summary>
    public Quantity Quantity { get; init; } = Quantity.All[0];

    /// <summary>What rows and columns are; what is neither has a table for each.</summary>
    public TableSide Rows { get; init; } = TableSide.Strategy;

    /// <inheritdoc cref="Rows"/>
    public TableSide Columns { get; init; } = TableSide.Ratio;

    /// <summary>One table with blocks in place of several tables.</summary>
    public bool InBlocks { get; init; }

    /// <summary>The strategies that are shown, in this order; empty for all, in the order of legends.</summary>
    public IReadOnlyList<string> Strategies { get; init; } = [];

    /// <summary>The strategy that comes first and stands out; null for none.</summary>
    public string? Ours { get; init; }

    /// <summary>The names of sides.</summary>
    public static IReadOnlyList<string> Sides { get; } = ["strategy", "ratio", "data"];

    /// <summary>The side of a name.</summary>
    /// <exception cref="UserError">There is none.</exception>
    public static TableSide Side(string option, string name)
    {
        foreach (var (place, side) in Sides.Index())
            if (side == name) return (TableSide)place;
        throw new UserError(Names.Unknown($"choice of {option}", name, Sides));
    }
}
