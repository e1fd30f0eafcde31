using Bench.Analysis;
using Bench.Figures;
using Bench.Results;

namespace Bench.Tests.Figures;

public sealed class NotesTests
{
    private static readonly ResultRow[] Rows = [.. MadeUp.Rows("mnist", "lenet5", strategies: ["global-magnitude", "random"])];

    private static IReadOnlyList<string> NotesOf(IEnumerable<ResultRow> rows, params MissingRow[] missing) =>
        Notes.Of(TradeoffCurves.Of([.. rows], missing), sideBySide: false);

    [Fact]
    public void State_the_seeds_alone_where_nothing_is_amiss() =>
        Assert.Equal(["Mean ± sample standard deviation over 3 seeds."], NotesOf(Rows));

    [Fact]
    public void State_that_one_seed_has_no_deviation() =>
        Assert.Equal(["One seed, so no deviation is known."], NotesOf(Rows.Where(r => r.Seed == 1)));

    [Fact]
    public void State_failed_pending_and_skipped_cells()
    {
        var gone = Rows.Where(r => r is { Strategy: "random", Compression: 8 or 32, Seed: > 1 } or { Strategy: "global-magnitude", Compression: 32 }).ToList();
        var notes = NotesOf(Rows.Except(gone), [.. gone.Select(r => MadeUp.Missing(r,
            r.Strategy == "global-magnitude" ? "skipped" : r.Compression == 8 ? "failed" : "pending"))]);

        // 3 control cells, 2 × 5 × 3 others, of which 3 are skipped and 4 without a result.
        Assert.Equal(
        [
            "Mean ± sample standard deviation over 3 seeds.",
            "4 of 30 cells missing: 2 failed (random 8×), 2 pending. Hollow markers: means over fewer seeds than planned.",
            "3 cells skipped by the plan: global-magnitude 32×.",
        ], notes);
    }

    [Fact]
    public void State_dead_layers_a_missing_control_and_imported_weights()
    {
        var rows = Rows.Where(r => !r.IsControl).Select(r => r with
        {
            Imported = true,
            Flags = r.Compression == 32 && r.Strategy == "random" ? ["validation-seen", "dead-layer"] : ["validation-seen"],
        });

        var notes = NotesOf(rows);
        Assert.Contains("Flagged: dead layer in 3 cells (random 32×).", notes);
        Assert.Contains("No dense control.", notes);
        Assert.StartsWith("† Starting weights imported", notes[^1]);
    }
}
