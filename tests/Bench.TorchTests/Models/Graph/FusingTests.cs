using Bench.Core;
using Bench.Models;
using Bench.Tensors;
using Bench.TorchTests.Models.Channels;
using Bench.TorchTests.Strategies;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Models.Graph;

/// <summary>What a graph computes in fewer passes and in memory that it has already is what its operations give one by one.</summary>
public sealed class FusingTests
{
    private const int Side = 8;

    public FusingTests() => Native.Initialize();

    // How many passes each takes, the flattening and the linear layer behind it aside.
    private static readonly Dictionary<string, (int Passes, Func<Value, Value> Build)> Nets = new(StringComparer.Ordinal)
    {
        ["norm, ReLU"] = (2, x => A(x).Norm("n").Relu()),
        ["norm, ReLU of the input"] = (1, x => x.Norm("n").Relu()),
        ["norm, sum, ReLU"] = (3, x => A(x) is var a ? B(a).Norm("n").Add(a).Relu() : x),
        ["sum whose norm is second"] = (3, x => A(x) is var a ? a.Add(B(a).Norm("n")).Relu() : x),
        ["norm and what it takes"] = (2, x => A(x) is var a ? a.Norm("n").Add(a).Relu() : x),
        ["norm and the input"] = (2, x => A(x).Norm("n").Add(x).Relu()),
        ["two norms"] = (4, x => A(x).Norm("n").Add(B(x).Norm("m")).Relu()),
        ["norm in a sum of three"] = (6, x => A(x).Norm("n").Add(B(x)).Add(x).Relu()),
        ["norm used twice"] = (4, x => A(x).Norm("n") is var n ? n.Relu().Add(n) : x),
        ["norm used twice in a sum"] = (4, x => A(x).Norm("n") is var n ? n.Add(n).Relu() : x),
        ["sum used twice"] = (6, x => A(x) is var a && B(a).Norm("n").Add(a) is var s ? s.Relu().Add(s) : x),
        ["norm, ReLU6"] = (3, x => A(x).Norm("n").Relu6()),
        ["norm, ReLU, maximum"] = (3, x => A(x).Norm("n").Relu().MaxPool(2)),
        ["ReLU, maximum"] = (2, x => A(x).Relu().MaxPool(2)),
        ["ReLU, maximum of the input"] = (1, x => x.Relu().MaxPool(2)),
        ["maximum, ReLU"] = (2, x => A(x).MaxPool(2).Relu()),
        ["ReLU, maximum, ReLU"] = (2, x => A(x).Relu().MaxPool(2).Relu()),
        ["maximum, ReLU, maximum"] = (3, x => A(x).MaxPool(2).Relu().MaxPool(2)),
        ["ReLU, maximum, ReLU, maximum"] = (3, x => A(x).Relu().MaxPool(2).Relu().MaxPool(2)),
        ["norm, ReLU, maximum, ReLU"] = (3, x => A(x).Norm("n").Relu().MaxPool(2).Relu()),
        ["maximum used twice"] = (4, x => A(x).MaxPool(2) is var p ? p.Relu().Add(p) : x),
        ["maximum of larger windows, ReLU"] = (3, x => A(x).MaxPool(3, stride: 2).Relu()),
        ["ReLU, maximum of larger windows"] = (3, x => A(x).Relu().MaxPool(3, stride: 2)),
        ["ReLU6, maximum"] = (3, x => A(x).Relu6().MaxPool(2)),
        ["ReLU used twice"] = (4, x => A(x).Relu() is var r ? B(r).Add(r) : x),
        ["ReLU used twice, by a maximum too"] = (5, x => A(x).Relu() is var r ? r.MaxPool(2).Add(B(r, stride: 2)) : x),
        ["ReLU used by two maxima"] = (5, x => A(x).Relu() is var r ? r.MaxPool(2).Add(r.MaxPool(2)) : x),
        ["ReLU of ReLU"] = (3, x => A(x).Relu().Relu()),
        ["ReLU6 of ReLU"] = (3, x => A(x).Relu().Relu6()),
        ["ReLU"] = (2, x => A(x).Relu()),
        ["ReLU6"] = (2, x => A(x).Relu6()),
        ["ReLU of the input"] = (1, x => x.Relu()),
        ["ReLU of what a sum takes too"] = (3, x => A(x) is var a ? a.Relu().Add(a) : x),
        ["ReLU of what a sum takes too, after it"] = (4, x => A(x) is var a && a.Add(x) is var s ? a.Relu().Add(s) : x),
        ["ReLU of what a convolution takes too"] = (4, x => A(x) is var a ? a.Relu().Add(B(a)) : x),
        ["ReLU of an alias"] = (3, x => A(x).Flatten().Relu()),
        ["ReLU of an alias whose source is used"] = (4, x => A(x) is var a ? a.Dropout(0.5).Relu().Add(a) : x),
        ["sum with itself, ReLU"] = (3, x => A(x) is var a ? a.Add(a).Relu() : x),
        ["sum, ReLU"] = (4, x => A(x).Add(B(x)).Relu()),
        ["concatenation, ReLU"] = (3, x => A(x).Concatenate(x).Relu()),
        ["concatenation with itself"] = (2, x => A(x) is var a ? a.Concatenate(a) : x),
        ["zeros, ReLU"] = (3, x => A(x).PadChannels(1, 2).Relu()),
        ["mean of windows, ReLU"] = (3, x => A(x).AveragePool(2).Relu()),
        ["linear, ReLU"] = (4, x => A(x).Flatten().Linear("fc", 5).Relu()),
        ["linear, norm, ReLU"] = (4, x => A(x).Flatten().Linear("fc", 5).Norm("n").Relu()),
        ["linear, norm, sum, ReLU"] = (5, x => A(x).Flatten().Linear("fc", 5) is var h ? h.Linear("fc2", 5).Norm("n").Add(h).Relu() : x),
    };

    private static readonly Dictionary<string, PassMode> Modes = new(StringComparer.Ordinal)
    {
        ["training"] = PassMode.Training with { DropsOut = false }, ["training unfused"] = PassMode.Training with { DropsOut = false, MayFuse = false },
        ["scoring"] = PassMode.Evaluation with { UsesBatchStatistics = true, MayFuse = false, PlainNormInputs = true }, ["evaluation"] = PassMode.Evaluation,
    };

    public static TheoryData<string, int, string> Cases => new(from net in Nets.Keys from channels in new[] { 16, 6 } from mode in Modes.Keys select (net, channels, mode)); // of 6 channels nothing has a fused kernel

    public static TheoryData<string> Names => [.. Nets.Keys];

    [Theory, MemberData(nameof(Cases))]
    public void Outputs_gradients_and_statistics_are_those_of_the_operations_one_by_one(string net, int channels, string mode)
    {
        using var scope = NewDisposeScope();
        using var network = Build(net, channels);
        network.Mode = Modes[mode];
        var images = Images(channels);
        var fused = Pass(network, images, network.Forward);
        var single = Pass(network, images, x => network.Body.Forward(x, (_, _) => { }));
        Assert.Equal(single.Keys, fused.Keys);
        foreach (var (name, expected) in single) AssertClose(expected, fused[name], name);

        using var guard = no_grad();
        var before = images.clone();
        AssertClose(single["y"], network.Forward(images), "without gradients");
        Assert.True(before.eq(images).all().item<bool>(), "the input is overwritten");
    }

    [Theory, MemberData(nameof(Names))]
    public void As_many_passes_are_made_as_are_needed(string net)
    {
        using var network = Build(net, 16);
        Assert.Equal(Nets[net].Passes + 2, new NetworkProgram(network.Graph).Instructions.Count);
    }

    // y = relu(h) + h of h = w·x.
    [Theory, InlineData(2, 12, 6, 4), InlineData(-2, -6, 3, -2)]
    public void A_value_used_twice_gets_the_sum_of_both_gradients(float w, float y, float ofW, float ofX)
    {
        using var scope = NewDisposeScope();
        using var network = TestNetworks.Build("twice", new(1, 1, 1), 1, x => x.Flatten().Linear("w", 1, bias: false) is var h ? h.Relu().Add(h) : x);
        using (no_grad()) network.Parameters[0].Parameter.fill_(Scalars.Of(w));
        var input = full(1, 1, 1, 1, Scalars.Of(3.0), dtype: float32).requires_grad_();
        var output = network.Forward(input);
        output.sum().backward();
        Assert.Equal([y, ofW, ofX], new[] { output, network.Flat.Gradients, input.grad! }.Select(t => t.item<float>()));
    }

    private static Value A(Value x) => x.Convolution("a", x.Shape.Channels, 3, padding: 1, bias: false);

    private static Value B(Value x, int stride = 1) => x.Convolution("b", x.Shape.Channels, 3, stride, padding: 1, bias: false);

    private static Network Build(string net, int channels)
    {
        var network = TestNetworks.Build(net, new(channels, Side, Side), 3, x => Nets[net].Build(x).Flatten().Linear("out", 3));
        RandomState.Give(network, seed: 3);
        return network;
    }

    private static Tensor Images(int channels) => Layout.ChannelsLast(RandomState.Draw([5, channels, Side, Side], seed: 7));

    // All that a forward and a backward pass leave; the network is as before.
    private static Dictionary<string, Tensor> Pass(Network network, Tensor images, Func<Tensor, Tensor> forward)
    {
        var state = network.CopyState();
        using (no_grad()) network.Flat.Gradients.zero_();
        var x = images.detach().clone().requires_grad_();
        var y = forward(x);
        y.mul(RandomState.Draw(y.shape, seed: 11)).sum().backward();
        var left = network.Parameters.ToDictionary(p => p.Name, p => p.Parameter.grad!.clone());
        foreach (var (name, buffer) in network.Buffers) left[name] = buffer.clone();
        (left["y"], left["x"]) = (y.detach(), x.grad!);
        network.LoadState(state);
        return left;
    }

    private static void AssertClose(Tensor expected, Tensor actual, string what)
    {
        var scale = Math.Max(1, expected.abs().max().item<float>());
        Assert.InRange(expected.sub(actual).abs().max().item<float>() / scale, 0, 2e-5);
        Assert.False(expected.isnan().any().item<bool>(), what);
    }
}
