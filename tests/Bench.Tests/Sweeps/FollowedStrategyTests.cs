using Bench.Core;
using Bench.Sweeps;

namespace Bench.Tests.Sweeps;

/// <summary>Strategies that take the densities of another: what that depends on is theirs too.</summary>
public sealed class FollowedStrategyTests
{
    private static readonly Vocabulary All = Words.All with
    {
        Criteria = [.. Words.All.Criteria, new("large-final", false) { NeedsInitial = true }],
        Scopes = [.. Words.All.Scopes, new("like") { IsWithinLayers = true, Options = [new StrategyOption("like", "")] }],
    };

    private static string Text(string strategies, string more = "") =>
        $"datasets: [mnist]\nmodels: [lenet5]\ncompressions: [2]\nseeds: [1]\n{more}strategies:\n{strategies}";

    private const string Followers = """
          - {name: g, criterion: gradient, scope: layer, scoring: {samples: 64}}
          - {name: own, criterion: random, scope: {name: like, like: g}}
          - {name: derived, base: own, retraining: none}
          - {name: usual, criterion: random, scope: {name: like, like: global-gradient}}
          - {name: twice, criterion: magnitude, scope: {name: like, like: usual}}
        """;

    [Fact]
    public void A_strategy_that_is_followed_looks_at_data_as_it_would_by_itself()
    {
        var strategies = Words.Load(Text(Followers, "scoring: {samples: 256}\n"), All).Experiments.Single().Strategies.ToDictionary(s => s.Name);
        Assert.Equal((64, 64), Seen(strategies["own"]));
        Assert.Equal((64, 64), Seen(strategies["derived"]));
        Assert.Equal((256, 128), Seen(strategies["usual"]));
        Assert.Equal(["random", "gradient"], strategies["twice"].Rule.Followed().Select(r => r.Criterion));
        Assert.Equal((256, 128), Seen(strategies["twice"]));

        static (int, int) Seen(StrategySpec strategy) => strategy.Rule.Followed().Last() is var rule ? (rule.ScoringSamples, rule.ScoringBatch) : default;
    }

    [Fact]
    public void A_block_that_says_how_to_score_is_heard_by_who_follows() =>
        Assert.NotEmpty(Words.Load(Text("  - {name: a, criterion: random, scope: {name: like, like: global-gradient}}\nexperiments:\n  - scoring: {samples: 256}\n"), All).Experiments);

    [Fact]
    public void The_versions_of_what_is_followed_are_its_follower_s_too()
    {
        var raised = All with { Criteria = [.. All.Criteria.Select(c => c.Name == "gradient" ? c with { Version = 2 } : c)] };
        var (before, after) = (Planner.Plan(Words.Load(Text(Followers + "\n  - random\n"), All), new Words.Facts()), Planner.Plan(Words.Load(Text(Followers + "\n  - random\n"), raised), new Words.Facts()));
        Assert.Equal(6, before.Cells.Count);
        Assert.All(before.Cells.Zip(after.Cells), pair => Assert.Equal(pair.First.Spec.Strategy.Name != "random", pair.First.Identity != pair.Second.Identity));
    }

    [Fact]
    public void What_reads_initial_weights_is_not_followed_from_imported_ones()
    {
        var text = Text("  - {name: f, criterion: large-final, scope: global}\n  - {name: a, criterion: random, scope: {name: like, like: f}}\nexperiments:\n  - {strategies: [a], start: {weights: w.safetensors}}\n");
        Assert.Contains("strategy 'a': criterion 'large-final' reads the initial weights, which imported weights do not have", Assert.Throws<UserError>(() => Words.Load(text, All, "w.safetensors")).Message, StringComparison.Ordinal);
    }
}
