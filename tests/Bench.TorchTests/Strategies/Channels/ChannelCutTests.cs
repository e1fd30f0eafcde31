using Bench.Core;
using Bench.Models;
using Bench.Strategies;

namespace Bench.TorchTests.Strategies.Channels;

public sealed class ChannelCutTests
{
    private static readonly Func<NetworkGraph, long> Parameters = g => g.TotalParameters, Macs = g => g.Macs;

    [Theory]
    [InlineData("chain", "global", 0, 1), InlineData("residual", "global", 0, 1), InlineData("chain", "layer", 0, 1), InlineData("residual", "layer", 0, 1)]
    [InlineData("chain", "global", 0.3, 1), InlineData("chain", "global", 0, 4), InlineData("chain", "layer", 0.25, 3), InlineData("residual", "global", 0.5, 2)]
    public void Takes_the_largest_network_in_the_order_that_is_small_enough(string model, string scope, double floor, int multiple)
    {
        using var network = Make(model);
        var (graph, map) = (network.Graph, ChannelMap.Of(network.Graph));
        foreach (var size in new[] { Parameters, Macs })
            for (var seed = 0; seed < 3; seed++)
            {
                var scores = Draw(map, seed);
                var request = new ChannelCutRequest { Scope = scope, Floor = floor, Multiple = multiple, Size = size, Most = 0, Seed = seed };
                var networks = Prefixes(map, scores, request).Select(kept => (Kept: kept, Size: size(map.Shrink(kept).Graph))).ToList();
                Assert.Equal(networks[^1].Size, ChannelCut.Smallest(graph, map, request));
                foreach (var most in networks.Select(n => n.Size).SelectMany(s => new[] { s - 1, s, s + 1 }).Distinct().Where(m => m >= networks[^1].Size))
                {
                    var expected = networks.First(n => n.Size <= most);
                    var cut = ChannelCut.Of(graph, map, scores, request with { Most = most });
                    Assert.Equal(expected.Kept, cut.Kept);
                    Assert.Equal(expected.Size, cut.Size);
                    Assert.Equal(cut.Size, size(cut.Shrunk.Graph));
                    Assert.Equal(0, cut.TiedScores);
                }
                var refused = Assert.Throws<PruningException>(() => ChannelCut.Of(graph, map, scores, request with { Most = networks[^1].Size - 1 }));
                Assert.Contains($"the smallest that may be left has {networks[^1].Size:N0}", refused.Message, StringComparison.Ordinal);
            }
    }

    [Fact]
    public void A_layer_loses_the_same_share_as_every_other()
    {
        using var network = ChannelNetworks.Chain();
        var (graph, map) = (network.Graph, ChannelMap.Of(network.Graph));
        var half = ChannelCut.Smallest(graph, map, Request(Parameters) with { Floor = 0.5 });
        var cut = ChannelCut.Of(graph, map, Draw(map, 1), Request(Parameters) with { Scope = "layer", Most = half });
        Assert.Equal([4, 5, 6], map.Groups.Select(g => Kept(cut.Kept, g)));
    }

    [Fact]
    public void Equal_scores_fall_by_the_seed_and_not_by_their_place()
    {
        using var network = ChannelNetworks.Chain();
        var (graph, map) = (network.Graph, ChannelMap.Of(network.Graph));
        var cuts = Enumerable.Range(0, 12).Select(seed => ChannelCut.Of(graph, map, new double[map.Units], Request(Parameters) with { Most = 800, Seed = seed })).ToList();
        Assert.True(cuts.Select(c => string.Join("", c.Kept.Select(k => k ? 1 : 0))).Distinct().Count() == 12);
        Assert.All(cuts, c => Assert.InRange(c.TiedScores, 28, 30)); // the last one of a group does not compete
        Assert.All(cuts, c => Assert.All(map.Groups, g => Assert.True(Kept(c.Kept, g) > 0)));
        Assert.Equal(cuts[3].Kept, ChannelCut.Of(graph, map, new double[map.Units], Request(Parameters) with { Most = 800, Seed = 3 }).Kept);
    }

    [Fact]
    public void Counts_only_scores_at_the_cut_as_tied()
    {
        using var network = ChannelNetworks.Chain();
        var (graph, map) = (network.Graph, ChannelMap.Of(network.Graph));
        double[] scores = [.. Enumerable.Range(0, 30).Select(u => (double)u)];
        (scores[0], scores[1], scores[4], scores[5], scores[6]) = (-5, -5, 3, 3, 3); // 0 and 1, then 2, then 3 to 6
        int TiedAfter(int removals)
        {
            var most = map.Shrink([.. Enumerable.Range(0, 30).Select(u => u >= removals)]).Graph.TotalParameters;
            return ChannelCut.Of(graph, map, scores, Request(Parameters) with { Most = most }).TiedScores;
        }
        Assert.Equal([0, 2, 0, 0, 4, 4, 4], Enumerable.Range(0, 7).Select(TiedAfter));
    }

    [Fact]
    public void Floor_least_and_cap_hold_in_every_group()
    {
        using var network = ChannelNetworks.Chain();
        var (graph, map) = (network.Graph, ChannelMap.Of(network.Graph));
        var scores = Draw(map, 1);
        int[] Smallest(ChannelCutRequest request) =>
            [.. map.Groups.Select(g => Kept(ChannelCut.Of(graph, map, scores, request with { Most = ChannelCut.Smallest(graph, map, request) }).Kept, g))];
        Assert.Equal([1, 1, 1], Smallest(Request(Parameters)));
        Assert.Equal([3, 3, 4], Smallest(Request(Parameters) with { Floor = 0.3 }));
        Assert.Equal([3, 3, 4], Smallest(Request(Parameters) with { Limits = new() { Floor = 0.3 } }));
        Assert.Equal([8, 9, 9], Smallest(Request(Parameters) with { Least = 9 }));
        Assert.Equal([8, 8, 12], Smallest(Request(Parameters) with { Least = 5, Multiple = 4, Floor = 0.8 }).Select(k => k == 10 ? 8 : k)); // 10 are all, which is no multiple
        var capped = ChannelCut.Of(graph, map, scores, Request(Parameters) with { Most = long.MaxValue, Limits = new() { Cap = 0.5 } });
        Assert.Equal([4, 5, 6], map.Groups.Select(g => Kept(capped.Kept, g)));
    }

    [Fact]
    public void A_multiple_counts_channels_and_not_units()
    {
        using var network = ChannelNetworks.Residual(); // of the stream and of the grouped convolution, two channels a unit
        var (graph, map) = (network.Graph, ChannelMap.Of(network.Graph));
        var request = Request(Parameters) with { Multiple = 4 };
        var cut = ChannelCut.Of(graph, map, Draw(map, 1), request with { Most = ChannelCut.Smallest(graph, map, request) });
        Assert.Equal([2, 4, 2], map.Groups.Select(g => Kept(cut.Kept, g)));
        Assert.Equal([4, 4, 4, 4], cut.Shrunk.Graph.Layers.SkipLast(1).Select(l => l.WeightShape[0]));
    }

    [Fact]
    public void Layers_that_may_not_be_pruned_keep_all_channels_and_so_do_those_coupled_to_them()
    {
        using var network = ChannelNetworks.Residual();
        var (graph, map) = (network.Graph, ChannelMap.Of(network.Graph));
        int[] Smallest(LayerLimits limits)
        {
            var request = Request(Parameters) with { Limits = limits };
            var cut = ChannelCut.Of(graph, map, Draw(map, 2), request with { Most = ChannelCut.Smallest(graph, map, request) });
            return [.. map.Groups.Select(g => Kept(cut.Kept, g))];
        }
        Assert.Equal([1, 1, 1], Smallest(LayerLimits.None));
        Assert.Equal([2, 1, 1], Smallest(new() { Except = ["two"] }));
        Assert.Equal([2, 1, 3], Smallest(new() { Only = ["one", "stem"] }));
        Assert.StartsWith("layers.only: unknown layer 'on': did you mean 'one'?", Assert.Throws<UserError>(() => Smallest(new() { Only = ["on"] })).Message, StringComparison.Ordinal);
        Assert.Equal("layers.except: unknown layer 'out': did you mean 'one'? (valid: stem, one, two, grouped)", Assert.Throws<UserError>(() => Smallest(new() { Except = ["out"] })).Message);
        Assert.Equal("layers: no channels are left to prune, as channels go together with those of layers that stay (stem + two; one; grouped)",
            Assert.Throws<UserError>(() => Smallest(new() { Only = ["stem"] })).Message);
    }

    [Theory]
    [InlineData("global"), InlineData("layer")]
    public void A_later_cut_takes_from_what_an_earlier_one_has_left(string scope)
    {
        using var network = ChannelNetworks.Chain();
        var (graph, map) = (network.Graph, ChannelMap.Of(network.Graph));
        var scores = Draw(map, 4);
        var request = Request(Parameters) with { Scope = scope };
        var first = ChannelCut.Of(graph, map, scores, request with { Most = 1500 });
        double[] turned = [.. scores.Select((s, u) => first.Kept[u] ? s : 100)]; // what is gone stays so, whatever its score
        var second = ChannelCut.Of(graph, map, turned, request with { Most = 900, Within = first.Kept });
        Assert.Equal(ChannelCut.Of(graph, map, scores, request with { Most = 900 }).Kept, second.Kept);
        Assert.DoesNotContain(true, second.Kept.Zip(first.Kept, (later, earlier) => later && !earlier));
        var nothing = ChannelCut.Of(graph, map, turned, request with { Most = 1500, Within = first.Kept });
        Assert.Equal(first.Kept, nothing.Kept);
    }

    [Fact]
    public void Protocols_say_what_the_size_of_a_shrunk_network_is()
    {
        using var network = ChannelNetworks.Chain();
        Assert.Equal(network.TotalParameters, Protocols.Find("bench").ChannelSize(network.Graph));
        Assert.Equal(network.Layers.Sum(l => l.Weights), Protocols.Find("all-weights").ChannelSize(network.Graph));
        Assert.Null(Protocols.Find("shrinkbench").ChannelSize(network.Graph));
    }

    private static Network Make(string model) => model == "chain" ? ChannelNetworks.Chain() : ChannelNetworks.Residual();

    private static ChannelCutRequest Request(Func<NetworkGraph, long> size) => new() { Size = size, Most = 0, Seed = 0 };

    private static int Kept(IReadOnlyList<bool> kept, ChannelGroup group) => Enumerable.Range(group.First, group.Units).Count(u => kept[u]);

    private static double[] Draw(ChannelMap map, long seed)
    {
        var stream = SeededStream.For(seed, "scores");
        return [.. Enumerable.Range(0, map.Units).Select(_ => stream.NextDouble())];
    }

    // By brute force and in other words: all removals one by one, and each network that they leave.
    private static List<bool[]> Prefixes(ChannelMap map, double[] scores, ChannelCutRequest request)
    {
        var removable = new List<(int Unit, double Key, long Lot)>();
        var lots = SeededStream.For(request.Seed, "tied groups of channels").Permutation(map.Groups.Count); // which of two groups comes first whose shares are equal
        foreach (var (index, group) in map.Groups.Index())
        {
            var least = RoundUp(group, Math.Max(1, (int)Math.Ceiling(request.Floor * group.Units - 1e-9)));
            var own = Enumerable.Range(group.First, group.Units).OrderBy(u => scores[u]).Take(group.Units - least).ToList();
            removable.AddRange(own.Select((u, rank) => (u, request.Scope == "global" ? scores[u] : (rank + 1.0) / group.Units, lots[index])));
        }
        List<int> order = [.. removable.OrderBy(r => r.Key).ThenBy(r => r.Lot).Select(r => r.Unit)];
        var prefixes = new List<bool[]>();
        for (var removed = 0; removed <= order.Count; removed++)
        {
            bool[] kept = [.. Enumerable.Repeat(true, map.Units)];
            foreach (var unit in order.Take(removed)) kept[unit] = false;
            foreach (var group in map.Groups)
            {
                var best = Enumerable.Range(group.First, group.Units).OrderByDescending(u => scores[u]).ToList();
                var count = RoundUp(group, best.Count(u => kept[u]));
                foreach (var unit in best.Take(count)) kept[unit] = true;
            }
            prefixes.Add(kept);
        }
        return prefixes;

        int RoundUp(ChannelGroup group, int units)
        {
            while (units < group.Units && units * (group.Channels / group.Units) % request.Multiple != 0) units++;
            return units;
        }
    }
}
