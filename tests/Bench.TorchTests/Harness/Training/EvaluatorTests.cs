using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Training;
using Bench.Models;
using Bench.Results;
using Bench.Tensors;
using Bench.TorchTests.Strategies;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Harness.Training;

public class EvaluatorTests
{
    [Theory, InlineData(1), InlineData(499), InlineData(500), InlineData(501), InlineData(1203)]
    public void A_perfect_model_has_an_accuracy_of_exactly_one_whatever_the_last_batch(int count)
    {
        using var samples = Pixels(count, classes: 10);
        using var network = Reading(10);
        var evaluation = Evaluate(network, samples);
        Assert.Equal((count, count, count), (evaluation.Correct, evaluation.CorrectTop5, evaluation.Total));
        Assert.Equal(1.0, evaluation.Top1);
    }

    [Fact]
    public void Every_wrong_sample_counts_the_same_also_in_the_short_batch()
    {
        using var samples = Pixels(501, classes: 10);
        using var shifted = samples with { Labels = samples.Labels.clone() };
        shifted.Labels[500] = shifted.Labels[500].add(Scalars.Of(1)).remainder(Scalars.Of(10));
        using var network = Reading(10);
        Assert.Equal((500, 501), (Evaluate(network, shifted).Correct, Evaluate(network, shifted).Total));
    }

    [Fact]
    public void Top_5_counts_a_label_among_the_five_highest_outputs()
    {
        using var samples = Pixels(10, classes: 10);
        using var network = Reading(10);
        using (no_grad()) network.Parameters[0].Parameter.copy_(Ranking(10)); // output c is high where the pixel of c − k is set, by rank k
        using var moved = samples with { Labels = samples.Labels.add(Scalars.Of(4)).remainder(Scalars.Of(10)) };
        using var movedFurther = samples with { Labels = samples.Labels.add(Scalars.Of(5)).remainder(Scalars.Of(10)) };
        Assert.Equal((0, 10), (Evaluate(network, moved).Correct, Evaluate(network, moved).CorrectTop5));
        Assert.Equal(0, Evaluate(network, movedFurther).CorrectTop5);
    }

    [Theory, InlineData(10), InlineData(3)]
    public void A_sample_whose_outputs_are_not_numbers_is_no_hit(int classes)
    {
        using var samples = Pixels(2 * classes, classes);
        using var network = Reading(classes);
        using (no_grad()) network.Parameters[0].Parameter[1, 1] = tensor(float.NaN); // 0 · NaN is NaN: all samples have one NaN among their outputs
        var evaluation = Evaluate(network, samples);
        Assert.Equal((0, 0, double.NaN), (evaluation.Correct, evaluation.CorrectTop5, evaluation.Loss));
    }

    [Fact]
    public void With_fewer_than_five_classes_top_5_is_everything()
    {
        using var samples = Pixels(9, classes: 3);
        using var wrong = samples with { Labels = samples.Labels.add(Scalars.Of(1)).remainder(Scalars.Of(3)) };
        using var network = Reading(3);
        var evaluation = Evaluate(network, wrong);
        Assert.Equal((0, 9, 9), (evaluation.Correct, evaluation.CorrectTop5, evaluation.Total));
    }

    [Fact]
    public void The_loss_is_the_mean_over_samples_not_over_batches()
    {
        using var samples = Pixels(501, classes: 10);
        using var network = Reading(10);
        using (no_grad()) network.Parameters[0].Parameter.zero_(); // all outputs equal
        Assert.Equal(Math.Log(10), Evaluate(network, samples).Loss, 6);
    }

    [Fact]
    public void Samples_evaluated_in_two_parts_count_as_in_one()
    {
        using var data = TinyTraining.Data(test: 777);
        using var network = TinyTraining.Network();
        var whole = Evaluate(network, data.Test);
        var parts = new[] { (0, 130), (130, 647) }.Select(p =>
        {
            using var part = new Samples(data.Test.Images.narrow(0, p.Item1, p.Item2), data.Test.Labels.narrow(0, p.Item1, p.Item2));
            return Evaluate(network, part);
        }).ToList();
        Assert.Equal((whole.Correct, whole.CorrectTop5, whole.Total), (parts.Sum(p => p.Correct), parts.Sum(p => p.CorrectTop5), parts.Sum(p => p.Total)));
    }

    [Theory, InlineData(true), InlineData(false)]
    public void The_mode_is_restored_and_nothing_else_changed(bool training)
    {
        using var data = TinyTraining.Data();
        using var network = TinyTraining.Network();
        network.Module.train(training);
        var before = TinyTraining.Bits(network);
        var first = Evaluate(network, data.Test);
        Assert.Equal(training, network.Module.training);
        Assert.All(network.Module.modules(), module => Assert.Equal(training, module.training));
        Assert.Equal(before, TinyTraining.Bits(network));
        Assert.Equal(first, Evaluate(network, data.Test)); // no dropout in it
    }

    private static Evaluation Evaluate(Network network, Samples samples)
    {
        var channels = network.Input.Channels;
        var asStored = new Normalization([.. Enumerable.Repeat(0.0, channels)], [.. Enumerable.Repeat(1.0, channels)]);
        return Evaluator.Evaluate(network, samples, asStored, "last", "test");
    }

    // The pixel of the label's number is white, the others are black.
    private static Samples Pixels(int count, int classes)
    {
        var labels = arange(Scalars.Zero, Scalars.Of(count), Scalars.One, ScalarType.Int64).remainder(Scalars.Of(classes));
        return new(nn.functional.one_hot(labels, classes).to_type(uint8).mul(Scalars.Of(255)).to_type(uint8).view(count, 1, 1, classes), labels);
    }

    // Says the class whose pixel is white.
    private static Network Reading(int classes)
    {
        var network = TestNetworks.Build("reading", new(1, 1, classes), classes, () => nn.Sequential(nn.Flatten(), nn.Linear(classes, classes, hasBias: false)));
        using (no_grad()) network.Parameters[0].Parameter.copy_(eye(classes));
        return network;
    }

    private static Tensor Ranking(int classes)
    {
        var weight = zeros(classes, classes);
        for (var rank = 0; rank < classes; rank++)
            for (var pixel = 0; pixel < classes; pixel++) weight[(pixel + rank) % classes, pixel] = classes - rank;
        return weight;
    }
}
