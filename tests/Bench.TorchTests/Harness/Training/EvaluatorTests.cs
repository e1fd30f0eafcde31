using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Measuring;
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
        network.Mode = training ? PassMode.Training : PassMode.Evaluation;
        var before = TinyTraining.Bits(network);
        var first = Evaluate(network, data.Test);
        Assert.Equal(training ? PassMode.Training : PassMode.Evaluation, network.Mode);
        Assert.Equal(before, TinyTraining.Bits(network));
        Assert.Equal(first, Evaluate(network, data.Test)); // no dropout in it
    }

    [Fact]
    public void Details_change_no_number_of_the_evaluation_and_add_up_to_it()
    {
        using var data = TinyTraining.Data(test: 777);
        using var network = TinyTraining.Network();
        var (evaluation, details) = Detailed(network, data.Test);
        Assert.Equal(Evaluate(network, data.Test), evaluation);
        Assert.Equal((evaluation.Correct, 777), (details.Classes.Sum(c => c.Correct), details.Classes.Sum(c => c.Total)));
        var labels = data.Test.Labels.data<long>().ToArray();
        Assert.Equal(evaluation.Correct, details.Predictions.Zip(labels).Count(p => p.First == p.Second));
        Assert.Equal(details.Classes.Select(c => c.Correct),
            Enumerable.Range(0, network.Classes).Select(k => details.Predictions.Zip(labels).Count(p => p.First == k && p.Second == k)));
    }

    [Fact]
    public void Accuracy_is_told_by_class()
    {
        using var samples = Pixels(501, classes: 10); // 51 of class 0, 50 of each other
        using var network = Reading(10);
        using (no_grad()) network.Parameters[0].Parameter[3].zero_(); // class 3 has the output 0 where the pixel of 3 is white, as all others have: the first of them wins
        var classes = Detailed(network, samples).Details.Classes;
        Assert.Equal([51, .. Enumerable.Repeat(50, 9)], classes.Select(c => c.Total));
        Assert.Equal([51, 50, 50, 0, .. Enumerable.Repeat(50, 6)], classes.Select(c => c.Correct));
        Assert.Equal(0, Measurement.LossOf(Detailed(network, samples).Details, new int[501]).WorstClassTop1);
    }

    [Fact]
    public void The_calibration_error_is_the_gap_between_confidence_and_accuracy_in_15_bins()
    {
        // Two classes: right with probability 0.9 (bin 14 of 15) three times of four, right with 0.6 (bin 9) always.
        double[] confidence = [0.9, 0.9, 0.9, 0.9, 0.6, 0.6];
        using var network = Telling(confidence);
        using var samples = new Samples(eye(6, dtype: float32).mul(Scalars.Of(255)).to_type(uint8).view(6, 1, 1, 6), tensor(new long[] { 0, 0, 0, 1, 0, 0 }));
        var details = Detailed(network, samples).Details;
        Assert.Equal((4 * Math.Abs(0.75 - 0.9) + 2 * Math.Abs(1 - 0.6)) / 6, details.CalibrationError, 6);
        Assert.Equal([0, 0, 0, 0, 0, 0], details.Predictions);
        Assert.Equal(5 / 6.0, details.AgreementWith([0, 0, 0, 1, 0, 0]));
    }

    [Fact]
    public void Confidences_of_one_bin_make_up_for_each_other_and_those_of_two_do_not()
    {
        static double Error(double low, double high)
        {
            using var network = Telling([low, high]);
            using var samples = new Samples(eye(2, dtype: float32).mul(Scalars.Of(255)).to_type(uint8).view(2, 1, 1, 2), tensor(new long[] { 0, 1 }));
            return Detailed(network, samples).Details.CalibrationError;
        }
        Assert.Equal((0.61 + 0.65 - 1) / 2, Error(0.61, 0.65), 6);                     // both in (9/15, 10/15]
        Assert.Equal((Math.Abs(1 - 0.61) + 0.69) / 2, Error(0.61, 0.69), 6);           // 10/15 is between them
    }

    [Fact]
    public void Outputs_that_are_not_numbers_predict_and_agree_with_nothing()
    {
        using var samples = Pixels(20, classes: 10);
        using var network = Reading(10);
        using (no_grad()) network.Parameters[0].Parameter[1, 1] = tensor(float.NaN);
        var details = Detailed(network, samples).Details;
        Assert.All(details.Predictions, p => Assert.Equal(-1, p));
        Assert.Equal((0, 0.0, double.NaN), (details.Classes.Sum(c => c.Correct), details.AgreementWith(details.Predictions), details.CalibrationError));
    }

    private static Evaluation Evaluate(Network network, Samples samples) => Evaluator.Evaluate(network, samples, AsStored(network), "last", "test");

    private static (Evaluation Evaluation, EvaluationDetails Details) Detailed(Network network, Samples samples) =>
        Evaluator.EvaluateInDetail(network, samples, AsStored(network), "last", "test");

    private static Normalization AsStored(Network network) =>
        new([.. Enumerable.Repeat(0.0, network.Input.Channels)], [.. Enumerable.Repeat(1.0, network.Input.Channels)]);

    // Of two classes, gives the first one the i-th probability where the i-th pixel is white.
    private static Network Telling(double[] confidence)
    {
        var network = TestNetworks.Build("telling", new(1, 1, confidence.Length), 2, x => x.Flatten().Linear("1", 2, bias: false));
        using (no_grad())
        {
            network.Parameters[0].Parameter.zero_();
            for (var i = 0; i < confidence.Length; i++) network.Parameters[0].Parameter[0, i] = tensor((float)Math.Log(confidence[i] / (1 - confidence[i])));
        }
        return network;
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
        var network = TestNetworks.Build("reading", new(1, 1, classes), classes, x => x.Flatten().Linear("1", classes, bias: false));
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
