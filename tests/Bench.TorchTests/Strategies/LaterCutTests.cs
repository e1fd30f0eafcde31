using Bench.Core;
using Bench.Strategies;

namespace Bench.TorchTests.Strategies;

/// <summary>Cuts that follow on others.</summary>
public sealed class LaterCutTests
{
    [Theory]
    [InlineData("global", new[] { true, false, false, false, false, true, true, false })]
    [InlineData("layer", new[] { true, false, true, false, false, false, true, false })]
    public void What_an_earlier_cut_pruned_stays_pruned(string scope, bool[] expected)
    {
        // The highest scores of each layer, 9 and 8, are of pruned elements.
        using var scores = LimitTests.Of([3, 9, 1, 0], [0, 4, 5, 8]);
        using var before = Masks(scores, true, false, true, true, true, true, true, false);
        var request = new CutRequest { Rules = new(Scopes.Find(scope)), Seed = 1, Within = before };
        using var masks = Pruner.Cut(scores, request, kept: 3);
        Assert.Equal(expected, masks.Bits.ToArray());
        using var all = Pruner.Cut(scores, request, kept: 6);
        Assert.Equal(before.Fingerprint(), all.Fingerprint());
        Assert.Equal("7 elements cannot be kept: the earlier cut has left 6", Assert.Throws<PruningException>(() => Pruner.Cut(scores, request, kept: 7)).Message);
        using var regrown = Pruner.Cut(scores, request with { Within = null }, kept: 3);
        Assert.True(regrown.Bits[1] && regrown.Bits[7]);
    }

    [Fact]
    public void Pruned_elements_do_not_come_back_even_where_all_scores_are_as_low_as_can_be()
    {
        using var scores = LimitTests.Of([.. Enumerable.Repeat(float.NegativeInfinity, 40)]);
        using var before = Masks(scores, [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0)]);
        using var masks = Pruner.Cut(scores, new CutRequest { Rules = new(Scopes.Find("global")), Seed = 1, Within = before }, kept: 10);
        Assert.Equal(10, masks.KeptPrunable);
        Assert.DoesNotContain(true, masks.Bits.ToArray().Where((_, i) => i % 2 == 1));
        Assert.Equal(20, masks.TiedScores);
    }

    [Fact]
    public void Rounds_under_any_scope_are_nested_and_exact()
    {
        using var network = TestNetworks.OneOfEverything();
        var protocol = Protocols.Find("all-weights");
        using var scores = Pruner.Score(network, protocol, Criteria.Find("random"), [], "eval", 1);
        using var other = Pruner.Score(network, protocol, Criteria.Find("random"), [], "eval", 2);
        foreach (var scope in Scopes.All)
        {
            var request = new CutRequest { Rules = TestScopes.Rules(scope.Name), Seed = 1, Model = TestScopes.Model(scores.Tensors), Curves = TestScopes.Curves(scores.Tensors) };
            using var first = Pruner.Cut(network, protocol, scores, request, 2);
            using var second = Pruner.Cut(network, protocol, other, request with { Within = first }, 4);
            Assert.Equal(first.Prunable / 4, second.KeptPrunable);
            Assert.DoesNotContain((false, true), first.Bits.ToArray().Zip(second.Bits.ToArray()));
            Assert.Throws<PruningException>(() => Pruner.Cut(network, protocol, other, request with { Within = first }, 1));
        }
    }

    [Fact]
    public void A_layer_that_an_earlier_cut_left_less_than_its_share_keeps_that_and_the_others_share()
    {
        using var scores = LimitTests.Of([1, 1, 1, 1], [4, 3, 2, 1]);
        using var before = Masks(scores, true, false, false, false, true, true, true, true);
        using var masks = Pruner.Cut(scores, new CutRequest { Rules = new(Scopes.Find("layer")), Seed = 1, Within = before }, kept: 4);
        Assert.Equal([true, false, false, false, true, true, true, false], masks.Bits.ToArray());
    }

    [Fact]
    public void A_floor_above_what_an_earlier_cut_left_is_refused()
    {
        using var scores = LimitTests.Of([1, 1, 1, 1], [4, 3, 2, 1]);
        using var before = Masks(scores, true, false, false, false, true, true, true, true);
        var request = new CutRequest { Rules = new(Scopes.Find("global")) { Limits = new() { Floor = 0.5 } }, Seed = 1, Within = before };
        Assert.Equal("floor 0.5 cannot hold in layer 'l0', of which an earlier cut has left less", Assert.Throws<PruningException>(() => Pruner.Cut(scores, request, kept: 4)).Message);
    }

    [Fact]
    public void Shrinkbench_cuts_once()
    {
        using var network = TestNetworks.OneOfEverything();
        var protocol = Protocols.Find("shrinkbench");
        using var scores = Pruner.Score(network, protocol, Criteria.Find("magnitude"), [], "train", 1);
        using var before = MaskSet.Dense(network, protocol);
        Assert.Contains("cuts once", Assert.Throws<PruningException>(() =>
            Pruner.Cut(network, protocol, scores, new CutRequest { Rules = new(Scopes.Find("global")), Seed = 1, Within = before }, 2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Drop_takes_the_lowest_of_what_each_tensor_keeps()
    {
        using var scores = LimitTests.Of([5, 1, 9, 2], [3, 0, 1, 2]);
        using var before = Masks(scores, true, true, false, true, true, false, true, true);
        using var masks = Exchange.Drop(scores, before, [2, 1], SeededStream.For(1, "test"));
        Assert.Equal([true, false, false, false, true, false, false, true], masks.Bits.ToArray());
        Assert.Equal(0, masks.TiedScores);
        Assert.Equal("layer 'l0' keeps 3 of 4 elements: 4 cannot be dropped", Assert.Throws<PruningException>(() => Exchange.Drop(scores, before, [4, 0], SeededStream.For(1, "test"))).Message);
    }

    [Fact]
    public void Grow_adds_the_highest_of_what_is_pruned_in_each_tensor()
    {
        using var scores = LimitTests.Of([5, 1, 9, 2], [3, 0, 1, 2]);
        using var before = Masks(scores, true, false, false, false, false, false, false, true);
        using var masks = Exchange.Grow(scores, before, [2, 1], SeededStream.For(1, "test"));
        Assert.Equal([true, false, true, true, true, false, false, true], masks.Bits.ToArray());
        Assert.Equal(masks.AskedKept, masks.KeptPrunable);
        Assert.Equal("layer 'l1' keeps 1 of 4 elements: 4 cannot grow", Assert.Throws<PruningException>(() => Exchange.Grow(scores, before, [0, 4], SeededStream.For(1, "test"))).Message);
    }

    [Fact]
    public void What_is_dropped_and_grown_among_equal_scores_is_drawn_and_the_count_stays()
    {
        using var scores = LimitTests.Of(new float[400]);
        using var before = Masks(scores, [.. Enumerable.Range(0, 400).Select(i => i < 200)]);
        using var dropped = Exchange.Drop(scores, before, [100], SeededStream.For(1, "drop"));
        using var grown = Exchange.Grow(scores, dropped, [100], SeededStream.For(1, "grow"));
        Assert.Equal((100, 200), (dropped.KeptPrunable, grown.KeptPrunable));
        Assert.Equal((200, 300), (dropped.TiedScores, grown.TiedScores));
        Assert.InRange(dropped.Bits[..100].Count(true), 34, 66);
        Assert.InRange(grown.Bits[200..].Count(true), 45, 90); // 200 of the 300 pruned ones
    }

    [Fact]
    public void A_shuffled_mask_keeps_as_many_of_each_tensor_elsewhere()
    {
        using var scores = LimitTests.Of([.. Enumerable.Range(0, 300)], [.. Enumerable.Range(0, 200)]);
        using var masks = Pruner.Cut(scores, new CutRequest { Rules = new(Scopes.Find("global")), Seed = 1 }, 150);
        using var shuffled = masks.Shuffled(seed: 1);
        using var again = masks.Shuffled(seed: 1);
        using var other = masks.Shuffled(seed: 2);
        Assert.Equal([125, 25], shuffled.Masks.Select(m => m.Kept));
        Assert.Equal(masks.Masks.Select(m => m.Kept), shuffled.Masks.Select(m => m.Kept));
        Assert.Equal(shuffled.Fingerprint(), again.Fingerprint());
        Assert.Equal(3, new[] { masks.Fingerprint(), shuffled.Fingerprint(), other.Fingerprint() }.Distinct().Count());
        Assert.InRange(shuffled.Bits[..150].Count(true), 45, 80); // 62.5 ± 4 standard deviations
        Assert.Equal(150, shuffled.AskedKept);
    }

    private static MaskSet Masks(Scores scores, params bool[] bits) => new(scores.Tensors, bits, bits.LongCount(b => b), 0);
}
