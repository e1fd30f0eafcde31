using Bench.Core;
using Bench.Strategies;
using static TorchSharp.torch;

namespace Bench.TorchTests.Strategies;

public sealed class LimitTests
{
    private static readonly IScope Global = Scopes.Find("global");

    [Fact]
    public void A_floor_keeps_the_best_of_a_layer_that_would_lose_all()
    {
        // Two layers of 4, 4 places: all would go to the second; a floor of a quarter keeps the best one of the first.
        using var masks = Cut([[1, 4, 3, 2], [8, 7, 6, 5]], kept: 4, new() { Floor = 0.25 });
        Assert.Equal([false, true, false, false, true, true, true, false], masks.Bits.ToArray());
    }

    [Fact]
    public void A_cap_prunes_the_worst_of_a_layer_that_would_keep_all()
    {
        using var masks = Cut([[1, 4, 3, 2], [8, 7, 6, 5]], kept: 4, new() { Cap = 0.5 });
        Assert.Equal([false, true, true, false, true, true, false, false], masks.Bits.ToArray());
        Assert.Equal(0, masks.TiedScores);
    }

    [Fact]
    public void Under_any_scope_limits_hold_and_the_total_is_exact()
    {
        using var network = TestNetworks.OneOfEverything();
        var protocol = Protocols.Find("all-weights");
        using var scores = Pruner.Score(network, protocol, Criteria.Find("magnitude"), [], "eval", 1);
        foreach (var scope in Scopes.All)
            foreach (var compression in new[] { 1.2, 2, 4, 6 })
            {
                var rules = TestScopes.Rules(scope.Name) with { Limits = new() { Floor = 0.07, Cap = 0.9 } };
                using var masks = Pruner.Cut(network, protocol, scores, new CutRequest { Rules = rules, Seed = 1, Model = TestScopes.Model(scores.Tensors), Curves = TestScopes.Curves(scores.Tensors) }, compression);
                Assert.Equal((long)(masks.Prunable / (decimal)compression), masks.KeptPrunable);
                Assert.All(masks.Masks, m => Assert.InRange(m.Kept, Math.Ceiling(0.07 * m.Tensor.Elements), Math.Floor(0.9 * m.Tensor.Elements)));
            }
    }

    // Against all choices there are.
    [Fact]
    public void No_other_choice_within_the_limits_has_higher_scores()
    {
        var stream = SeededStream.For(3, "limits");
        for (var round = 0; round < 200; round++)
        {
            int[] sizes = [1 + stream.NextInt(4), 1 + stream.NextInt(4), 1 + stream.NextInt(4)];
            float[][] scores = [.. sizes.Select(size => Enumerable.Range(0, size).Select(_ => (float)stream.NextInt(6)).ToArray())];
            var limits = new LayerLimits { Floor = stream.NextInt(3) * 0.25, Cap = 0.5 + stream.NextInt(3) * 0.25 };
            var bounds = sizes.Select((size, i) => limits.Of(ScopeTests.Matrix($"l{i}", 1, size).Size)).ToList();
            var (least, most) = (bounds.Sum(b => b.Least), bounds.Sum(b => b.Most));
            var kept = least + stream.NextInt((int)(most - least) + 1);
            float[] flat = [.. scores.SelectMany(s => s)];
            int[] layer = [.. sizes.SelectMany((size, i) => Enumerable.Repeat(i, size))];
            var best = Enumerable.Range(0, 1 << flat.Length)
                .Where(choice => int.PopCount(choice) == kept && bounds.Select((b, i) => Chosen(choice).Count(e => layer[e] == i) is var n && n >= b.Least && n <= b.Most).All(ok => ok))
                .Max(choice => Chosen(choice).Sum(e => flat[e]));

            using var masks = Cut(scores, kept, limits);
            Assert.Equal(kept, masks.KeptPrunable);
            Assert.All(masks.Masks.Zip(bounds), m => Assert.InRange(m.First.Kept, m.Second.Least, m.Second.Most));
            Assert.Equal(best, masks.Bits.ToArray().Zip(flat, (bit, score) => bit ? score : 0).Sum());

            IEnumerable<int> Chosen(int choice) => Enumerable.Range(0, flat.Length).Where(e => (choice >> e & 1) == 1);
        }
    }

    [Fact]
    public void Ties_at_a_floor_are_broken_by_the_seed_and_not_by_position()
    {
        var zeros = new float[400];
        using var masks = Cut([zeros, [.. Enumerable.Repeat(1f, 400)]], kept: 500, new() { Floor = 0.25 });
        Assert.Equal((100, 400), (masks.Masks[0].Kept, masks.Masks[1].Kept));
        Assert.InRange(masks.Bits[..200].Count(true), 32, 68); // 50 ± 4 standard deviations
        Assert.Equal(400, masks.TiedScores);
    }

    [Theory]
    [InlineData("bench", "conv*", "", new[] { "conv1.weight", "conv2.weight" })]
    [InlineData("bench", "", "conv1", new[] { "conv2.weight", "fc1.weight" })]
    [InlineData("all-weights", "conv*,fc2", "conv1", new[] { "conv2.weight", "fc2.weight" })]
    public void Only_the_named_layers_are_pruned_and_the_ratio_of_the_network_is_exact(string protocolName, string only, string except, string[] pruned)
    {
        using var network = TestNetworks.OneOfEverything();
        var protocol = Protocols.Find(protocolName);
        var limits = new LayerLimits { Only = Split(only), Except = Split(except) };
        using var scores = Pruner.Score(network, protocol, new ScoringRequest { Criterion = Criteria.Find("magnitude"), Seed = 1, Limits = limits });
        Assert.Equal(pruned, scores.Tensors.Select(t => t.Name));
        using var masks = Pruner.Cut(network, protocol, scores, new CutRequest { Rules = new(Global) { Limits = limits }, Seed = 1 }, 1.1);
        var whole = protocolName == "bench" ? network.TotalParameters : network.Layers.Sum(l => l.Weights);
        var asked = (long)(whole / 1.1m);
        Assert.Equal(asked - (whole - masks.Prunable), masks.KeptPrunable);
        Assert.Equal((double)whole / asked, Counting.Count(network, protocol, masks).AchievedCompression);
        using var dense = MaskSet.Dense(network, protocol, limits);
        Assert.Equal(masks.Prunable, dense.KeptPrunable);
        Assert.Equal(1, Counting.Count(network, protocol, dense).AchievedCompression);

        static string[] Split(string names) => names.Split(',', StringSplitOptions.RemoveEmptyEntries);
    }

    // The published network's tables prune 18 of the 20 convolutions and linear layers: neither the first nor the last.
    [Fact]
    public void The_block_convolutions_of_a_ResNet_20_are_eighteen()
    {
        using var network = TestNetworks.Of("resnet20", new InputShape(3, 32, 32), 10);
        var limits = new LayerLimits { Only = ["layer*"] };
        Assert.Equal(18, limits.Restrict(Protocols.Find("bench").Prunable(network.Model, network.Layers)).Count);
    }

    [Theory]
    [InlineData("conv9", "layers.only: unknown layer 'conv9': did you mean 'conv1'? (valid: conv1, conv2, fc1)")]
    [InlineData("layer*", "layers.only: no layer is called like 'layer*' (prunable: conv1, conv2, fc1)")]
    [InlineData("fc2", "layers.only: unknown layer 'fc2': did you mean 'fc1'? (valid: conv1, conv2, fc1)")] // the output layer
    public void A_pattern_that_fits_no_layer_is_a_mistake_that_lists_the_layers(string pattern, string message)
    {
        using var network = TestNetworks.OneOfEverything();
        var tensors = Protocols.Find("bench").Prunable(network.Model, network.Layers);
        Assert.Equal(message, Assert.Throws<UserError>(() => new LayerLimits { Only = ["conv1", pattern] }.Restrict(tensors)).Message);
        Assert.Equal(message.Replace("only", "except", StringComparison.Ordinal), Assert.Throws<UserError>(() => new LayerLimits { Except = [pattern] }.Restrict(tensors)).Message);
        Assert.Equal("layers: nothing is left to prune (prunable: conv1, conv2, fc1)", Assert.Throws<UserError>(() => new LayerLimits { Only = ["fc1"], Except = ["*"] }.Restrict(tensors)).Message);
    }

    [Theory]
    [InlineData(0.5, 0.4)]
    [InlineData(-0.1, 1)]
    [InlineData(0, 1.1)]
    [InlineData(double.NaN, 1)]
    public void A_floor_above_the_cap_or_what_is_no_density_is_a_mistake(double floor, double cap) =>
        Assert.Contains("0 <= floor <= cap <= 1", Assert.Throws<UserError>(() => new LayerLimits { Floor = floor, Cap = cap }.Restrict([ScopeTests.Matrix("a", 1, 4)])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(0.1, 10, 1)]   // as written, not as the binary fraction next to it
    [InlineData(0.07, 100, 7)]
    [InlineData(0.07, 101, 8)]
    public void A_floor_is_rounded_up(double floor, long elements, long least) =>
        Assert.Equal(new Bounds(least, elements), new LayerLimits { Floor = floor }.Of(ScopeTests.Matrix("a", 1, elements).Size));

    private static MaskSet Cut(float[][] values, long kept, LayerLimits limits)
    {
        using var scores = Of(values);
        return Pruner.Cut(scores, new CutRequest { Rules = new(Global) { Limits = limits }, Seed = 1 }, kept);
    }

    internal static Scores Of(params float[][] values) => Scores.Of(
        Criteria.Find("magnitude"), [.. values.Select((v, i) => ScopeTests.Matrix($"l{i}", 1, v.Length))], [.. values.Select(v => tensor(v).view(1, -1))]);
}
