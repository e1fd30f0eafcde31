using Bench.Figures;
using Bench.Results;

namespace Bench.Cli;

/// <summary>The cells of which conditions hold, and their controls, each sweep read once.</summary>
internal sealed class CellsOfSweeps(ResultReader reader)
{
    private readonly Dictionary<(string Sweep, string Filter), SweepCells> read = [];

    /// <summary>Those of one sweep.</summary>
    public SweepCells Of(string sweep, RowFilter filter) => read.TryGetValue((sweep, $"{filter}"), out var cells) ? cells
        : read[(sweep, $"{filter}")] = new(sweep, reader.WithControls(reader.ReadRows(sweep, filter), sweep, filter), reader.ReadMissing(sweep, filter));
}
