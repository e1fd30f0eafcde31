using Bench.Models;
using Bench.Strategies;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Strategies;

/// <summary>What holds of pruning by any criterion that gives weights new values.</summary>
public sealed class PruningOutcomeTests
{
    private static readonly IProtocol Protocol = Protocols.Find("bench");

    public static TheoryData<string, string> CriteriaAndModes => new(
        Criteria.All.Where(c => c.Updates).SelectMany(c => BatchNormMode.All.Select(mode => (c.Name, mode))));

    [Theory, MemberData(nameof(CriteriaAndModes))]
    public void The_network_changes_when_an_outcome_is_applied_and_not_before(string criterion, string batchNorm)
    {
        using var network = TestNetworks.OneOfEverything();
        network.Mode = PassMode.Training;
        var state = network.CopyState();
        using var outcome = Pruner.Prune(network, Protocol, Request(criterion, network, batchNorm), Cut(), 2.5);
        foreach (var (name, tensor) in network.CopyState()) Assert.True(tensor.eq(state[name]).all().item<bool>(), name);
        Assert.Equal(PassMode.Training, network.Mode);
        Assert.Empty(outcome.Masks.Flags);

        outcome.Apply(network);
        var after = network.CopyState();
        foreach (var (mask, weights) in outcome.Masks.Masks.Zip(outcome.Weights!))
        {
            var name = mask.Tensor.Name;
            Assert.True(after[name].eq(weights).all().item<bool>(), name);
            Assert.True(weights.isfinite().all().item<bool>(), name);
            Assert.Equal(0, weights.masked_select(mask.Keep.logical_not()).count_nonzero().item<long>());
            Assert.False(weights.eq(state[name].mul(mask.Keep)).all().item<bool>(), $"{name} is only masked");
        }
        foreach (var name in after.Keys.Except(outcome.Masks.Masks.Select(m => m.Tensor.Name))) Assert.True(after[name].eq(state[name]).all().item<bool>(), name);
    }

    [Theory, MemberData(nameof(CriteriaAndModes))]
    public void In_rounds_what_is_pruned_stays_pruned_and_zero(string criterion, string batchNorm)
    {
        using var network = TestNetworks.OneOfEverything();
        using var first = Pruner.Prune(network, Protocol, Request(criterion, network, batchNorm), Cut(), 2);
        first.Apply(network);
        using var second = Pruner.Prune(network, Protocol, Request(criterion, network, batchNorm) with { Mask = first.Masks }, Cut() with { Within = first.Masks }, 4);
        Assert.Empty(second.Masks.Flags);
        foreach (var ((before, after), weights) in first.Masks.Masks.Zip(second.Masks.Masks).Zip(second.Weights!))
        {
            Assert.False(after.Keep.logical_and(before.Keep.logical_not()).any().item<bool>());
            Assert.Equal(0, weights.masked_select(after.Keep.logical_not()).count_nonzero().item<long>());
        }
    }

    [Fact]
    public void A_criterion_without_update_gives_masks_alone()
    {
        using var network = TestNetworks.OneOfEverything();
        var state = network.CopyState();
        var request = new ScoringRequest { Criterion = Criteria.Find("magnitude"), Seed = 3 };
        using var outcome = Pruner.Prune(network, Protocol, request, Cut(), 2.5);
        using var scores = Pruner.Score(network, Protocol, request);
        using var masks = Pruner.Cut(network, Protocol, scores, Cut(), 2.5);
        Assert.Null(outcome.Weights);
        Assert.Equal(masks.Fingerprint(), outcome.Masks.Fingerprint());
        outcome.Apply(network);
        foreach (var mask in masks.Masks) Assert.True(network.CopyState()[mask.Tensor.Name].eq(state[mask.Tensor.Name].mul(mask.Keep)).all().item<bool>());
    }

    [Theory]
    [InlineData("obc")]
    [InlineData("sparsegpt")]
    public void A_layerwise_criterion_refuses_a_scope_across_layers_and_biases(string criterion)
    {
        using var network = TestNetworks.OneOfEverything();
        var across = Assert.Throws<PruningException>(() => Pruner.Prune(network, Protocol, Request(criterion, network), Cut("global"), 2.5));
        Assert.Equal($"criterion '{criterion}' prunes layer after layer, so every layer's share must be known: take a scope of "
            + $"{string.Join(", ", Scopes.All.Where(s => s.Name != "global").Select(s => s.Name))}, not global", across.Message);
        var biases = Assert.Throws<PruningException>(() => Pruner.Prune(network, Protocols.Find("shrinkbench"), Request(criterion, network, "train"), Cut(), 2.5));
        Assert.Equal($"criterion '{criterion}' reconstructs weights, and protocol 'shrinkbench' prunes biases too: take one of bench, all-weights", biases.Message);
        Assert.Contains("infeasible", Assert.Throws<PruningException>(() => Pruner.Prune(network, Protocol, Request(criterion, network), Cut(), 1e6)).Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(CriteriaAndModes))]
    public void Compression_1_changes_nothing(string criterion, string batchNorm)
    {
        using var network = TestNetworks.OneOfEverything();
        var state = network.CopyState();
        using var outcome = Pruner.Prune(network, Protocol, Request(criterion, network, batchNorm), Cut(), 1);
        Assert.Equal(outcome.Masks.Prunable, outcome.Masks.KeptPrunable);
        outcome.Apply(network);
        foreach (var (name, tensor) in network.CopyState()) Assert.True(tensor.eq(state[name]).all().item<bool>(), name);
    }

    private static ScoringRequest Request(string criterion, Network network, string batchNorm = "eval") =>
        new() { Criterion = Criteria.Find(criterion), Batches = TestNetworks.Batches(network, 12), BatchNorm = batchNorm, Seed = 1 };

    private static CutRequest Cut(string scope = "layer") => new() { Rules = new(Scopes.Find(scope)), Seed = 1 };
}
