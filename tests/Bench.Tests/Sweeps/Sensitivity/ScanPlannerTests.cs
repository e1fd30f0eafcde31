using Bench.Core;
using Bench.Sweeps;

namespace Bench.Tests.Sweeps.Sensitivity;

public sealed class ScanPlannerTests
{
    private const string Text =
        """
        datasets: [digits]
        models: [resnet20]
        strategies: [global-magnitude, layer-magnitude]
        compressions: [1, 2, 4]
        seeds: [1, 2]
        pretraining: {optimizer: adam, learning-rate: 0.001, epochs: 2, batch: 64, flip: true, crop-padding: 2}
        retraining: {optimizer: adam, learning-rate: 0.001, epochs: 1, batch: 64}
        """;

    private static (SweepPlan Plan, IReadOnlyList<PlannedScan> Scans) Of(ScanRequest request, string text = Text)
    {
        var sweep = Words.Load(text);
        var plan = Planner.Plan(sweep, new Words.Facts());
        return (plan, ScanPlanner.Plan(sweep, plan, request));
    }

    [Fact]
    public void Each_network_from_which_cells_start_is_scanned_once_for_each_criterion()
    {
        var (plan, scans) = Of(new() { Criteria = ["magnitude", "gradient"] });
        Assert.Equal(
            plan.Pretrainings.SelectMany(p => new[] { (p.Identity, "magnitude"), (p.Identity, "gradient") }), scans.Select(s => (s.PretrainingIdentity, s.Rule.Cut.Criterion)));
        Assert.All(scans, s => Assert.Equal((null, 1.0, "validation", 0), (s.Rule.Renewal, s.Spec.Compression, s.Rule.Split, s.Rule.Samples)));
    }

    [Fact]
    public void A_criterion_scores_on_the_samples_on_which_the_strategies_of_the_sweep_do()
    {
        const string strategies = "strategies: [global-magnitude, layer-magnitude]";
        ScanRequest request = new() { Criteria = ["gradient", "magnitude"], ReadsData = name => name is "gradient" or "activation" };
        (int, int, string)[] Scored(string changed) => [.. Of(request, Text.Replace(strategies, changed, StringComparison.Ordinal)).Scans.Take(2).Select(s => (s.Rule.Cut.ScoringSamples, s.Rule.Cut.ScoringBatch, s.Rule.Cut.ScoringBatchNorm))];
        Assert.Equal([(1024, 128, "eval"), (1024, 128, "eval")], Scored(strategies));
        Assert.Equal([(64, 32, "eval"), (1024, 128, "eval")], Scored("scoring: {samples: 64, batch: 32}\nstrategies: [global-gradient]"));
        Assert.Equal([(64, 32, "eval"), (1024, 128, "eval")], Scored("scoring: {samples: 64, batch: 32}\nstrategies: [global-activation]"));
        Assert.Equal([(64, 64, "eval"), (1024, 128, "eval")], Scored("scoring: {samples: 32, batch: 32}\nstrategies: [global-activation, {name: a, base: global-gradient, scoring: {samples: 64, batch: 64}}]"));
        var mistake = Assert.Throws<UserError>(() => Scored("strategies: [global-gradient, {name: a, base: global-gradient, scoring: {samples: 64, batch: 64}}]"));
        Assert.Equal("strategies of the sweep score in 2 ways (1024 samples in batches of 128, batch norm eval; 64 samples in batches of 64, batch norm eval), of which a scan by 'gradient' takes one: scan a sweep that has one", mistake.Message);
    }

    // Cuts that lie in people's databases are found by these.
    [Fact]
    public void Identities_stay_what_they_were_released_as()
    {
        var scan = Of(new() { Criteria = ["magnitude"] }).Scans[0];
        Assert.Equal(
            $$"""{"criterion":"magnitude","scoring":{"batch":128,"batch-norm":"eval","samples":1024},"seed":1,"split":"validation","start":"{{scan.PretrainingIdentity}}","structure":"weight"}""",
            scan.Configuration);
        Assert.Equal(Fingerprint.Of(scan.Configuration)[..32], scan.Identity);
        Assert.Equal(Fingerprint.Of(scan.Configuration + "\nlayer1.0.conv1\n0.05")[..32], scan.IdentityOf("layer1.0.conv1", 0.05));
        Assert.Equal(Fingerprint.Of(scan.Configuration + "\n\n1")[..32], scan.IdentityOf(null, 1));
    }

    [Fact]
    public void What_changes_a_number_changes_the_identity()
    {
        ScanRequest[] requests =
        [
            new() { Criteria = ["magnitude"] }, new() { Criteria = ["random"] }, new() { Criteria = ["magnitude"], Structure = "channel" }, new() { Criteria = ["magnitude"], Split = "test" },
            new() { Criteria = ["magnitude"], Samples = 100 }, new() { Criteria = ["magnitude"], Renews = true },
        ];
        var resized = Of(requests[^1], Text.Replace("crop-padding: 2", "resized-crop: 0.08", StringComparison.Ordinal)).Scans;
        var scans = requests.SelectMany(r => Of(r).Scans).Concat(Of(requests[0], "protocol: all-weights\n" + Text).Scans).Concat(resized).ToList();
        Assert.Equal(scans.Count, scans.Select(s => s.Identity).Distinct().Count());
        Assert.Contains("\"renewal\":{\"batch\":250,\"crop-padding\":2,\"flip\":true,\"samples\":5000}", Of(requests[^1]).Scans[0].Configuration, StringComparison.Ordinal);
        Assert.Contains("\"renewal\":{\"batch\":250,\"crop-padding\":0,\"flip\":true,\"resized-crop\":0.08,\"samples\":5000}", resized[0].Configuration, StringComparison.Ordinal);
    }

    [Fact]
    public void The_least_share_of_an_image_over_which_statistics_are_renewed_is_part_of_the_identity()
    {
        var configurations = new[] { 0.08, 0.5 }.Select(share => Of(new() { Criteria = ["magnitude"], Renews = true }, Text.Replace("crop-padding: 2", $"resized-crop: {share}", StringComparison.Ordinal)).Scans[0].Configuration).ToList();
        Assert.Contains("\"flip\":true,\"resized-crop\":0.08,\"samples\":5000}", configurations[0], StringComparison.Ordinal);
        Assert.Contains("\"resized-crop\":0.5,", configurations[1], StringComparison.Ordinal);
    }
}
