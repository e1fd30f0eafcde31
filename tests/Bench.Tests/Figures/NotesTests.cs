using Bench.Analysis;
using Bench.Figures;
using Bench.Results;

namespace Bench.Tests.Figures;

public sealed class NotesTests
{
    private static readonly ResultRow[] Rows = [.. MadeUp.Rows("mnist", "lenet5", strategies: ["global-magnitude", "random"])];

    private static IReadOnlyList<string> NotesOf(IEnumerable<ResultRow> rows, params MissingRow[] missing) =>
        Notes.Of(new Places(TradeoffCurves.Of([.. rows], missing)), Drawing.View(CostAxis.Speedup, rows));

    private const string Three = "Mean ± sample standard deviation over 3 seeds. Grey band: that of the dense control. Points are at their exact theoretical speedup.";

    private static readonly ResultRow[] Both = [.. Rows, .. MadeUp.Rows("mnist", "resnet20", strategies: ["global-magnitude", "random"])];

    [Fact]
    public void State_the_seeds_alone_where_nothing_is_amiss() => Assert.Equal([Three], NotesOf(Rows));

    [Fact]
    public void State_how_far_points_are_shifted_on_the_axis_on_which_they_are()
    {
        var places = new Places(TradeoffCurves.Of([.. MadeUp.Rows("mnist", "lenet5")], []));

        // Seven strategies 0.04 octaves apart: the outer ones 0.12 from their ratio, a factor of 1.0867.
        Assert.Contains("Points are shifted sideways by up to 9 % of their compression ratio, for legibility.", Notes.Of(places, Drawing.View(CostAxis.Compression, Rows))[0]);
        Assert.Contains("Points are at their exact theoretical speedup.", Notes.Of(places, Drawing.View(CostAxis.Speedup, Rows))[0]);
        Assert.DoesNotContain("shifted", Notes.Of(places, Drawing.View(CostAxis.Speedup, Rows))[0]);
    }

    [Fact]
    public void State_the_points_that_are_over_other_numbers_of_seeds()
    {
        var notes = NotesOf(Rows.Where(r => r switch { { Strategy: "random", Compression: 8 } => r.Seed == 1, { Strategy: "random", Compression: 32 } => r.Seed < 3, _ => true }));

        Assert.Equal(Three.Replace(". Grey", "; over 1 [random 8×] and over 2 [random 32×]. A single seed has no error bar. Grey"), Assert.Single(notes));
    }

    [Fact]
    public void State_which_panel_has_which_number_of_seeds()
    {
        Assert.StartsWith("Mean ± sample standard deviation over 3 seeds in (a) and over 2 seeds in (b). Grey",
            NotesOf(Both.Where(r => r.Model == "lenet5" || r.Seed < 3))[0]);
        Assert.StartsWith("Mean ± sample standard deviation over 3 seeds; in (b) over 2 [dense control; random 8×]. Grey",
            NotesOf(Both.Where(r => r is not ({ Model: "resnet20", Strategy: "random", Compression: 8, Seed: 1 } or { Model: "resnet20", IsControl: true, Seed: 2 })))[0]);
        Assert.StartsWith("Mean ± sample standard deviation over 3 seeds in (a) and over 1 seed in (b). A single seed has no error bar. Grey",
            NotesOf(Both.Where(r => r.Model == "lenet5" || r.Seed < 2))[0]);
    }

    [Fact]
    public void State_that_panels_have_accuracy_axes_of_their_own() =>
        Assert.EndsWith(" Each panel has an accuracy axis of its own.", NotesOf(Both)[0]);

    [Fact]
    public void State_the_panel_of_every_flag_and_every_missing_cell()
    {
        var flagged = Both.Select(r => r switch
        {
            { Model: "lenet5", IsControl: true, Seed: 2 } => r with { Flags = ["at-chance"] },
            { Model: "resnet20", Strategy: "random", Compression: 32 } => r with { Flags = ["at-chance", "dead-layer"] },
            _ => r,
        }).ToList();
        var gone = flagged.Where(r => r is { Model: "resnet20", Strategy: "random", Compression: 4 }).ToList();
        var notes = NotesOf(flagged.Except(gone), [.. gone.Select(r => MadeUp.Missing(r, "failed"))]);

        Assert.Equal(
        [
            "3 of 66 cells missing: in (b) 3 failed [random 4×]. Lines are broken where an operating point has no result.",
            "Flagged: at chance in 1 cell of (a) [dense control] and 3 cells of (b) [random 32×]; dead layer in 3 cells of (b) [random 32×].",
        ], notes.Skip(1));
    }

    [Fact]
    public void State_once_what_holds_for_several_panels()
    {
        var rows = Enumerable.Range(1, 5).SelectMany(i => MadeUp.Rows("mnist", $"m{i}", strategies: ["random"], ratios: [2, 4]))
            .Where(r => (r.Model is "m1" or "m5") || r is not { Compression: 4, Seed: 3 });

        Assert.StartsWith("Mean ± sample standard deviation over 3 seeds; in each of (b) to (d) over 2 [random 4×]. Grey", NotesOf(rows)[0]);
        Assert.Contains("Flagged: dead layer in 3 cells of each of (a) and (e) [random 4×].",
            NotesOf(rows.Select(r => r is { Model: "m1" or "m5", Compression: 4 } ? r with { Flags = ["dead-layer"] } : r)));
    }

    [Fact]
    public void State_how_many_points_where_naming_them_would_fill_the_page() =>
        Assert.Contains("Flagged: dead layer in 30 cells [10 points of 2 strategies].", NotesOf(Rows.Select(r => r.IsControl ? r : r with { Flags = ["dead-layer"] })));

    [Fact]
    public void State_what_a_setting_is_that_a_letter_stands_for()
    {
        var notes = NotesOf([.. Rows.Select(r => r with { Setting = """{"a":1,"b":1,"c":1}""" }), .. Rows.Select(r => r with { Setting = """{"a":2,"b":2,"c":2}""" })]);

        Assert.Equal("Setting A: a 1, b 1, c 1; setting B: a 2, b 2, c 2.", notes[1]);
    }

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
            Three.Replace(". Grey", "; over 1 [random 8×, 32×]. A single seed has no error bar. Grey"),
            "4 of 30 cells missing: 2 failed [random 8×] and 2 pending [random 32×]. Hollow markers: fewer seeds than the 3 planned.",
            "3 cells skipped by the plan: [global-magnitude 32×].",
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
        Assert.Contains("Flagged: dead layer in 3 cells [random 32×].", notes);
        Assert.Contains("No dense control.", notes);
        Assert.StartsWith("† Starting weights imported: ", notes[^1]);
        Assert.StartsWith("† Starting weights imported in (b): ", NotesOf(Both.Select(r => r with { Imported = r.Model == "resnet20" }))[^1]);
    }

    [Fact]
    public void State_that_the_control_is_over_fewer_seeds_than_planned()
    {
        // Its curve begins with a cell of its own, so the control is no point of it.
        var rows = Rows.Append(Rows.First(r => r.Strategy == "random") with { Compression = 1 }).ToList();
        var gone = rows.First(r => r is { IsControl: true, Seed: 2 });
        var notes = NotesOf(rows.Where(r => r != gone && r.Strategy != "global-magnitude"), MadeUp.Missing(gone, "failed"));

        Assert.Contains("over 2 [dense control]", notes[0]);
        Assert.Equal("1 of 19 cells missing: 1 failed [dense control 1×]. Hollow markers: fewer seeds than the 3 planned.", notes[1]);
    }

    private static IEnumerable<ResultRow> Budget(IEnumerable<ResultRow> rows, Func<ResultRow, double> epochs) => rows.Select(r => r with { BudgetEpochs = epochs(r) });

    [Fact]
    public void State_the_epochs_of_strategies_that_train_for_longer_or_shorter_than_the_others()
    {
        var rows = MadeUp.Rows("mnist", "lenet5", strategies: ["lottery", "random", "scratch", "global-magnitude"], ratios: [2, 4]).ToList();

        Assert.Contains("Epochs of training, with the pretraining: scratch 6.5, lottery 20 to 40, others 10.",
            NotesOf(Budget(rows, r => r.Strategy switch { "lottery" => 10 * r.Compression, "scratch" => 6.5, _ => 10 })));
        Assert.DoesNotContain(NotesOf(Budget(rows, r => r.IsControl ? 12 : 10)), n => n.StartsWith("Epochs", StringComparison.Ordinal));
    }

    [Fact]
    public void State_in_which_panel_budgets_differ() =>
        Assert.Contains("Epochs of training, with the pretraining: in (b) random 5, global-magnitude 10.",
            NotesOf(Budget(Both, r => r is { Model: "resnet20", Strategy: "random" } ? 5 : 10)));

    [Fact]
    public void State_that_curves_begin_at_controls_of_their_own_and_name_these()
    {
        var early = MadeUp.Rows("mnist", "lenet5", dense: 0.9, strategies: ["snip"]).Select(r => MadeUp.Course(r, "\"from\":\"initialization\"", "own"))
            .Select(r => r.IsControl ? r with { Flags = ["at-chance"] } : r).ToList();
        var notes = NotesOf([.. Rows, .. early]);

        Assert.Contains("Curves begin at the dense network of their own start and training.", notes);
        Assert.Contains("Flagged: at chance in 3 cells [dense control (from initialization)].", notes);
        Assert.Contains("No dense control: of snip.", NotesOf([.. Rows, .. early.Where(r => !r.IsControl)]));
    }
}
