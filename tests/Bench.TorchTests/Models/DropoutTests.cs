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

    private static float[] Pass(Network network, Tensor images) => network.Forward(images).data<float>().ToArray();

    [Fact]
    public void Zeroes_the_asked_share_and_scales_the_rest()
    {
        using var dropout = new Dropout(0.3);
        dropout.Reseed(Stream(1));
        var y = dropout.call(ones(100_000));
        var dropped = y.eq(Scalars.Of(0)).sum().item<long>();
        Assert.InRange(dropped, 30_000 - 580, 30_000 + 580); // 4 standard deviations
        Assert.All(y.data<float>().ToArray().Where(v => v != 0), v => Assert.Equal(1 / 0.7, v, 1e-6));
    }

    [Fact]
    public void Zeroes_the_same_values_in_the_gradient()
    {
        using var dropout = new Dropout(0.5);
        var x = ones(1000).requires_grad_();
        var y = dropout.call(x);
        y.sum().backward();
        Assert.Equal(y.data<float>().ToArray(), x.grad!.data<float>().ToArray());
    }

    [Fact]
    public void Passes_values_unchanged_in_evaluation()
    {
        using var dropout = new Dropout(0.5);
        dropout.eval();
        Assert.Equal([1, 2, 3], dropout.call(tensor(new float[] { 1, 2, 3 })).data<float>().ToArray());
    }

    [Fact]
    public void Masks_of_a_network_depend_on_the_stream_alone()
    {
        using var network = Network.Create(ModelCatalogue.Find("vgg16-bn"), new(3, 32, 32), 10, SeededStream.For(1, "initialization"));
        var images = Layout.ChannelsLast(ones(2, 3, 32, 32));
        network.Module.train();
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
