using Bench.Results;
using Bench.Sweeps;

namespace Bench.Cli;

/// <summary>Which sweep is meant where a command takes one or the whole database.</summary>
internal static class SweepChoice
{
    /// <summary>The named one; else the only one there is, so that its labels are used; else none, which means the whole database.</summary>
    public static string? Of(ResultReader reader, string? named) => named ?? (reader.SweepNames() is [var only] ? only : null);

    /// <summary>
    /// For who looks at everything that is there: the named one; else the only one, unless the database has results besides, such as those of an older version
    /// of its cells; else none.
    /// </summary>
    public static string? OfWhole(ResultReader reader, string? named) =>
        Of(reader, named) is { } sweep && (named is not null || reader.Query("SELECT 1 FROM result WHERE cell NOT IN (SELECT cell FROM sweep_cell) LIMIT 1").Rows.Count == 0) ? sweep : null;

    /// <summary>What the section <c>figures</c> of a sweep calls "ours"; null where it calls nothing so, and for the whole database.</summary>
    public static string? OursIn(ResultReader reader, string? sweep) => sweep is not null && reader.SweepText(sweep) is { } text
        && SweepFile.FiguresOf(text, $"sweep {sweep}", Catalogues.Vocabulary()).Shared.FirstOrDefault(setting => setting.Option == "ours")?.Values is [var first, ..] ? first : null;
}
