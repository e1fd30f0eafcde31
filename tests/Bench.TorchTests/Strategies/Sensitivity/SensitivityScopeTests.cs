using Bench.Core;
using Bench.Strategies;

namespace Bench.TorchTests.Strategies.Sensitivity;

public sealed class SensitivityScopeTests
{
    private static LossCurves Curves(params (long Elements, (long, double)[] Cuts)[] scanned) => LossCurves.Of(0, [.. scanned.Select(s => (s.Elements, (IReadOnlyList<(long, double)>)s.Cuts))]);

    private static IEnumerable<long> Kept(LossCurves curves, long kept, params long[] sizes)
    {
        PrunableTensor[] tensors = [.. sizes.Select((n, i) => ScopeTests.Matrix($"fc{i}", 1, n))];
        return new CutRequest { Rules = new(Scopes.Find("sensitivity")), Seed = 0, Curves = curves }.Divide(tensors, kept).Pools.Select(p => p.Kept);
    }

    [Fact]
    public void Two_layers_by_hand()
    {
        // The first loses nothing down to 2 of 8; the second 1 at 4 and 3 at 2. The worst cut is 3, so an empty layer counts 6.
        // Of 8 places: (2, 6) costs log2(8/6) = 0.415; (3, 5) log2(8/5) = 0.678; (1, 7) 3 + log2(8/7), as the first is halfway from 6 at ½ to 0 at 2 then.
        var curves = Curves((8, [(4, 0), (2, 0)]), (8, [(4, 1), (2, 3)]));
        Assert.Equal([2, 6], Kept(curves, 8, 8, 8));
        Assert.Equal([2, 8], Kept(curves, 10, 8, 8)); // nothing is lost
        Assert.Equal([8, 8], Kept(curves, 16, 8, 8));
        Assert.Equal([2, 1], Kept(curves, 3, 8, 8)); // 0 + 4.5, as the second is halfway from 6 at ½ to 3 at 2; (1, 2) costs 3 + 3
    }

    [Fact]
    public void No_division_of_small_layers_has_a_smaller_sum_of_losses()
    {
        var stream = SeededStream.For(7, "divisions");
        for (var round = 0; round < 60; round++)
        {
            long[] sizes = [.. Enumerable.Range(0, 3).Select(_ => 4L + stream.NextInt(9))];
            var scanned = sizes.Select(n => (n, new (long, double)[] { (n / 2, stream.NextDouble()), (Math.Max(1, n / 4), 2 * stream.NextDouble()) })).ToArray();
            var worst = scanned.SelectMany(s => s.Item2).Max(c => c.Item2);
            var own = scanned.Select(s => new LossCurve(s.n, [.. s.Item2, (s.n, 0)], 2 * worst)).ToList();
            var total = sizes.Sum();
            var kept = 1 + stream.NextInt((int)total);
            double Sum(IEnumerable<long> shares) => shares.Zip(own, (k, curve) => curve.At(k)).Sum();

            var found = Kept(Curves(scanned), kept, sizes).ToList();
            var least = (from a in Range(sizes[0]) from b in Range(sizes[1]) let c = kept - a - b where c >= 0 && c <= sizes[2] select Sum([a, b, c])).Min();
            Assert.Equal(kept, found.Sum());
            Assert.Equal(least, Sum(found), 9);
        }

        static IEnumerable<long> Range(long n) => Enumerable.Range(0, (int)n + 1).Select(i => (long)i);
    }

    [Fact]
    public void Choices_within_a_budget_are_those_of_trying_all()
    {
        var stream = SeededStream.For(8, "choices");
        for (var round = 0; round < 200; round++)
        {
            var lists = Enumerable.Range(0, 1 + stream.NextInt(4)).Select(_ => (IReadOnlyList<LeastSum.Item>)
                [new(0, 5 + stream.NextDouble()), .. Enumerable.Range(0, stream.NextInt(5)).Select(_ => new LeastSum.Item(stream.NextInt(12), 5 * stream.NextDouble()))]).ToList();
            var budget = stream.NextInt(25);
            var chosen = LeastSum.Choose(lists, budget);
            var all = lists.Aggregate((IEnumerable<(int Cost, double Loss)>)[(0, 0.0)], (sums, list) => sums.SelectMany(s => list.Select(i => (s.Cost + i.Cost, s.Loss + i.Loss))));
            Assert.True(chosen.Zip(lists, (c, list) => list[c].Cost).Sum() <= budget);
            Assert.Equal(all.Where(a => a.Cost <= budget).Min(a => a.Loss), chosen.Zip(lists, (c, list) => list[c].Loss).Sum(), 9);
        }
    }

    [Fact]
    public void Large_layers_get_just_as_many_places_as_there_are_and_stay_within_their_bounds()
    {
        var curves = Curves((2_359_296, [(1_179_648, 0.01), (235_930, 0.3)]), (1_728, [(864, 0.4), (172, 2)]), (589_824, [(294_912, 0), (58_982, 0.02)]));
        PrunableTensor[] tensors = [ScopeTests.Matrix("a", 1, 2_359_296), ScopeTests.Matrix("b", 1, 1_728), ScopeTests.Matrix("c", 1, 589_824)];
        foreach (var kept in new long[] { 3, 1_000, 50_000, 147_456, 1_000_000, 2_900_000, 2_950_848 })
        {
            var shares = new CutRequest { Rules = new(Scopes.Find("sensitivity")) { Limits = new() { Cap = kept > 2_000_000 ? 1 : 0.9 } }, Seed = 0, Curves = curves }.Divide(tensors, kept).Pools.Select(p => p.Kept).ToList();
            Assert.Equal(kept, shares.Sum());
            Assert.All(shares.Zip(tensors), s => Assert.InRange(s.First, 0, s.Second.Elements));
        }
    }

    [Fact]
    public void A_layer_whose_loss_is_as_high_as_it_gets_is_not_given_up()
    {
        // The second is ruined at a tenth already, and would cost no more without any weight if that were all.
        var curves = Curves((1000, [(500, 0.1), (100, 1)]), (1000, [(500, 0.1), (100, 5)]));
        Assert.All(Kept(curves, 60, 1000, 1000), kept => Assert.True(kept > 0));
    }

    [Fact]
    public void Losses_that_are_no_number_count_as_the_worst() =>
        Assert.Equal(Kept(Curves((8, [(4, 0.5), (2, 3)]), (8, [(4, 1), (2, 3)])), 8, 8, 8), Kept(Curves((8, [(4, 0.5), (2, double.NaN)]), (8, [(4, 1), (2, 3)])), 8, 8, 8));

    [Fact]
    public void Where_no_cut_costs_anything_all_layers_keep_the_same_fraction() =>
        Assert.Equal([10, 20], Kept(Curves((20, [(10, 0), (2, 0)]), (40, [(20, 0), (4, 0)])), 30, 20, 40));

    [Fact]
    public void Without_a_scan_it_divides_nothing()
    {
        PrunableTensor[] tensors = [ScopeTests.Matrix("a", 1, 8)];
        Assert.Throws<ArgumentException>(() => new CutRequest { Rules = new(Scopes.Find("sensitivity")), Seed = 0 }.Divide(tensors, 4));
    }
}
