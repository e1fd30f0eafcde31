using Bench.Core;
using Bench.Models;
using Bench.Tensors;
using Bench.TorchTests.Strategies;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Models;

/// <summary>The fused batch norm + shortcut + ReLU against libtorch's separate operations.</summary>
public sealed class RectifiedNormTests
{
    public RectifiedNormTests() => Native.Initialize();

    public static TheoryData<int, bool, string> Cases =>
        new(from channels in new[] { 5, 11, 16, 20, 32, 44, 45, 64, 128 } from shortcut in new[] { false, true } from type in new[] { "fp32", "bf16" } select (channels, shortcut, type));

    [Theory, MemberData(nameof(Cases))]
    public void Outputs_gradients_and_running_statistics_are_those_of_the_separate_operations(int channels, bool shortcut, string type)
    {
        using var scope = NewDisposeScope();
        var fused = Pass(channels, shortcut, type, fuse: true);
        var separate = Pass(channels, shortcut, "fp32", fuse: false); // of the same numbers, in fp32
        // bf16 has 8 bits: outputs are rounded to them, and sums are of rounded gradients.
        var tolerance = type == "fp32" ? 2e-5 : 2e-2;
        Assert.Equal(separate.Keys, fused.Keys);
        foreach (var (name, expected) in separate)
        {
            var scale = expected.abs().max().item<float>();
            var difference = fused[name].to_type(ScalarType.Float32).sub(expected).abs().max().item<float>();
            Assert.True(difference <= tolerance * scale, $"{name} differs by {difference / scale}");
        }
    }

    [Fact]
    public void Gradients_that_are_not_channels_last_are_taken_as_what_they_are()
    {
        using var scope = NewDisposeScope();
        var (fused, separate) = (Mean(true), Mean(false));
        Assert.InRange(fused.sub(separate).abs().max().item<float>() / separate.abs().max().item<float>(), 0, 2e-5);

        static Tensor Mean(bool fuse)
        {
            var norm = new Normed(64, fuse);
            var x = Input(64, 1).requires_grad_();
            norm.Rectified(x).mean([2, 3]).mul(Weights(64)).sum().backward(); // an expanded gradient
            return x.grad!;
        }
    }

    [Fact]
    public void Tokens_are_refused_as_their_second_dimension_is_no_channel()
    {
        using var scope = NewDisposeScope();
        var state = new OperationState(new[] { ones(4), zeros(4) }, new[] { zeros(4), ones(4) }, PassMode.Training, null);
        Assert.Contains("layer norm", Assert.Throws<ArgumentException>(() => new Norm(4) { Name = "bn" }.Run([ones(2, 4, 4)], state)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_NaN_stays_a_NaN()
    {
        using var scope = NewDisposeScope();
        var x = Input(16, 1);
        x[2, 5, 3, 3] = tensor(float.NaN);
        Assert.True(new Normed(16, fuse: true).Rectified(x).isnan().any().item<bool>());
    }

    [Fact]
    public void Evaluation_scoring_and_odd_shapes_use_the_separate_operations()
    {
        using var scope = NewDisposeScope();
        foreach (var (mode, channels) in new[] { (PassMode.Evaluation, 16), (PassMode.Training with { MayFuse = false }, 16), (PassMode.Training, 24) })
        {
            var (norm, x) = (new Normed(channels, mode), Input(channels, 1));
            Assert.False(norm.Fuses(x, null));
            using var network = TestNetworks.Build("rectified", new(channels, 8, 8), 1, v => v.Norm("norm").Relu());
            using (no_grad()) foreach (var (name, tensor) in network.State) tensor.copy_(norm.State[name["norm.".Length..]]);
            network.Mode = mode;
            var expected = norm.Rectified(x); // in training it moves the running statistics, not the output
            Assert.True(network.Forward(x).eq(expected).all().item<bool>());
            foreach (var (name, tensor) in network.State) Assert.True(tensor.eq(norm.State[name["norm.".Length..]]).all().item<bool>(), name);
        }
    }

    [Fact]
    public void Passes_leave_no_tensor_behind()
    {
        var norm = new Normed(16, fuse: true);
        Pass();
        GC.Collect(); // what earlier tests left is finalized now, not while this one counts
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;
        for (var i = 0; i < 20; i++) Pass();
        Assert.InRange(Tensor.TotalCount - before, -5, 5);

        void Pass()
        {
            using var scope = NewDisposeScope();
            norm.Rectified(Input(16, 1).requires_grad_(), Input(16, 2)).sum().backward();
        }
    }

    public static TheoryData<int, int, int, string> Corners => new(
        from samples in new[] { 1, 2, 3, 5 } from side in new[] { 1, 2, 3 } from channels in new[] { 1, 6, 11, 16, 24, 32, 64, 128 }
        from kind in new[] { "normal", "zero", "constant", "offset", "tiny", "huge", "overflow", "NaN", "+infinity", "-infinity" }
        select (samples, side, channels, kind));

    [Theory, MemberData(nameof(Corners))]
    public void The_fused_and_the_separate_path_are_one_function(int samples, int side, int channels, string kind)
    {
        using var scope = NewDisposeScope();
        foreach (var shortcut in new[] { false, true })
        {
            if (samples * side == 1)
            {
                foreach (var fuse in new[] { false, true })
                    Assert.Contains("one value a channel", Assert.Throws<UserError>(() => Pass(fuse)).Message, StringComparison.Ordinal);
                continue;
            }
            var (fused, separate) = (Pass(true), Pass(false));
            foreach (var (name, expected) in separate)
            {
                Assert.True(fused[name].isnan().eq(expected.isnan()).all().item<bool>(), $"{name}: NaN elsewhere");
                var difference = fused[name].sub(expected).nan_to_num(0, 0, 0).abs(); // of equal infinities NaN
                Assert.True(fused[name].isinf().eq(expected.isinf()).all().item<bool>(), $"{name}: infinite elsewhere");
                // libtorch's mean of equal numbers is off by a rounding, which the deviation of nothing (1/√ε = 316) enlarges.
                var tolerance = expected.nan_to_num(0, 0, 0).abs().max().item<float>() * 2e-5f + (kind == "constant" ? 2e-3f : 1e-5f);
                Assert.True(difference.max().item<float>() <= tolerance, $"{name} differs by {difference.max().item<float>()} of {tolerance}");
            }

            Dictionary<string, Tensor> Pass(bool fuse)
            {
                var norm = new Normed(channels, fuse);
                var x = Corner().requires_grad_();
                var other = shortcut ? Drawn(2).requires_grad_() : null;
                var added = other?.mul(Scalars.One);
                if (!fuse) Assert.False(norm.Fuses(x, added));
                var y = norm.Rectified(x, added);
                y.mul(Drawn(3).mul(AwayFromKnee(norm, x, other))).sum().backward();
                var state = norm.GradientsAndStatistics();
                (state["y"], state["x"]) = (y.detach(), x.grad!);
                if (other is not null) state["shortcut"] = other.grad!;
                return state;
            }
        }

        // On ReLU's knee a rounding decides whether the whole gradient passes.
        Tensor AwayFromKnee(Normed norm, Tensor x, Tensor? other)
        {
            Tensor Double(Tensor t) => t.detach().to_type(ScalarType.Float64);
            var (mean, variance) = (zeros(channels, dtype: ScalarType.Float64), ones(channels, dtype: ScalarType.Float64));
            var z = nn.functional.batch_norm(
                Double(x), mean, variance, Double(norm.State["weight"]), Double(norm.State["bias"]), training: true, momentum: 0.1, eps: 1e-5);
            if (other is not null) z.add_(Double(other), Scalars.One);
            return z.abs().lt(Scalars.Of(1e-3)).logical_not().to_type(ScalarType.Float32);
        }

        Tensor Drawn(ulong seed)
        {
            using var generator = new Generator(seed, CPU);
            return Layout.ChannelsLast(randn([samples, channels, side, side], generator: generator));
        }

        Tensor Corner()
        {
            var x = Drawn(1);
            switch (kind)
            {
                case "zero": return x.mul_(Scalars.Zero);
                case "constant": return x.mul_(Scalars.Zero).add_(Scalars.Of(0.3), Scalars.One);
                case "offset": return x.add_(Scalars.Of(20.0), Scalars.One);
                case "tiny": return x.mul_(Scalars.Of(1e-20));
                case "huge": return x.mul_(Scalars.Of(1e15));
                case "overflow": return x.mul_(Scalars.Of(1e30));
                case "NaN": x[samples - 1, channels - 1, 0, 0] = tensor(float.NaN); return x;
                case "+infinity": x[samples - 1, channels - 1, 0, 0] = tensor(float.PositiveInfinity); return x;
                case "-infinity": x[0, 0, 0, 0] = tensor(float.NegativeInfinity); return x;
                default: return x;
            }
        }
    }

    private static Dictionary<string, Tensor> Pass(int channels, bool shortcut, string type, bool fuse)
    {
        var norm = new Normed(channels, fuse);
        var format = type == "bf16" ? ScalarType.BFloat16 : ScalarType.Float32;
        Tensor Leaf(int seed) => Input(channels, seed).to_type(ScalarType.BFloat16).to_type(format).requires_grad_(); // numbers that both types have
        var (x, other) = (Leaf(1), shortcut ? Leaf(2) : null);
        var added = other?.mul(Scalars.One); // in place, the separate operations would change the leaf
        Assert.Equal(fuse, norm.Fuses(x, added));
        var y = norm.Rectified(x, added);
        y.mul(Input(channels, 3).to_type(ScalarType.BFloat16).to_type(format)).sum().backward();
        var state = norm.GradientsAndStatistics();
        (state["y"], state["x"]) = (y.detach(), x.grad!);
        if (other is not null) state["shortcut"] = other.grad!;
        return state;
    }

    /// <summary>A norm with tensors of its own: fused where it can be, or libtorch's operations one after the other.</summary>
    private sealed class Normed(int channels, PassMode mode)
    {
        private readonly Norm norm = new(channels) { Name = "norm" };

        public Normed(int channels, bool fuse) : this(channels, PassMode.Training with { MayFuse = fuse })
        {
        }

        /// <summary>Weight and bias, and the running statistics.</summary>
        public Dictionary<string, Tensor> State { get; } = new()
        {
            ["weight"] = Weights(channels).requires_grad_(), ["bias"] = Weights(channels).add(Scalars.Of(-1.0), Scalars.One).requires_grad_(),
            ["running_mean"] = zeros(channels), ["running_var"] = ones(channels),
        };

        public bool Fuses(Tensor x, Tensor? shortcut) => Norm.Fuses(x, shortcut, mode);

        public Tensor Rectified(Tensor x, Tensor? shortcut = null)
        {
            var state = new OperationState(new[] { State["weight"], State["bias"] }, new[] { State["running_mean"], State["running_var"] }, mode, null);
            if (Fuses(x, shortcut)) return norm.Rectified(x, shortcut, state);
            var y = norm.Run([x], state);
            return nn.functional.relu(shortcut is null ? y : y.add(shortcut, Scalars.One));
        }

        public Dictionary<string, Tensor> GradientsAndStatistics() => State.ToDictionary(s => s.Key, s => s.Value.requires_grad ? s.Value.grad! : s.Value);
    }

    private static Tensor Weights(int channels) => arange(Scalars.Of(1), Scalars.Of(channels + 1), Scalars.One).to_type(ScalarType.Float32).div(Scalars.Of(channels / 2.0));

    /// <summary>(5, C, 8, 8), each channel with a mean and a spread of its own.</summary>
    private static Tensor Input(int channels, int seed)
    {
        using var generator = new Generator((ulong)seed, CPU);
        var drawn = randn([5, channels, 8, 8], generator: generator);
        return Layout.ChannelsLast(drawn.mul(Weights(channels).view(1, -1, 1, 1)).add(Weights(channels).view(1, -1, 1, 1), Scalars.Of(3.0)));
    }
}
