using Bench.Models;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Models;

/// <summary>The fused ReLU + maximum against libtorch's separate operations: their very bits, but for the sign of a zero.</summary>
public sealed class RectifiedPoolTests
{
    public RectifiedPoolTests() => Native.Initialize();

    public static TheoryData<int, int, int, string> Cases =>
        new(from channels in new[] { 6, 16, 17, 20, 31, 47, 50, 64 }
            from size in new[] { (8, 8), (5, 7), (2, 3) }
            from type in new[] { "fp32", "bf16" }
            select (channels, size.Item1, size.Item2, type));

    [Theory, MemberData(nameof(Cases))]
    public void Outputs_and_gradients_are_those_of_the_separate_operations(int channels, int height, int width, string type)
    {
        using var scope = NewDisposeScope();
        var x = Numbers(channels, height, width, type);
        var gradient = Numbers(channels, height / 2, width / 2, type);
        var (fused, separate) = (x.detach().requires_grad_(), x.detach().requires_grad_());
        Assert.Equal(channels >= 16, RectifiedPool.Fuses(fused));
        var (y, expected) = (RectifiedPool.Of(fused), nn.functional.max_pool2d(nn.functional.relu(separate), 2));
        y.backward([gradient]);
        expected.backward([gradient]);
        AssertSame(expected, y);
        AssertSame(separate.grad!, fused.grad!);
        using (no_grad()) AssertSame(expected, RectifiedPool.Of(x)); // as in evaluation
    }

    [Fact]
    public void A_NaN_wins_and_its_gradient_passes_as_in_the_separate_operations()
    {
        using var scope = NewDisposeScope();
        var x = Numbers(20, 4, 4, "fp32");
        x[1, 3, 0, 1] = x[1, 3, 1, 0] = x[0, 19, 3, 3] = tensor(float.NaN);
        var (fused, separate) = (x.detach().requires_grad_(), x.detach().requires_grad_());
        var (y, expected) = (RectifiedPool.Of(fused), nn.functional.max_pool2d(nn.functional.relu(separate), 2));
        Assert.Equal(2, y.isnan().sum().item<long>());
        Assert.True(y.isnan().eq(expected.isnan()).all().item<bool>());
        y.backward([ones_like(y)]);
        expected.backward([ones_like(expected)]);
        AssertSame(separate.grad!, fused.grad!);
    }

    [Fact]
    public void Passes_leave_no_tensor_behind()
    {
        Pass();
        GC.Collect(); // what earlier tests left is finalized now, not while this one counts
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;
        for (var i = 0; i < 20; i++) Pass();
        Assert.InRange(Tensor.TotalCount - before, -5, 5);

        static void Pass()
        {
            using var scope = NewDisposeScope();
            RectifiedPool.Of(Numbers(20, 6, 6, "fp32").requires_grad_()).sum().backward();
        }
    }

    private static void AssertSame(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.Equal(expected.dtype, actual.dtype);
        Assert.True(expected.contiguous().bytes.SequenceEqual(actual.contiguous().bytes));
    }

    // Multiples of 1/4, so that many are equal, or zero; no −0, whose sign libtorch's ReLU keeps and the fused pass does not.
    private static Tensor Numbers(int channels, int height, int width, string type)
    {
        using var generator = new Generator((ulong)(channels + height), CPU);
        var drawn = randn([3, channels, height, width], generator: generator).mul(Scalars.Of(4.0)).round().div(Scalars.Of(4.0)).add(Scalars.Of(0.0), Scalars.One);
        return Layout.ChannelsLast(drawn.to_type(type == "bf16" ? ScalarType.BFloat16 : ScalarType.Float32));
    }
}
