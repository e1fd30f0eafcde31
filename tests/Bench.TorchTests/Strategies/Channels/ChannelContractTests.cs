using Bench.Core;
using Bench.Models;
using Bench.Strategies;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Strategies.Channels;

/// <summary>What every criterion of channels must hold to.</summary>
public sealed class ChannelContractTests
{
    private static readonly IReadOnlyList<string> Names = [.. ChannelCriteria.All.Select(c => c.Name).Concat(Criteria.All.Select(c => c.Name)).Distinct().Where(n => n != "file" && ChannelCriteria.Takes(n))];

    public static TheoryData<string, string> All => [.. from name in Names from mode in BatchNormMode.All select (name, mode)];

    [Theory]
    [MemberData(nameof(All))]
    public void Scores_every_unit_of_a_network_of_everything_and_leaves_it_as_it_was(string name, string batchNorm) =>
        Holds(ChannelCriteria.Find(name), batchNorm, name == "norm-scale" ? ChannelNetworks.Residual : () => TestNetworks.OneOfEverything());

    [Theory]
    [InlineData("eval"), InlineData("train")]
    public void So_it_is_of_a_residual_network_whose_shortcuts_pad_channels(string batchNorm)
    {
        foreach (var criterion in ChannelCriteria.All) Holds(criterion, batchNorm, () => TestNetworks.Of("resnet20", new InputShape(3, 8, 8), 10));
    }

    [Fact]
    public void Says_what_a_catalogue_shows()
    {
        foreach (var criterion in ChannelCriteria.All)
        {
            Assert.False(string.IsNullOrWhiteSpace(criterion.Title) || string.IsNullOrWhiteSpace(criterion.Source), criterion.Name);
            Assert.Contains(criterion.Combination, ChannelCombination.All);
            Assert.Contains(criterion.Normalization, ChannelNormalization.All);
            Assert.Equal(criterion.NeedsData, criterion.Passes(OptionValues.None, 4, 2).Forward > 0);
        }
        Assert.Equal(ChannelCriteria.All.Count, ChannelCriteria.All.DistinctBy(c => c.Name).Count());
    }

    /// <summary>Finite scores of all units, the same again, and no trace.</summary>
    internal static void Holds(IChannelCriterion criterion, string batchNorm, Func<Network> make)
    {
        var name = criterion.Name;
        using var scope = NewDisposeScope();
        using var network = make();
        using (no_grad())
        {
            foreach (var (_, buffer) in network.Buffers.Where(b => b.Name.EndsWith("mean", StringComparison.Ordinal))) buffer.fill_(Scalars.Of(0.1));
            foreach (var (_, scale) in network.Parameters.Where(p => p.Parameter.ndim == 1 && p.Name.EndsWith("weight", StringComparison.Ordinal)))
                scale.mul_(arange(Scalars.One, Scalars.Of(scale.shape[0] + 1L), Scalars.One).to(float32).mul(Scalars.Of(0.1)));
            network.Flat.Gradients.fill_(Scalars.Of(0.5));
        }
        network.Mode = PassMode.Training;
        var (before, map) = (network.CopyState(), ChannelMap.Of(network.Graph));
        var request = new ChannelScoringRequest
        {
            Criterion = criterion, Batches = TestNetworks.Batches(network, 3, 2), BatchNorm = batchNorm, Seed = 3,
        };
        var scores = ChannelScorer.Score(network, map, request);
        Assert.Equal(map.Units, scores.Length);
        Assert.All(scores, s => Assert.True(double.IsFinite(s), $"{name}: {s}"));
        Assert.True(scores.Distinct().Count() > map.Groups.Count, $"{name} tells channels apart");
        Assert.Equal(PassMode.Training, network.Mode);
        Assert.All(network.State, t => Assert.True(Same(before[t.Name], t.Tensor), $"{name} changed {t.Name}"));
        Assert.True(network.Flat.Gradients.eq(Scalars.Of(0.5)).all().item<bool>(), $"{name} leaves gradients");
        manual_seed(99);
        Assert.Equal(scores, ChannelScorer.Score(network, map, request));
    }

    private static bool Same(Tensor one, Tensor other) => one.bytes.SequenceEqual(other.detach().contiguous().bytes);
}
