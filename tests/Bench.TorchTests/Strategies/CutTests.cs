using System.Diagnostics;
using Bench.Core;
using Bench.Models;
using Bench.Strategies;
using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.TorchTests.Strategies;

public sealed class CutTests
{
    private static readonly IScope Global = Scopes.Find("global"), Layer = Scopes.Find("layer");

    [Fact]
    public void The_highest_scores_are_kept()
    {
        using var masks = Cut([0.1f, 4, -1, 2], kept: 2, seed: 0);
        Assert.Equal([false, true, false, true], Bits(masks));
        Assert.Equal(0, masks.TiedScores);
        Assert.Empty(masks.Flags);
    }

    [Fact]
    public void Infinite_scores_are_kept_first()
    {
        using var masks = Cut([float.PositiveInfinity, 4, 3, float.PositiveInfinity], kept: 2, seed: 0);
        Assert.Equal([true, false, false, true], Bits(masks));
    }

    [Fact]
    public void Ties_at_the_cut_are_counted_and_others_are_not()
    {
        using var tied = Cut([5, 5, 1, 1, 1, 0, 0, 0], kept: 4, seed: 0);
        Assert.Equal(3, tied.TiedScores);
        Assert.Equal(4, tied.KeptPrunable);
        Assert.Equal([true, true], Bits(tied)[..2]);
        Assert.DoesNotContain(true, Bits(tied)[5..]);

        using var clean = Cut([5, 5, 1, 1, 1, 0, 0, 0], kept: 5, seed: 0);
        Assert.Equal(0, clean.TiedScores);
    }

    [Fact]
    public void Ties_are_broken_by_the_seed_and_not_by_position()
    {
        var scores = new float[4000];
        using var masks = Cut(scores, kept: 1000, seed: 1);
        Assert.Equal(1000, masks.KeptPrunable);
        Assert.Equal(4000, masks.TiedScores);
        for (var quarter = 0; quarter < 4; quarter++)
            Assert.InRange(Bits(masks).Skip(quarter * 1000).Take(1000).Count(bit => bit), 200, 300); // 250 ± 3.7 standard deviations

        using var again = Cut(scores, kept: 1000, seed: 1);
        using var other = Cut(scores, kept: 1000, seed: 2);
        Assert.Equal(masks.Fingerprint(), again.Fingerprint());
        Assert.NotEqual(masks.Fingerprint(), other.Fingerprint());
    }

    [Fact]
    public void With_mostly_zero_scores_the_count_is_exact_and_no_layer_is_favoured()
    {
        using var network = TestNetworks.OneOfEverything();
        var protocol = Protocols.Find("bench");
        var tensors = protocol.Prunable(network.Model, network.Layers);
        using var scores = Scores.Of(Criteria.Find("magnitude"), tensors, [.. tensors.Select(t => zeros([.. t.Shape]).index_fill_(0, tensor(new long[] { 0 }), Scalars.Of(1)))]);
        using var masks = Pruner.Cut(network, protocol, Global, scores, 2, seed: 5);
        Assert.Equal(network.TotalParameters / 2 - (network.TotalParameters - tensors.Sum(t => t.Elements)), masks.KeptPrunable);
        Assert.Empty(masks.Flags);
        var first = masks.Masks[0];
        Assert.True(first.Keep[0].all().item<bool>());
        Assert.True(masks.TiedScores > masks.Prunable / 2);
    }

    public static TheoryData<string, string, string, double> Everything => new(
        from protocol in Protocols.All.Where(p => p.Name != "shrinkbench")
        from criterion in Criteria.All
        from scope in Scopes.All
        from compression in new[] { 1, 1.1, 2, 4, 7.3, 8 }
        where scope.Name != "uniform-plus" || compression < 8 // the first convolution alone would be too much
        select (protocol.Name, criterion.Name, scope.Name, compression));

    [Theory]
    [MemberData(nameof(Everything))]
    public void Exactly_the_asked_count_is_kept(string protocolName, string criterion, string scope, double compression)
    {
        using var network = TestNetworks.OneOfEverything();
        var protocol = Protocols.Find(protocolName);
        using var scores = Pruner.Score(network, protocol, CompleteRequest.Of(network, Criteria.Find(criterion), TestNetworks.Batches(network, 8), seed: 1));
        using var masks = Pruner.Cut(network, protocol, scores, new CutRequest { Rules = TestScopes.Rules(scope), Seed = 1, Model = TestScopes.Model(scores.Tensors), Curves = TestScopes.Curves(scores.Tensors) }, compression);
        var (total, prunable) = (network.TotalParameters, masks.Prunable);
        var expected = protocolName == "bench" ? (long)(total / compression) - (total - prunable) : (long)(prunable / compression);
        Assert.Equal(expected, masks.KeptPrunable);
        Assert.Equal(expected, masks.AskedKept);
        Assert.All(masks.Masks, m => Assert.Equal(m.Keep.sum().item<long>(), m.Kept));
        if (compression == 1) Assert.All(masks.Masks, m => Assert.Equal(m.Tensor.Elements, m.Kept));
    }

    [Fact]
    public void Layer_shares_are_uniform_and_add_up_by_largest_remainder()
    {
        // 10 · (7, 6, 3)/16 = 4.375, 3.75, 1.875: two places remain, for the remainders .875 and .75.
        PrunableTensor[] tensors = [Sized("a", 7), Sized("b", 6), Sized("c", 3)];
        Assert.Equal([4, 4, 2], Layer.Pools(new PoolRequest { Tensors = tensors, Kept = 10 }).Select(p => p.Kept));
        Assert.Equal([7, 6, 3], Layer.Pools(new PoolRequest { Tensors = tensors, Kept = 16 }).Select(p => p.Kept));
        Assert.Equal([1, 0, 0], Layer.Pools(new PoolRequest { Tensors = tensors, Kept = 1 }).Select(p => p.Kept));
        // Equal remainders (of 0.5 and 1.5, of 0.5 and 0.5): the larger layer first, then the earlier one.
        Assert.Equal([0, 2], Layer.Pools(new PoolRequest { Tensors = [Sized("a", 1), Sized("b", 3)], Kept = 2 }).Select(p => p.Kept));
        Assert.Equal([1, 0], Layer.Pools(new PoolRequest { Tensors = [Sized("a", 2), Sized("b", 2)], Kept = 1 }).Select(p => p.Kept));
    }

    [Fact]
    public void A_layer_without_weights_is_flagged()
    {
        using var network = TestNetworks.OneOfEverything();
        var protocol = Protocols.Find("bench");
        var tensors = protocol.Prunable(network.Model, network.Layers);
        using var scores = Scores.Of(Criteria.Find("magnitude"), tensors, [.. tensors.Select((t, i) => full([.. t.Shape], Scalars.Of(i == 1 ? 0f : 1f)))]);
        using var masks = Pruner.Cut(network, protocol, Global, scores, 2, 1);
        Assert.Equal(["dead-layer"], masks.Flags);
        Assert.Equal([false, true, false, false], Counting.Count(network, protocol, masks).Layers.Select(l => l.Dead));
    }

    [Theory]
    [InlineData("distinct")]
    [InlineData("equal")]
    [InlineData("mostly zero")]
    public void Fifteen_million_weights_are_cut_exactly_and_soon(string kind)
    {
        const int size = 15_000_000;
        using var generator = new Generator(1, CPU);
        using var drawn = rand(size, generator: generator);
        using var values = kind switch { "distinct" => drawn.alias(), "equal" => zeros(size), _ => drawn.sub(Scalars.Of(0.99)).relu() };
        PrunableTensor[] tensors = [Sized("large", size)];
        using var scores = Scores.Of(Criteria.Find("magnitude"), tensors, [values.view(1, size)]);
        var before = ProcessorSeconds();
        using var masks = ExactCut.Of(scores, Global, size / 16, 1);
        Assert.InRange(ProcessorSeconds() - before, 0, 30); // less than one on most machines
        Assert.Equal(size / 16, masks.KeptPrunable);
    }

    [Fact]
    public void An_infeasible_ratio_is_refused()
    {
        using var network = TestNetworks.OneOfEverything();
        var protocol = Protocols.Find("bench");
        using var scores = Pruner.Score(network, protocol, Criteria.Find("magnitude"), [], "eval", 1);
        Assert.Contains("at most", Assert.Throws<PruningException>(() => Pruner.Cut(network, protocol, Global, scores, 1000, 1)).Message, StringComparison.Ordinal);
    }

    // Processor time, which the machine's other work does not prolong.
    private static double ProcessorSeconds()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime.TotalSeconds;
    }

    private static MaskSet Cut(float[] values, long kept, long seed)
    {
        using var scores = Scores.Of(Criteria.Find("magnitude"), [Sized("layer", values.Length)], [tensor(values).view(1, -1)]);
        return ExactCut.Of(scores, Global, kept, seed);
    }

    internal static PrunableTensor Sized(string name, long elements) => new(new LayerInfo
    {
        Index = 0, Name = name, Kind = LayerKind.Linear, WeightShape = [1, elements], HasBias = false, Groups = 1, StrideHeight = 1, StrideWidth = 1,
        Input = new InputShape((int)elements, 1, 1), Output = new InputShape(1, 1, 1), IsOutput = false,
    });

    private static bool[] Bits(MaskSet masks) => [.. masks.Masks.SelectMany(m => m.Keep.data<bool>().ToArray())];
}
