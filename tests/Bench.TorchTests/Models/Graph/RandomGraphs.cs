using Bench.Core;
using Bench.Models;

namespace Bench.TorchTests.Models.Graph;

/// <summary>Graphs drawn from all operations that there are, on maps small enough to be computed many times.</summary>
internal sealed class RandomGraphs(SeededStream stream)
{
    private readonly SeededStream stream = stream;
    private int names;

    public static InputShape Input { get; } = new(3, 8, 8);

    /// <summary>What a graph is built of, by name; each takes maps and gives maps.</summary>
    public static IReadOnlyDictionary<string, Func<RandomGraphs, Value, Value>> Blocks { get; } = new Dictionary<string, Func<RandomGraphs, Value, Value>>
    {
        ["convolution"] = (g, x) => g.Convolve(x),
        ["dilated"] = (g, x) => x.Convolution(g.Name("dilated"), g.Filters(), (3, 2), padding: new Margins(2, 1, g.Up(3), 0), dilation: (2, 1)),
        ["grouped"] = (g, x) => g.To(x, 12).Convolution(g.Name("grouped"), 9, 3, padding: 1, groups: 3),
        ["depthwise"] = (g, x) => x.Convolution(g.Name("depthwise"), x.Shape.Channels, 3, padding: 1, groups: x.Shape.Channels, bias: g.Coin()),
        ["norm"] = (g, x) => x.Norm(g.Name("norm")),
        ["instance-norm"] = (g, x) => x.Shape.Height * x.Shape.Width == 1 ? x : x.InstanceNorm(g.Name("instance"), affine: g.Coin()),
        ["group-norm"] = (g, x) => x.Shape.Channels % 2 == 0 ? x.GroupNorm(g.Name("group"), 2) : x,
        ["pixel-norm"] = (g, x) => x.PixelNorm(g.Name("pixel")),
        ["layer-norm"] = (g, x) => g.Coin() ? x.LayerNorm(g.Name("layer"), axes: 3) : x.LayerNorm(g.Name("layer"), axes: 2, affine: g.Coin()),
        ["activation"] = (g, x) => g.Activate(x),
        ["max-pool"] = (g, x) => Math.Min(x.Shape.Height, x.Shape.Width) < 3 ? x
            : g.Coin() ? x.MaxPool(2) : x.MaxPool((3, 2), (2, 1), new Margins(1, g.Up(2), 0, g.Up(2)), overhangs: g.Coin(), dilation: 1),
        ["average-pool"] = (g, x) => Math.Min(x.Shape.Height, x.Shape.Width) < 3 ? x
            : x.AveragePool(3, 2, g.Coin() ? 1 : new Margins(g.Up(2), 1, g.Up(2), 0), overhangs: g.Coin(), countsPadding: g.Coin()),
        ["pool-to"] = (_, x) => x.AveragePoolTo(Math.Min(x.Shape.Height, 3)),
        ["squeeze-and-excitation"] = (g, x) =>
        {
            var squeezed = g.Coin() ? x.Reduce(ReductionKind.Mean, [1, 2], keepsAxes: true).Convolution(g.Name("squeeze"), 3, 1).Relu().Convolution(g.Name("excite"), x.Shape.Channels, 1)
                : x.Mean().Linear(g.Name("squeeze"), 3).Silu().Linear(g.Name("excite"), x.Shape.Channels).Reshape(x.Shape.Channels, 1, 1);
            return g.Coin() ? x.Multiply(squeezed.Sigmoid()) : squeezed.HardSigmoid().Multiply(x);
        },
        ["spatial-gate"] = (g, x) => x.Multiply(x.Reduce(ReductionKind.Mean, [0], true).Concatenate(x.Reduce(ReductionKind.Max, [0], true)).Convolution(g.Name("gate"), 1, 3, padding: 1).Sigmoid()),
        ["sum"] = (g, x) => g.Activate(x.Convolution(g.Name("left"), x.Shape.Channels, 3, padding: 1)).Add(x),
        ["broadcast-sum"] = (g, x) => x.Add(x.Convolution(g.Name("context"), x.Shape.Channels, 1).Reduce(ReductionKind.Mean, [1, 2], true)),
        ["concatenation"] = (g, x) => x.Concatenate(x.Convolution(g.Name("grown"), g.Filters(), 1), x.AveragePool(1)),
        ["stacked"] = (g, x) => x.ConcatenateAlong(1, x.Convolution(g.Name("below"), x.Shape.Channels, 1)),
        ["split"] = (g, x) =>
        {
            var half = Math.Max(1, x.Shape.Channels / 2);
            var (kept, changed) = (x.Slice(0, 0, half), x.Slice(0, x.Shape.Channels - half, half));
            return kept.Tanh().Concatenate(changed.Convolution(g.Name("changed"), half, 1).Relu());
        },
        ["shuffle"] = (g, x) =>
        {
            x = g.To(x, 8);
            return x.Reshape(2, 4, x.Shape.Height, x.Shape.Width).Transpose(1, 0, 2, 3).Reshape(x.Shape.Channels, x.Shape.Height, x.Shape.Width);
        },
        ["every-other"] = (_, x) => x.Shape is { Channels: > 2, Height: > 2 } ? x.Slice(1, 0, (x.Shape.Height + 1) / 2, 2).Slice(0, 1, (x.Shape.Channels - 1) / 2 + (x.Shape.Channels - 1) % 2, 2) : x,
        ["picked"] = (_, x) => x.Pick(0, [x.Shape.Channels - 1, 0, 0]),
        ["padded"] = (g, x) => x.Pad([(g.Up(2), g.Up(2)), (1, 0), (0, g.Up(2))], g.Coin() ? 0 : 0.5),
        ["zeros"] = (g, x) => x.PadChannels(g.Up(2), 1),
        ["scaled"] = (g, x) => g.Coin() ? x.MultiplyLearned(g.Name("gamma"), x.Shape.Channels, 1, 1) : x.MultiplyConstant([.. Enumerable.Range(1, x.Shape.Channels).Select(i => i / 4f)], x.Shape.Channels, 1, 1),
        ["shifted"] = (g, x) => g.Coin() ? x.AddLearned(g.Name("beta"), x.Shape.Channels, x.Shape.Height, 1) : x.AddConstant([.. Enumerable.Range(0, x.Shape.Channels).Select(i => i / 4f)], x.Shape.Channels, 1, 1),
        ["affine"] = (g, x) => x.Affine(0.5, g.Coin() ? 0 : 0.25),
        ["channels-last"] = (g, x) => x.Transpose(1, 2, 0).Linear(g.Name("wide"), 10).Gelu().Linear(g.Name("narrow"), g.Filters()).Transpose(2, 0, 1),
        ["softmax"] = (g, x) => x.Softmax(g.Up(3)),
        ["maxima"] = (_, x) => x.Reduce(ReductionKind.Max, [2]).Reshape(x.Shape.Channels, x.Shape.Height, 1),
        ["attention"] = (g, x) => g.Attend(x),
        ["mixer"] = (g, x) =>
        {
            var tokens = x.Reshape(x.Shape.Channels, x.Shape.Height * x.Shape.Width);
            return tokens.Linear(g.Name("mixing"), 6).Gelu().Linear(g.Name("mixed"), tokens.Shape[1]).Add(tokens).Reshape([.. x.Shape.Sizes]);
        },
        ["covariance"] = (g, x) =>
        {
            var rows = x.Reshape(x.Shape.Channels, x.Shape.Height * x.Shape.Width);
            return rows.Affine(0.1).Product(rows.Transpose(1, 0)).Softmax(1).Product(rows).Reshape([.. x.Shape.Sizes]);
        },
        ["dropout"] = (_, x) => x.Dropout(0.3),
    };

    /// <summary>A graph in which each of some blocks comes in turn, with convolutions between them.</summary>
    public static ModelEntry Entry(long seed, IReadOnlyList<string> blocks) => Channels.GoldenNetworks.Entry($"random-{seed}", (x, classes) =>
    {
        var graphs = new RandomGraphs(SeededStream.For(seed, "graph"));
        x = graphs.Convolve(x);
        foreach (var block in blocks)
        {
            x = Blocks[block](graphs, x);
            if (graphs.Coin()) x = graphs.Convolve(x);
        }
        return graphs.Classified(x, classes);
    });

    /// <summary>So many blocks, any of them.</summary>
    public static IReadOnlyList<string> Draw(long seed, int count)
    {
        var stream = SeededStream.For(seed, "blocks");
        string[] all = [.. Blocks.Keys];
        return [.. Enumerable.Range(0, count).Select(_ => all[stream.NextInt(all.Length)])];
    }

    private string Name(string what) => $"{what}{names++}";

    private int Up(int most) => stream.NextInt(most);

    private bool Coin() => Up(2) == 0;

    private int Filters() => 3 + Up(6);

    private Value Convolve(Value x) => x.Convolution(Name("conv"), Filters(), Coin() ? 1 : 3, padding: 1, bias: Coin());

    private Value To(Value x, int channels) => x.Convolution(Name("to"), channels, 1);

    private Value Activate(Value x) => Up(14) switch
    {
        0 => x.Relu(), 1 => x.Relu6(), 2 => x.LeakyRelu(0.1), 3 => x.PRelu(Name("slope")), 4 => x.PRelu(Name("slopes"), byChannel: true), 5 => x.Elu(0.7), 6 => x.Gelu(), 7 => x.Gelu(approximate: true),
        8 => x.Silu(), 9 => x.HardSwish(), 10 => x.HardSigmoid(), 11 => x.Sigmoid(), 12 => x.Clip(Coin() ? 0.1 : -1, 2), _ => Coin() ? x.Mish() : x.Softplus(),
    };

    // Two heads of three, written as PyTorch's, timm's and others' modules are exported, or as one operation.
    private Value Attend(Value x)
    {
        const int Heads = 2, Size = 3, Width = Heads * Size;
        var tokens = x.ToTokens();
        var count = tokens.Shape[0];
        Value Head(Value part) => part.Reshape(count, Heads, Size).Transpose(1, 0, 2);
        Value Attended(Value q, Value k, Value v) => q.Affine(1 / Math.Sqrt(Size)).Product(k.Transpose(0, 2, 1)).Softmax(2).Product(v).Transpose(1, 0, 2).Reshape(count, Width);
        var attended = Up(4) switch
        {
            0 => tokens.Linear(Name("packed"), 3 * Width) is var packed ? Attended(Head(packed.Slice(1, 0, Width)), Head(packed.Slice(1, Width, Width)), Head(packed.Slice(1, 2 * Width, Width))) : null!,
            1 => tokens.Linear(Name("qkv"), 3 * Width).Reshape(count, 3, Heads, Size).Transpose(1, 2, 0, 3) is var heads
                ? Attended(heads.Pick(0, [0]).Reshape(Heads, count, Size), heads.Slice(0, 1, 1).Reshape(Heads, count, Size), heads.Slice(0, 2, 1).Reshape(Heads, count, Size)) : null!,
            2 => Attended(Head(tokens.Linear(Name("q"), Width)), Head(tokens.Linear(Name("k"), Width)), Head(tokens.Linear(Name("v"), Width))),
            _ => tokens.SelfAttention(Name("self"), Heads, Size),
        };
        return attended.Linear(Name("projected"), x.Shape.Channels).Add(tokens).Transpose(1, 0).Reshape([.. x.Shape.Sizes]);
    }

    private Value Classified(Value x, int classes) => Up(5) switch
    {
        0 => x.Flatten().Linear(Name("head"), classes),
        1 => x.Convolution(Name("head"), classes, 1).Reduce(ReductionKind.Mean, [1, 2]),
        2 => x.ToTokens().ClassToken(Name("token")).FirstToken().Concatenate(x.Mean()).Linear(Name("head"), classes).LogSoftmax(0),
        3 => x.Reduce(ReductionKind.Sum, [1, 2]).Norm(Name("last")).Linear(Name("head"), classes),
        _ => x.Mean().Linear(Name("hidden"), 12).PRelu(Name("last"), byChannel: true).Linear(Name("head"), classes),
    };
}
