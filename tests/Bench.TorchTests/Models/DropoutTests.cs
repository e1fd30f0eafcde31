using Bench.Core;
using Bench.Models;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Models;

public sealed class DropoutTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    private static SeededStream Stream(int epoch) => SeededStream.For(1, "dropout", epoch);

    private static Tensor Drop(double probability, Tensor x, PassMode mode)
    {
        using var chance = new Generator(Stream(1).NextUInt64(), CPU);
        return new Dropout(probability).Run([x], new(default, default, mode, chance));
    }

    private static float[] Pass(Network network, Tensor images) => network.Forward(images).data<float>().ToArray();

    [Fact]
    public void Zeroes_the_asked_share_and_scales_the_rest()
    {
        var y = Drop(0.3, ones(100_000), PassMode.Training);
        var dropped = y.eq(Scalars.Of(0)).sum().item<long>();
        Assert.InRange(dropped, 30_000 - 580, 30_000 + 580); // 4 standard deviations
        Assert.All(y.data<float>().ToArray().Where(v => v != 0), v => Assert.Equal(1 / 0.7, v, 1e-6));
    }

    [Fact]
    public void Zeroes_the_same_values_in_the_gradient()
    {
        var x = ones(1000).requires_grad_();
        var y = Drop(0.5, x, PassMode.Training);
        Assert.InRange(y.count_nonzero().item<long>(), 400, 600);
        y.sum().backward();
        Assert.Equal(y.data<float>().ToArray(), x.grad!.data<float>().ToArray());
    }

    [Fact]
    public void Passes_values_unchanged_in_evaluation()
    {
        foreach (var mode in new[] { PassMode.Evaluation, PassMode.Evaluation with { UsesBatchStatistics = true } })
            Assert.Equal([1, 2, 3], Drop(0.5, tensor(new float[] { 1, 2, 3 }), mode).data<float>().ToArray());
    }

    [Fact]
    public void Masks_of_a_network_depend_on_the_stream_alone()
    {
        using var network = Network.Create(ModelCatalogue.Find("vgg16-bn"), new(3, 32, 32), 10, SeededStream.For(1, "initialization"));
        var images = Layout.ChannelsLast(ones(2, 3, 32, 32));
        network.Mode = PassMode.Training;
        network.SeedDropout(Stream(1));
        var first = Pass(network, images);
        var second = Pass(network, images);
        manual_seed(99); // the library's global generator has no say
        network.SeedDropout(Stream(1));
        Assert.Equal(first, Pass(network, images));
        Assert.Equal(second, Pass(network, images));
        network.SeedDropout(Stream(2));
        Assert.NotEqual(first, Pass(network, images));
        Assert.NotEqual(first, second);
    }
}
