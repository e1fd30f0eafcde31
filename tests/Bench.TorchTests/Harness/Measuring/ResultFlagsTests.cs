using Bench.Datasets;
using Bench.Harness.Measuring;
using Bench.Models;
using Bench.Results;
using Bench.Strategies;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Harness.Measuring;

public class ResultFlagsTests
{
    [Theory]
    [InlineData(0, 90L, false)]
    [InlineData(1, 90L, true)]
    [InlineData(0, 0L, true)]
    [InlineData(null, null, false)]
    public void A_class_that_no_path_reaches_is_cut_off(int? outputs, long? kept, bool expected) => Assert.Equal(expected, ResultFlags.IsCutOff(new()
    {
        TotalParameters = 200, PrunableParameters = 190, AskedKept = 100, KeptPrunable = 100, KeptParameters = 110, AchievedCompression = 2, DenseMacs = 200, EffectiveMacs = 100, TheoreticalSpeedup = 2, DenseBytes = 800,
        SparseBytes = 500, TiedScores = 0, EffectiveKept = kept, CutOffOutputs = outputs,
    }));

    [Theory]
    [InlineData(500, 20, 1, true)]
    [InlineData(500, 20, 4, true)] // four of twenty filters
    [InlineData(500, 20, 5, false)] // 1 %
    [InlineData(500, 20, 15, false)] // as 32× by layer leaves
    [InlineData(30_000, 100, 12, true)]
    [InlineData(30_000, 100, 199, true)]
    [InlineData(30_000, 100, 200, false)] // two an output
    [InlineData(25_000, 50, 68, true)]
    [InlineData(25_000, 50, 781, false)]
    [InlineData(54, 6, 1, true)]
    [InlineData(54, 6, 2, false)]
    [InlineData(2_359_296, 512, 5_000, false)] // 0.2 %, and ten a filter
    [InlineData(500, 20, 0, false)] // that is dead
    [InlineData(500, 20, 500, false)]
    [InlineData(100, 100, 100, false)]
    public void A_nearly_dead_layer_keeps_next_to_nothing_of_its_weights_and_outputs(int weights, int outputs, int kept, bool expected)
    {
        var layer = new LayerInfo
        {
            Index = 0, Name = "fc", Kind = LayerKind.Linear, WeightShape = [outputs, weights / outputs], HasBias = true, Groups = 1, StrideHeight = 1, StrideWidth = 1,
            Input = new(weights / outputs, 1, 1), Output = new(outputs, 1, 1), IsOutput = false,
        };
        using var masks = new MaskSet([new(layer)], [.. Enumerable.Range(0, weights).Select(i => i < kept)], kept, 0);
        Assert.Equal(expected, ResultFlags.HasNearlyDeadLayer(masks));
    }

    [Theory]
    [InlineData(1000, 10_000, 1000, true)] // exactly 10.00 % of ten classes
    [InlineData(1060, 10_000, 1000, true)] // 2 · √(10,000 · 0.1 · 0.9) = 60
    [InlineData(1061, 10_000, 1000, false)]
    [InlineData(300, 10_000, 1000, true)] // worse than guessing
    [InlineData(1135, 10_000, 1135, true)] // MNIST's ones
    [InlineData(1300, 10_000, 1135, false)]
    [InlineData(180, 200, 180, true)] // nine in ten are of one class
    [InlineData(200, 200, 180, false)]
    public void A_network_at_chance_knows_no_more_than_which_class_is_most_frequent(int correct, int total, long mostFrequent, bool expected) =>
        Assert.Equal(expected, ResultFlags.IsAtChance(Test(1, correct, total), mostFrequent));

    [Fact]
    public void The_most_frequent_class_is_counted_in_the_labels()
    {
        using var scope = NewDisposeScope();
        using var samples = new Samples(zeros([5, 1, 1, 1], dtype: uint8), tensor([3L, 1, 3, 0, 3]));
        Assert.Equal(3, ResultFlags.MostFrequent(samples));
    }

    [Theory, InlineData(230.2, 1, false), InlineData(230.3, 1, true), InlineData(2, 1e12, true), InlineData(2, 230, false)]
    public void An_exploded_loss_is_a_hundred_times_that_of_guessing(double inEpoch, double inTest, bool expected)
    {
        EpochRecord Epoch(double train, double validation) => new()
        {
            Epoch = 1, Steps = 1, Seconds = 1, LearningRate = 1, TrainTop1 = 0, ValidationTop1 = 0, ValidationTop5 = 0, TrainLoss = train, ValidationLoss = validation,
        };
        Assert.Equal(expected, ResultFlags.HasExploded(10, [Epoch(1, 1), Epoch(inEpoch, 1)], [Test(inTest, 1, 10)]));
        Assert.Equal(expected, ResultFlags.HasExploded(10, [Epoch(1, inEpoch)], [Test(inTest, 1, 10)]));
    }

    private static Evaluation Test(double loss, int correct, int total) =>
        new() { Point = "selected", Split = "test", Loss = loss, Correct = correct, CorrectTop5 = correct, Total = total };
}
