using Bench.Core;
using Bench.Harness.Training;
using Bench.Models;
using Bench.Tensors;
using Bench.TorchTests.Models.Channels;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Models;

/// <summary>Every model, and operations that no model of the catalogue has, in bfloat16.</summary>
public class Bf16ModelTests
{
    public static TheoryData<string> Models => [.. ModelCatalogue.All.Select(m => m.Name), .. GoldenNetworks.All.Keys];

    /// <summary>One step: finite gradients, and some of every weight.</summary>
    [Theory, MemberData(nameof(Models))]
    public void Has_gradients(string model)
    {
        var entry = GoldenNetworks.All.GetValueOrDefault(model) ?? ModelCatalogue.Find(model);
        if (NetworkGraph.Of(entry, new(3, 32, 32), 10) is var graph && (graph.TotalParameters > 15_000_000 || graph.Macs > 600_000_000)) entry = entry.WithWidth(0.25);
        using var scope = NewDisposeScope();
        using var network = Network.Create(entry, new(3, 32, 32), 10, SeededStream.For(1, "initialization"));
        using var twin = new Bf16Twin(network);
        var x = Layout.ChannelsLast(RandomState.Draw([4, 3, 32, 32], seed: 3));

        nn.functional.cross_entropy(twin.Forward(x), tensor(new long[] { 0, 1, 2, 3 })).backward();
        twin.CollectGradients();
        Assert.True(network.Flat.Gradients.isfinite().all().item<bool>());
        foreach (var (i, (name, parameter)) in network.Parameters.Index())
            if (parameter.dim() > 1) Assert.True(network.Flat.ViewOf(network.Flat.Gradients, i).abs().max().item<float>() > 0, name);
    }
}
