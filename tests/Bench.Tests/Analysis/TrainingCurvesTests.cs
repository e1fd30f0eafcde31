using Bench.Analysis;
using Bench.Results;
using Bench.Tests.Figures;

namespace Bench.Tests.Analysis;

/// <summary>How networks were trained, before and after they were pruned.</summary>
public sealed class TrainingCurvesTests
{
    private static readonly IReadOnlyList<ResultRow> Rows =
        [.. MadeUp.Rows("mnist", "lenet5", seeds: 2, strategies: ["global-magnitude", "random"]).Select(r => r with { Start = $"pretraining {r.Seed}" })];

    private static readonly ILookup<string, EpochRow> Pretraining = Enumerable.Range(1, 2).SelectMany(s => Enumerable.Range(1, 5)
        .Select(e => new EpochRow($"pretraining {s}", e, 1.0 / e, 0.5 + 0.05 * e + 0.01 * s))).ToLookup(e => e.Identity);

    [Fact]
    public void Retraining_goes_on_where_the_pretraining_ends_and_means_are_over_seeds()
    {
        var epochs = Rows.SelectMany(r => Enumerable.Range(0, 3).Select(e => new EpochRow(r.Identity, e, 0.3, 0.6 + 0.1 * e + 0.02 * r.Seed))).ToLookup(e => e.Identity);
        var curves = TrainingCurves.Of(Assert.Single(TradeoffCurves.Of(Rows, [])), 8, epochs, Pretraining);
        Assert.Equal([1, 2, 3, 4, 5], curves.Pretraining.Select(e => e.Epoch));
        Assert.Equal(0.565, Math.Round(curves.Pretraining[0].Top1!.Mean, 9));
        Assert.Equal(["global-magnitude", "random", "dense"], curves.Strategies.Select(s => s.Name));
        Assert.Equal([5, 6, 7], curves.Strategies[0].Epochs.Select(e => e.Epoch));
        Assert.Equal((2, 0.73), (curves.Strategies[0].Epochs[1].Top1!.Count, Math.Round(curves.Strategies[0].Epochs[1].Top1!.Mean, 9)));
        Assert.Null(curves.Strategies[2].Curve);
    }

    [Fact]
    public void What_starts_from_initialization_begins_at_the_beginning()
    {
        var rows = Rows.Select(r => r.Strategy != "random" ? r : r with { Composition = r.Composition.Replace("}", ", \"from\": \"initialization\"}", StringComparison.Ordinal) }).ToList();
        var epochs = rows.SelectMany(r => Enumerable.Range(0, 3).Select(e => new EpochRow(r.Identity, e, 0.3, 0.6))).ToLookup(e => e.Identity);
        var random = TrainingCurves.Of(Assert.Single(TradeoffCurves.Of(rows, [])), 8, epochs, Pretraining).Strategies.Single(s => s.Name == "random");
        Assert.Equal([0, 1, 2], random.Epochs.Select(e => e.Epoch));
    }

    [Fact]
    public void New_weights_begin_at_the_beginning_and_epochs_cut_short_end_where_they_were_cut()
    {
        var rows = Rows.Select(r => r with { BudgetEpochs = 4.5 + 1.25, Numbers = r.Numbers with { EpochsAfterStart = 1.25 } })
            .Select(r => r.Strategy != "random" ? r : r with { Composition = r.Composition.Replace("}", ", \"retraining\": \"scratch-total\"}", StringComparison.Ordinal), BudgetEpochs = 1.25 }).ToList();
        var epochs = rows.SelectMany(r => Enumerable.Range(0, 3).Select(e => new EpochRow(r.Identity, e, 0.3, 0.6))).ToLookup(e => e.Identity);
        var curves = TrainingCurves.Of(Assert.Single(TradeoffCurves.Of(rows, [])), 8, epochs, Pretraining);
        Assert.Equal([1, 2, 3, 4, 4.5], curves.Pretraining.Select(e => e.Epoch));
        Assert.Equal([1, 1.25], curves.Strategies.Single(s => s.Name == "random").Epochs.Select(e => e.Epoch));
        Assert.Equal([4.5, 5.5, 5.75], curves.Strategies.Single(s => s.Name == "global-magnitude").Epochs.Select(e => e.Epoch));
    }

    [Fact]
    public void Weights_drawn_anew_are_new_and_rounds_are_not_cut_by_the_budget_of_all()
    {
        var rows = Rows.Select(r => r with { Numbers = r.Numbers with { EpochsAfterStart = 1.5 } }).Select(r => r with
        {
            Composition = r.Strategy switch
            {
                "random" => r.Composition.Replace("}", ", \"retraining\": \"reinitialize\"}", StringComparison.Ordinal), "global-magnitude" => r.Composition.Replace("one-shot", "iterative", StringComparison.Ordinal), _ => r.Composition,
            },
        }).ToList();
        var epochs = rows.SelectMany(r => Enumerable.Range(0, 3).Select(e => new EpochRow(r.Identity, e, 0.3, 0.6))).ToLookup(e => e.Identity);
        var curves = TrainingCurves.Of(Assert.Single(TradeoffCurves.Of(rows, [])), 8, epochs, Pretraining);
        Assert.Equal([1, 1.5], curves.Strategies.Single(s => s.Name == "random").Epochs.Select(e => e.Epoch));
        Assert.Equal([5, 6, 7], curves.Strategies.Single(s => s.Name == "global-magnitude").Epochs.Select(e => e.Epoch));
    }

    [Fact]
    public void A_loss_that_was_no_number_has_no_mean()
    {
        var epochs = Rows.Select(r => new EpochRow(r.Identity, 1, r is { Strategy: "random", Seed: 1 } ? null : 0.3, 0.6)).ToLookup(e => e.Identity);
        var random = TrainingCurves.Of(Assert.Single(TradeoffCurves.Of(Rows, [])), 8, epochs, Pretraining).Strategies.Single(s => s.Name == "random");
        Assert.Equal((null, 0.6), (random.Epochs[0].Loss, random.Epochs[0].Top1!.Mean));
    }
}
