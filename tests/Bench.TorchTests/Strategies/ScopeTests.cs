using Bench.Core;
using Bench.Strategies;

namespace Bench.TorchTests.Strategies;

public sealed class ScopeTests
{
    private static readonly int[] OneChannel = [1, 28, 28], ThreeChannels = [3, 32, 32];

    // Computed apart from this code, by the loop of the paper's own code (google-research/rigl, sparse_utils.get_mask_random), in fractions.
    [Theory]
    [InlineData("bench", 2, new long[] { 500, 12_143, 197_317 })]
    [InlineData("bench", 10, new long[] { 500, 2_147, 34_881 })]
    [InlineData("bench", 50, new long[] { 67, 172, 2_802 })]
    [InlineData("all-weights", 2, new long[] { 500, 12_159, 197_591, 5_000 })]
    [InlineData("all-weights", 10, new long[] { 500, 2_177, 35_373, 5_000 })]
    [InlineData("all-weights", 100, new long[] { 70, 179, 2_913, 1_143 })]
    public void Erdos_Renyi_kernel_densities_of_LeNet_5(string protocol, double compression, long[] kept) =>
        Assert.Equal(kept, Kept("lenet5", OneChannel, protocol, "erk", compression));

    [Theory]
    [InlineData("bench", 10, new long[] { 432, 664, 664, 663, 663, 663, 663, 943, 1222, 1222, 1222, 1222, 1222, 1781, 2340, 2340, 2340, 2340, 2340 })]
    [InlineData("all-weights", 1.25, new long[] { 432, 2304, 2304, 2304, 2304, 2304, 2304, 4608, 9216, 9216, 9216, 9216, 9216, 18432, 26131, 26131, 26130, 26130, 26130, 640 })]
    [InlineData("all-weights", 5, new long[] { 432, 1424, 1424, 1424, 1423, 1423, 1423, 2023, 2622, 2622, 2622, 2622, 2622, 3821, 5020, 5020, 5020, 5020, 5020, 640 })]
    [InlineData("all-weights", 20, new long[] { 223, 340, 340, 340, 340, 339, 339, 483, 626, 626, 626, 626, 626, 912, 1198, 1198, 1198, 1198, 1198, 640 })]
    [InlineData("all-weights", 100, new long[] { 45, 68, 68, 68, 68, 68, 68, 96, 125, 125, 125, 125, 125, 182, 239, 239, 239, 239, 239, 132 })]
    public void Erdos_Renyi_kernel_densities_of_ResNet_20(string protocol, double compression, long[] kept) =>
        Assert.Equal(kept, Kept("resnet20", ThreeChannels, protocol, "erk", compression));

    [Theory]
    [InlineData("lenet5", "bench", 10, new long[] { 500, 2_178, 34_850 })]
    [InlineData("lenet5", "bench", 50, new long[] { 500, 149, 2_392 })]
    [InlineData("lenet5", "all-weights", 2, new long[] { 500, 12_486, 199_767, 2_497 })]
    [InlineData("lenet5", "all-weights", 10, new long[] { 500, 2_444, 39_106, 1_000 })]
    [InlineData("lenet5", "all-weights", 100, new long[] { 500, 165, 2_640, 1_000 })]
    [InlineData("resnet20", "bench", 10, new long[] { 432, 212, 212, 212, 212, 211, 211, 423, 845, 845, 845, 845, 845, 1691, 3381, 3381, 3381, 3381, 3381 })]
    [InlineData("resnet20", "all-weights", 1.25, new long[] { 432, 1843, 1843, 1842, 1842, 1842, 1842, 3685, 7370, 7370, 7370, 7370, 7370, 14740, 29479, 29479, 29479, 29479, 29479, 512 })]
    [InlineData("resnet20", "all-weights", 20, new long[] { 432, 111, 111, 111, 111, 111, 111, 222, 444, 443, 443, 443, 443, 887, 1773, 1773, 1773, 1773, 1773, 128 })]
    public void Uniform_plus_keeps_the_first_convolution_and_a_fifth_of_the_output_layer(string model, string protocol, double compression, long[] kept) =>
        Assert.Equal(kept, Kept(model, model == "lenet5" ? OneChannel : ThreeChannels, protocol, "uniform-plus", compression));

    [Fact]
    public void Pools_lie_within_single_tensors_where_a_scope_says_so()
    {
        PrunableTensor[] tensors = [Matrix("a", 4, 5), Matrix("b", 2, 10), Matrix("c", 3, 8)];
        foreach (var scope in Scopes.All)
        {
            var request = new CutRequest { Rules = TestScopes.Rules(scope.Name), Seed = 0, Model = TestScopes.Model(tensors), Curves = TestScopes.Curves(tensors) };
            var pools = request.Divide(tensors, 30).Pools;
            Assert.Equal(scope.IsWithinLayers, pools.All(p => TensorOf(p.Start) == TensorOf(p.Start + p.Length - 1)));
            Assert.Equal((64, 30), (pools.Sum(p => p.Length), pools.Sum(p => p.Kept)));
        }

        static int TensorOf(int element) => Math.Min(element / 20, 2);
    }

    [Fact]
    public void Uniform_plus_has_nothing_dense_where_there_is_no_convolution() =>
        Assert.Equal([117_600, 15_000, 500], Kept("lenet-300-100", OneChannel, "all-weights", "uniform-plus", 2));

    [Fact]
    public void A_share_that_exceeds_its_tensor_is_cut_to_it_and_the_rest_is_shared_anew()
    {
        // 12 places by 3 : 2 : 1 would be 6, 4, 2; the first has but 4, and of the 8 that are left the second, 5⅓, has but 5: 3 for the third.
        Assert.Equal([4, 5, 3], Allocation.Shares([3, 2, 1], [new(0, 4), new(0, 5), new(0, 9)], 12));
        // A least of 5 for the third leaves 7 for the others, 3 : 2 = 4.2 and 2.8; the first has but 4.
        Assert.Equal([4, 3, 5], Allocation.Shares([3, 2, 1], [new(0, 4), new(0, 5), new(5, 9)], 12));
        // Weight 0 waits until all others are full.
        Assert.Equal([3, 0, 0], Allocation.Shares([1, 0, 0], [new(0, 4), new(0, 2), new(0, 4)], 3));
        Assert.Equal([4, 1, 2], Allocation.Shares([1, 0, 0], [new(0, 4), new(0, 2), new(0, 4)], 7));
    }

    [Fact]
    public void Shares_within_bounds_are_exact_whatever_the_weights()
    {
        var stream = SeededStream.For(1, "shares");
        for (var round = 0; round < 500; round++)
        {
            var count = 1 + stream.NextInt(8);
            Bounds[] bounds = [.. Enumerable.Range(0, count).Select(_ => stream.NextInt(50)).Select(most => new Bounds(stream.NextInt(most + 1) * stream.NextInt(2), most))];
            long[] weights = [.. bounds.Select(_ => (long)stream.NextInt(100) * stream.NextInt(3))];
            var (least, most) = (bounds.Sum(b => b.Least), bounds.Sum(b => b.Most));
            var kept = least + stream.NextInt((int)(most - least) + 1);
            var shares = Allocation.Shares(weights, bounds, kept);
            Assert.Equal(kept, shares.Sum());
            Assert.All(shares.Zip(bounds), s => Assert.InRange(s.First, s.Second.Least, s.Second.Most));
            // Of those within their bounds none is more than one place from its proportion to any other.
            var open = Enumerable.Range(0, count).Where(i => weights[i] > 0 && shares[i] > bounds[i].Least && shares[i] < bounds[i].Most).ToList();
            foreach (var (i, j) in from i in open from j in open select (i, j))
                Assert.InRange((double)shares[i] / weights[i], (shares[j] - 1.0) / weights[j] - 1.0 / weights[i], (shares[j] + 1.0) / weights[j] + 1.0 / weights[i]);
        }
    }

    [Fact]
    public void Rows_have_the_same_fraction_and_those_with_one_more_lie_evenly()
    {
        // 14 of 4 rows of 5: 3.5 a row. A second tensor of 2 rows of 10 has the other 14.
        PrunableTensor[] tensors = [Matrix("a", 4, 5), Matrix("b", 2, 10)];
        Assert.Equal(
            [new Pool(0, 5, 3), new(5, 5, 4), new(10, 5, 3), new(15, 5, 4), new(20, 10, 7), new(30, 10, 7)],
            Scopes.Find("row").Pools(new PoolRequest { Tensors = tensors, Kept = 28 }));
        Assert.Equal([0, 0, 0, 1, 0, 1], Scopes.Find("row").Pools(new PoolRequest { Tensors = tensors, Kept = 2 }).Select(p => p.Kept));
    }

    [Fact]
    public void Rows_of_which_an_earlier_cut_left_little_keep_that_and_the_others_share()
    {
        PrunableTensor[] tensors = [Matrix("a", 3, 4)];
        using var within = new MaskSet(tensors, [true, false, false, false, .. Enumerable.Repeat(true, 8)], 9, 0);
        Assert.Equal([1, 2, 3], Scopes.Find("row").Pools(new PoolRequest { Tensors = tensors, Kept = 6, Within = within }).Select(p => p.Kept));
        Assert.Equal([1, 4, 4], Scopes.Find("row").Pools(new PoolRequest { Tensors = tensors, Kept = 9, Within = within }).Select(p => p.Kept));
    }

    [Fact]
    public void Densities_are_proportions_but_those_of_one()
    {
        // Dense: a (4). Of the other 6 places b and c, 10 each, have 0.2 : 0.1 = 4 : 2.
        PrunableTensor[] tensors = [Matrix("a", 1, 4), Matrix("b", 1, 10), Matrix("c", 1, 10)];
        Assert.Equal([4, 4, 2], Shares(tensors, 10, ("a", 1), ("b", 0.2), ("c", 0.1)));
        // A name goes before a pattern, that before a kind, whatever the order.
        Assert.Equal([4, 4, 2], Shares(tensors, 10, ("linear", 0.1), ("*", 0.2), ("c", 0.1), ("a", 1)));
        Assert.Equal([2, 5, 5], Shares(tensors, 12, ("linear", 0.3)));
        // Of 18 places b would have 12, which is more than it is; c has what is left.
        Assert.Equal([4, 10, 8], Shares(tensors, 22, ("a", 1), ("b", 0.2), ("c", 0.1)));
        Assert.Equal([0, 7, 3], Shares(tensors, 10, ("a", 0), ("b", 0.14), ("c", 0.06)));
    }

    [Fact]
    public void Densities_that_fit_no_layer_or_leave_one_out_are_mistakes_that_name_the_layers()
    {
        PrunableTensor[] tensors = [Matrix("fc1", 1, 4), Matrix("fc2", 1, 10)];
        Assert.Equal("densities: unknown layer 'fc3': did you mean 'fc1'? (valid: fc1, fc2, linear)", Assert.Throws<UserError>(() => Shares(tensors, 5, ("fc3", 0.5), ("*", 1))).Message);
        Assert.Equal("densities: no layer is called like 'conv*' (prunable: fc1, fc2)", Assert.Throws<UserError>(() => Shares(tensors, 5, ("conv*", 0.5), ("*", 1))).Message);
        Assert.Equal("densities: none is written for layer 'fc2' (linear); '*' would be for all that is left", Assert.Throws<UserError>(() => Shares(tensors, 5, ("fc1", 0.5))).Message);
    }

    [Fact]
    public void Like_takes_the_counts_of_another_strategy_and_scales_them_where_the_totals_differ()
    {
        PrunableTensor[] tensors = [Matrix("a", 1, 8), Matrix("b", 1, 10), Matrix("c", 1, 10)];
        Assert.Equal([8, 3, 1], Like(12));
        Assert.Equal([4, 2, 0], Like(6)); // 4, 1.5, 0.5: the remainders are equal, and so are the sizes
        Assert.Equal([8, 6, 2], Like(16));

        IEnumerable<long> Like(long kept) =>
            new CutRequest { Rules = TestScopes.Rules("like"), Seed = 0, Model = [8, 3, 1] }.Divide(tensors, kept).Pools.Select(p => p.Kept);
    }

    internal static PrunableTensor Matrix(string name, long rows, long columns)
    {
        var vector = CutTests.Sized(name, rows * columns);
        return vector with { Layer = vector.Layer with { WeightShape = [rows, columns], Index = 1 } };
    }

    private static IEnumerable<long> Shares(PrunableTensor[] tensors, long kept, params (string, double)[] densities) =>
        new CutRequest { Rules = new(Scopes.Find("densities")) { Options = TestScopes.Densities(densities) }, Seed = 0 }.Divide(tensors, kept).Pools.Select(p => p.Kept);

    private static IEnumerable<long> Kept(string model, int[] input, string protocol, string scope, double compression)
    {
        using var network = TestNetworks.Of(model, new InputShape(input[0], input[1], input[2]), 10);
        var tensors = Protocols.Find(protocol).Prunable(network.Model, network.Layers);
        var rules = new CutRules(Scopes.Find(scope));
        var feasibility = Feasibility.Of(Protocols.Find(protocol), network.TotalParameters, [.. tensors.Select(t => t.Size)], rules, compression);
        Assert.Null(feasibility.Reason);
        return new CutRequest { Rules = rules, Seed = 0 }.Divide(tensors, feasibility.Kept).Pools.Select(p => p.Kept);
    }
}
