using Bench.Core;
using Bench.Models;
using Bench.TorchTests.Models.Channels;
using Bench.TorchTests.Strategies;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Models.Graph;

/// <summary>What other people write with several operations is followed as what is one here.</summary>
public sealed class SpelledOutTests
{
    private const int Heads = 3, Size = 4, Width = Heads * Size;
    private static readonly InputShape Tokens = new(Width, 5, 1);

    public enum Spelling
    {
        OneOperation,
        PackedAndSliced,
        PackedByHead,
        Separate,
    }

    /// <summary>Heads are removed whole, whether queries, keys and values come from one layer or from three.</summary>
    [Theory]
    [InlineData(Spelling.OneOperation), InlineData(Spelling.PackedAndSliced), InlineData(Spelling.PackedByHead), InlineData(Spelling.Separate)]
    public void Heads_are_units_however_attention_is_written(Spelling spelling)
    {
        using var network = Attention(spelling);
        var group = ChannelMap.Of(network.Graph).Groups.Single(g => g.Units == Heads);
        Assert.Equal(spelling == Spelling.Separate ? ["q", "k", "v", "out"] : ["qkv", "out"], group.Members.Select(m => m.Layer));
        foreach (var member in group.Members)
            Assert.All(member.Indices.Index(), unit => Assert.Equal(
                Enumerable.Range(0, member.Channels / Width).SelectMany(part => Enumerable.Range(part * Width + unit.Index * Size, Size)), unit.Item.Order()));
        Assert.Equal(2 * 5 * 5 * Width, network.Graph.ProductMacs);
    }

    [Theory]
    [InlineData(Spelling.PackedAndSliced), InlineData(Spelling.PackedByHead), InlineData(Spelling.Separate)]
    public void All_ways_to_write_attention_compute_the_same(Spelling spelling)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        using var one = Attention(Spelling.OneOperation);
        using var other = Attention(spelling);
        RandomState.Give(one, seed: 3);
        foreach (var (name, tensor) in other.State)
            tensor.copy_("qkv".IndexOf(name[0], StringComparison.Ordinal) is var part and >= 0 && name[1] == '.' ? one.Find("qkv" + name[1..]).narrow(0, part * Width, Width) : one.Find(name));
        var x = RandomState.Draw([2, Width, 5, 1], seed: 4).to(float64);
        Assert.True((Shrunk.InDouble(one, x) - Shrunk.InDouble(other, x)).abs().max().item<double>() < 1e-12);
    }

    /// <summary>The gate's layers give what they multiply: the channel goes from both.</summary>
    [Fact]
    public void A_gate_goes_with_what_it_multiplies()
    {
        using var network = TestNetworks.Build("gated", new InputShape(3, 4, 4), 2, x =>
        {
            x = x.Convolution("conv", 6, 3, padding: 1).Norm("norm").Relu();
            var gate = x.Reduce(ReductionKind.Mean, [1, 2], keepsAxes: true).Convolution("squeeze", 2, 1).Relu().Convolution("excite", 6, 1).Sigmoid();
            return x.Multiply(gate).Mean().Linear("out", 2);
        });
        Assert.Equal(["conv 6: conv Out, norm Norm, squeeze In, excite Out, out In", "squeeze 2: squeeze Out, excite In"], Groups(network));
    }

    /// <summary>Of 8 channels in 2 groups the first of each goes with the first of the other, and so on: then what is left can be shuffled as well.</summary>
    [Fact]
    public void Shuffled_channels_go_in_pairs()
    {
        using var network = TestNetworks.Build("shuffled", new InputShape(3, 4, 4), 2, x => x.Convolution("conv", 8, 1).Relu()
            .Reshape(2, 4, 4, 4).Transpose(1, 0, 2, 3).Reshape(8, 4, 4).Convolution("next", 6, 3).Relu().Mean().Linear("out", 2));
        var group = ChannelMap.Of(network.Graph).Groups[0];
        Assert.Equal([[0, 4], [1, 5], [2, 6], [3, 7]], group.Members.Single(m => m.Side == ChannelSide.Out).Indices.Select(i => i.Order().ToArray()));
        Assert.Equal([[0, 1], [2, 3], [4, 5], [6, 7]], group.Members.Single(m => m.Side == ChannelSide.In).Indices.Select(i => i.Order().ToArray()));
    }

    /// <summary>Means over channels, sums of unlike values and axes that are looked at by their place cannot lose any: the layer stays as it is, and no other does.</summary>
    [Theory]
    [InlineData("mean"), InlineData("softmax"), InlineData("group-norm"), InlineData("with-input")]
    public void What_cannot_be_followed_stays(string mixed)
    {
        using var network = TestNetworks.Build("mixed", new InputShape(4, 4, 4), 2, input =>
        {
            var x = input.Convolution("first", 4, 1).Relu().Convolution("second", 4, 1);
            x = mixed switch
            {
                "mean" => x.Multiply(x.Reduce(ReductionKind.Mean, [0], keepsAxes: true)),
                "softmax" => x.Softmax(0),
                "group-norm" => x.GroupNorm("norm", 2),
                _ => x.Add(input),
            };
            return x.Convolution("third", 4, 1).Relu().Mean().Linear("out", 2);
        });
        Assert.Equal(["first 4: first Out, second In", "third 4: third Out, out In"], Groups(network));
    }

    [Fact]
    public void Windows_and_margins_are_those_of_PyTorch()
    {
        // By hand: 5 pixels, windows of 3 every 2, one before: places −1, 1 and 3; the last one overhangs by one.
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 1, 2, 3, 4, 5 }).view(1, 1, 1, 5);
        Assert.Equal([1f, 3, 4.5f], Of(v => v.AveragePool((1, 3), (1, 2), new Margins(0, 1, 0, 0), overhangs: true, countsPadding: true), x));
        Assert.Equal([1.5f, 3, 4.5f], Of(v => v.AveragePool((1, 3), (1, 2), new Margins(0, 1, 0, 0), overhangs: true, countsPadding: false), x));
        Assert.Equal([2f, 4, 5], Of(v => v.MaxPool((1, 3), (1, 2), new Margins(0, 1, 0, 0), overhangs: true), x));
        Assert.Equal([2f, 4], Of(v => v.MaxPool((1, 3), (1, 2), new Margins(0, 1, 0, 0)), x));
        Assert.Equal([4f, 5], Of(v => v.MaxPool((1, 2), (1, 1), dilation: (1, 3)), x));
    }

    private static float[] Of(Func<Value, Value> operation, Tensor x)
    {
        var graph = NetworkGraph.Of(GoldenNetworks.Entry("window", (input, _) => operation(input)), new InputShape(1, 1, 5), 1);
        using var body = new NetworkBody(graph, [], []) { Mode = PassMode.Evaluation };
        var y = body.Forward(x);
        Assert.Equal(graph.Nodes[^1].Output.Sizes.Select(s => (long)s), y.shape[1..]);
        return y.data<float>().ToArray();
    }

    private static IEnumerable<string> Groups(Network network) =>
        ChannelMap.Of(network.Graph).Groups.Select(g => $"{g.Name} {g.Units}: {string.Join(", ", g.Members.Select(m => $"{m.Layer} {m.Side}"))}");

    private static Network Attention(Spelling spelling) => TestNetworks.Build(spelling.ToString(), Tokens, 3, x =>
    {
        var tokens = x.ToTokens();
        Value Head(Value part) => part.Reshape(5, Heads, Size).Transpose(1, 0, 2);
        Value Attended(Value q, Value k, Value v) => q.Affine(1 / Math.Sqrt(Size)).Product(k.Transpose(0, 2, 1)).Softmax(2).Product(v).Transpose(1, 0, 2).Reshape(5, Width);
        Value ByHead(Value heads, int part) => heads.Slice(0, part, 1).Reshape(Heads, 5, Size);
        var attended = spelling switch
        {
            Spelling.PackedAndSliced => tokens.Linear("qkv", 3 * Width) is var packed ? Attended(Head(packed.Slice(1, 0, Width)), Head(packed.Slice(1, Width, Width)), Head(packed.Slice(1, 2 * Width, Width))) : null!,
            Spelling.PackedByHead => tokens.Linear("qkv", 3 * Width).Reshape(5, 3, Heads, Size).Transpose(1, 2, 0, 3) is var heads ? Attended(ByHead(heads, 0), ByHead(heads, 1), ByHead(heads, 2)) : null!,
            Spelling.Separate => Attended(Head(tokens.Linear("q", Width)), Head(tokens.Linear("k", Width)), Head(tokens.Linear("v", Width))),
            _ => tokens.Linear("qkv", 3 * Width).Then(new HeadProducts(Size)),
        };
        return attended.Linear("out", 6).FirstToken().Linear("scores", 3);
    });
}
