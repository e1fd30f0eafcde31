using Bench.Analysis;
using Bench.Results;
using Bench.Tests.Figures;

namespace Bench.Tests.Analysis;

/// <summary>What strategies leave of each layer.</summary>
public sealed class LayerProfileTests
{
    private static readonly IReadOnlyList<ResultRow> Rows = [.. MadeUp.Rows("mnist", "lenet5", seeds: 2, strategies: ["global-magnitude", "random"])];

    private static ILookup<string, LayerRow> Layers(Func<ResultRow, long> kept, Func<ResultRow, string>? second = null) => Rows.SelectMany(r => new[]
    {
        new LayerRow(r.Identity, 0, "conv1", true, 100, kept(r), 10, 5 + r.Seed), new LayerRow(r.Identity, 1, second?.Invoke(r) ?? "fc2", false, 40, 40, 8, 8),
    }).ToLookup(l => l.Identity);

    [Fact]
    public void Shares_of_weights_or_of_channels_are_over_seeds_by_strategy_and_layer()
    {
        var panel = Assert.Single(TradeoffCurves.Of(Rows, []));
        var layers = Layers(r => r.Strategy == "random" ? 50 : 10 * r.Seed);
        var profiles = LayerProfiles.Of(panel, 8, layers, ofChannels: false);
        Assert.Equal([("conv1", true), ("fc2", false)], profiles.Layers);
        Assert.Equal(["global-magnitude", "random"], profiles.Profiles.Select(p => p.Curve.Strategy));
        Assert.Equal((2, 0.15, 1.0), (profiles.Profiles[0].Densities[0].Count, Math.Round(profiles.Profiles[0].Densities[0].Mean, 9), profiles.Profiles[0].Densities[1].Mean));
        Assert.Equal(0.65, Math.Round(LayerProfiles.Of(Assert.Single(TradeoffCurves.Of([.. Rows.Select(r => r.IsControl ? r : r with { Composition = r.Composition.Replace("\"weight\"", "\"channel\"", StringComparison.Ordinal) })], [])), 8, layers, ofChannels: true).Profiles[1].Densities[0].Mean, 9));
        Assert.Empty(LayerProfiles.Of(panel, 8, layers, ofChannels: true).Profiles);
        Assert.Empty(LayerProfiles.Of(panel, 7, layers, ofChannels: false).Profiles);
    }

    [Fact]
    public void A_network_with_other_layers_is_left_out()
    {
        var panel = Assert.Single(TradeoffCurves.Of(Rows, []));
        var profiles = LayerProfiles.Of(panel, 8, Layers(_ => 10, r => r.Strategy == "random" && r.Seed == 1 ? "other" : "fc2"), ofChannels: false);
        Assert.Equal("global-magnitude", Assert.Single(profiles.Profiles).Curve.Strategy);
    }
}
