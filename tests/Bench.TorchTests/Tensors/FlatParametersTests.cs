using Bench.Core;
using Bench.Models;
using Bench.Tensors;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Bench.TorchTests.Tensors;

public class FlatParametersTests
{
    /// <summary>Convolution, batch-norm, linear: every kind of parameter that the models have.</summary>
    private static Sequential SmallNet()
    {
        manual_seed(1);
        return nn.Sequential(nn.Conv2d(3, 8, 3, padding: 1), nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, 8, 3, stride: 2), nn.Flatten(), nn.Linear(72, 5));
    }

    private static List<Parameter> ParametersOf(Sequential net) => [.. net.named_parameters().Select(p => p.parameter)];

    private static (Tensor Inputs, Tensor Labels) Batch(long seed)
    {
        using var generator = new Generator((ulong)seed, CPU);
        return (Layout.ChannelsLast(randn([16, 3, 8, 8], generator: generator)), randint(0, 5, 16, generator: generator, dtype: ScalarType.Int64));
    }

    private static Tensor LossOf(Sequential net, long step)
    {
        var (inputs, labels) = Batch(step);
        return nn.functional.cross_entropy(net.call(inputs), labels);
    }

    private static void AssertBitEqual(Tensor expected, Tensor actual) =>
        Assert.Equal(expected.detach().contiguous().data<float>().ToArray(), actual.detach().contiguous().data<float>().ToArray());

    // Weights of the reference net lie channels-last too: convolutions of another layout sum in another order.
    private static void LayOutChannelsLast(Sequential net)
    {
        using var _ = no_grad();
        foreach (var parameter in ParametersOf(net).Where(p => p.ndim == 4)) parameter.set_(Layout.ChannelsLast(parameter));
    }

    [Theory, InlineData(0.0), InlineData(0.9)]
    public void Trains_bit_equal_to_ordinary_parameters_under_the_librarys_SGD(double momentum)
    {
        using var scope = NewDisposeScope();
        using var ordinary = SmallNet();
        using var flattened = SmallNet();
        LayOutChannelsLast(ordinary);
        using var flat = FlatParameters.Adopt(ParametersOf(flattened));
        using var ordinarySgd = optim.SGD(ordinary.parameters(), 0.05, momentum, weight_decay: 1e-4);
        using var flatSgd = optim.SGD(flattened.parameters(), 0.05, momentum, weight_decay: 1e-4);
        var losses = new List<float>();
        for (var step = 0; step < 8; step++)
        {
            ordinarySgd.zero_grad();
            flat.Gradients.zero_();
            var loss = LossOf(ordinary, step);
            var flatLoss = LossOf(flattened, step);
            AssertBitEqual(loss, flatLoss);
            losses.Add(loss.item<float>());
            loss.backward();
            flatLoss.backward();
            ordinarySgd.step();
            flatSgd.step();
        }
        foreach (var (expected, actual) in ParametersOf(ordinary).Zip(ParametersOf(flattened))) AssertBitEqual(expected, actual);
        Assert.Equal(losses.Count, losses.Distinct().Count());
    }

    [Fact]
    public void One_step_on_the_buffer_is_the_librarys_step_on_every_parameter()
    {
        const double rate = 0.05, momentum = 0.9, decay = 1e-4;
        using var scope = NewDisposeScope();
        using var ordinary = SmallNet();
        using var flattened = SmallNet();
        LayOutChannelsLast(ordinary);
        using var flat = FlatParameters.Adopt(ParametersOf(flattened));
        using var sgd = optim.SGD(ordinary.parameters(), rate, momentum, weight_decay: decay);
        var velocity = zeros_like(flat.Values);
        for (var step = 0; step < 5; step++)
        {
            sgd.zero_grad();
            flat.Gradients.zero_();
            LossOf(ordinary, step).backward();
            LossOf(flattened, step).backward();
            sgd.step();
            using var _ = no_grad();
            velocity.mul_(Scalars.Of(momentum)).add_(flat.Gradients.add(flat.Values, alpha: Scalars.Of(decay)), Scalars.One);
            flat.Values.add_(velocity, alpha: Scalars.Of(-rate));
        }
        foreach (var (expected, actual) in ParametersOf(ordinary).Zip(ParametersOf(flattened))) AssertBitEqual(expected, actual);
    }

    [Fact]
    public void Gradients_accumulate_in_the_buffer_until_it_is_zeroed()
    {
        using var scope = NewDisposeScope();
        using var net = SmallNet();
        using var flat = FlatParameters.Adopt(ParametersOf(net));
        net.eval(); // batch-norm's statistics stay
        LossOf(net, 1).backward();
        var once = flat.Gradients.clone();
        Assert.True(once.count_nonzero().item<long>() > once.NumberOfElements / 2);
        LossOf(net, 1).backward();
        AssertBitEqual(once.mul(Scalars.Of(2)), flat.Gradients);

        flat.Gradients.zero_();
        Assert.All(ParametersOf(net), p => Assert.Equal(0, p.grad!.count_nonzero().item<long>()));
        LossOf(net, 1).backward();
        AssertBitEqual(once, flat.Gradients);
    }

    [Fact]
    public void Keeps_values_and_shapes_and_lays_convolutions_out_channels_last()
    {
        using var scope = NewDisposeScope();
        using var net = SmallNet();
        var before = ParametersOf(net).ConvertAll(p => p.detach().clone());
        using var flat = FlatParameters.Adopt(ParametersOf(net));
        var after = ParametersOf(net);
        for (var i = 0; i < before.Count; i++)
        {
            Assert.Equal(before[i].shape, after[i].shape);
            AssertBitEqual(before[i], after[i]);
            AssertBitEqual(before[i], flat.ViewOf(flat.Values, i));
        }
        Assert.Equal([27, 1, 9, 3], after[0].stride()); // (8, 3, 3, 3)
        Assert.Equal(before.Sum(p => p.NumberOfElements), flat.Values.NumberOfElements);
    }

    [Fact]
    public void A_change_of_the_buffer_is_a_change_of_the_parameters()
    {
        using var scope = NewDisposeScope();
        using var net = SmallNet();
        using var flat = FlatParameters.Adopt(ParametersOf(net));
        var mask = ones_like(flat.Values);
        flat.ViewOf(mask, 0).zero_();
        using (no_grad()) flat.Values.mul_(mask);
        Assert.Equal(0, ParametersOf(net)[0].count_nonzero().item<long>());
        Assert.Equal(576, ParametersOf(net)[4].count_nonzero().item<long>()); // 8·8·3·3, the other convolution
    }
}
