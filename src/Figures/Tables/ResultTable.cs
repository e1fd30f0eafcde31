namespace Bench.Figures.Tables;

/// <summary>A table as it is shown, whatever it is written as: plain text everywhere, which each way of writing escapes.</summary>
public sealed record ResultTable
{
    /// <summary>Safe in file names and labels, and of this table alone.</summary>
    public required string Name { get; init; }

    /// <summary>What it shows, in one sentence.</summary>
    public required string Caption { get; init; }

    /// <summary>The heading of the first column.</summary>
    public required string Corner { get; init; }

    /// <summary>The headings of the others.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>The rows, in blocks.</summary>
    public required IReadOnlyList<TableBlock> Blocks { get; init; }

    /// <summary>What a reader must know, a paragraph each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}

/// <summary>Rows that belong together.</summary>
/// <param name="Heading">Empty where there is one block.</param>
/// <param name="Rows">The rows.</param>
public sealed record TableBlock(string Heading, IReadOnlyList<TableRow> Rows);

/// <summary>A row.</summary>
/// <param name="Label">Its heading.</param>
/// <param name="Entries">One for each column.</param>
public sealed record TableRow(string Label, IReadOnlyList<TableEntry> Entries)
{
    /// <summary>Set apart from the rows after it: what the author calls "ours".</summary>
    public bool StandsOut { get; init; }
}

/// <summary>What stands where a row and a column meet.</summary>
/// <param name="Mean">A number; or, where there is none, why, such as <c>failed</c>; empty where nothing was asked for.</param>
/// <param name="Deviation">The sample standard deviation; null for a single value.</param>
public sealed record TableEntry(string Mean, string? Deviation = null)
{
    /// <summary>n, where it is less than was asked for; else null.</summary>
    public int? Few { get; init; }

    /// <summary>The best of its comparison, beyond noise.</summary>
    public bool IsBest { get; init; }

    /// <summary>A word in place of a number.</summary>
    public bool IsWord { get; init; }

    /// <summary>The number itself, to sort by; null where there is none.</summary>
    public double? Value { get; init; }
}
