using Bench.Core;
using Bench.Models;
using Bench.Tensors;
using Bench.TorchTests.Strategies;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Models.Graph;

/// <summary>Each value is given up at its last use, so that not all lie in memory at once.</summary>
public sealed class ReleaseTests
{
    public static TheoryData<bool, bool> Manners => new(from training in new[] { false, true } from gradients in new[] { false, true } select (training, gradients));

    [Theory, MemberData(nameof(Manners))]
    public void A_chain_holds_one_value_whatever_its_length(bool training, bool gradients)
    {
        using var network = TestNetworks.Build("chain", new(16, 8, 8), 3, x =>
        {
            for (var i = 0; i < 12; i++) x = x.Convolution($"conv{i}", 16, 3, padding: 1).Norm($"bn{i}").Relu();
            return x.Mean().Linear("out", 3);
        });
        var alive = Watch(network, training, gradients);
        Assert.Equal(13, alive.Count);
        Assert.All(alive.Values, Assert.Empty); // the norm behind it is a layer's last use
    }

    [Theory, MemberData(nameof(Manners))]
    public void A_value_stays_until_the_last_that_needs_it(bool training, bool gradients)
    {
        using var network = TestNetworks.Build("shortcut", new(16, 8, 8), 3, x =>
        {
            var a = x.Convolution("a", 16, 3, padding: 1);
            var b = a.Convolution("b", 16, 3, padding: 1).Relu().Convolution("c", 16, 3, padding: 1);
            return b.Add(a).Convolution("d", 16, 3, padding: 1).Mean().Linear("out", 3);
        });
        var alive = Watch(network, training, gradients);
        Assert.Equal(["a", "b", "c", "d", "out"], alive.Keys);
        Assert.Equal<IEnumerable<string>>([[], ["a"], ["a"], [], []], alive.Values);
    }

    [Theory, MemberData(nameof(Manners))]
    public void A_value_that_nothing_needs_does_not_stay(bool training, bool gradients)
    {
        using var network = TestNetworks.Build("unused", new(16, 8, 8), 3, x =>
        {
            x.Convolution("unused", 16, 3, padding: 1);
            return x.Convolution("a", 16, 3, padding: 1).Convolution("b", 16, 3, padding: 1).Mean().Linear("out", 3);
        });
        Assert.Equal<IEnumerable<string>>([[], [], ["a"], []], Watch(network, training, gradients).Values);
    }

    [Fact]
    public void Memory_of_a_pass_does_not_grow_with_depth()
    {
        Assert.Equal(Most(4), Most(40));

        static long Most(int depth)
        {
            using var network = TestNetworks.Build("deep", new(4, 8, 8), 3, x =>
            {
                for (var i = 0; i < depth; i++) x = x.Add(x.Convolution($"conv{i}", 4, 3, padding: 1).Norm($"bn{i}").Relu());
                return x.Mean().Linear("out", 3);
            });
            network.Mode = PassMode.Evaluation;
            using var guard = no_grad();
            using var images = zeros(2, 4, 8, 8);
            network.Forward(images).Dispose();
            var (before, most) = (Tensor.TotalCount, 0L);
            using var watch = network.Body.Observe([.. network.Layers.Select(l => l.Name)], before: (_, _) => most = Math.Max(most, Tensor.TotalCount - before));
            network.Forward(images).Dispose();
            return most;
        }
    }

    // Of each layer the names of those whose outputs are alive when it begins.
    private static Dictionary<string, List<string>> Watch(Network network, bool training, bool gradients)
    {
        network.Mode = training ? PassMode.Training : PassMode.Evaluation;
        using var mode = set_grad_enabled(gradients);
        using var scope = NewDisposeScope();
        var (given, alive) = (new List<(string Name, Tensor Value)>(), new Dictionary<string, List<string>>());
        using var watch = network.Body.Observe([.. network.Layers.Select(l => l.Name)],
            (layer, _) => alive[layer.Name] = [.. given.Where(g => !g.Value.IsInvalid).Select(g => g.Name)],
            (layer, _, y) =>
            {
                given.Add((layer.Name, y));
                return y;
            });
        network.Forward(Layout.ChannelsLast(zeros(2, network.Input.Channels, 8, 8))).Dispose();
        return alive;
    }
}
